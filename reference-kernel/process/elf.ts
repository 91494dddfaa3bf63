/** Reads and checks the headers of a program (fs/binfmt_elf.c): what is to be mapped where. */
import {
  ELFCLASS64,
  ELFDATA2LSB,
  EM_X86_64,
  ET_DYN,
  ET_EXEC,
  elfHeader,
  PF_R,
  PF_W,
  PF_X,
  PT_GNU_STACK,
  PT_INTERP,
  PT_LOAD,
  programHeader,
} from "../abi/elf.ts";
import { EINVAL, EIO, ELIBBAD, ENOEXEC } from "../abi/errors.ts";
import { PROT_EXEC, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import { decode } from "../abi/struct.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { Rejected } from "./rejection.ts";

const PAGE = 4096;
/** Most bytes of program headers that Linux reads. */
const MAX_HEADER_BYTES = 65536;
const PATH_MAX = 4096;

/** One PT_LOAD: bytes [offset, offset + fileSize) of the file at `address`, then zeros up to `memorySize`. */
export interface Segment {
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly prot: number;
}

export interface ElfProgram {
  /** ET_DYN: addresses count from where it is put. */
  readonly isPositionIndependent: boolean;
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** Largest alignment that a segment asks for, at least a page. */
  readonly alignment: number;
  /** Where the program headers lie in memory; 0 if no segment holds them. */
  readonly headersAddress: number;
  readonly headerCount: number;
  readonly headerSize: number;
  readonly hasExecutableStack: boolean;
}

/** Reads `length` bytes of the program at `offset`: fewer at its end. */
export type ReadProgram = (offset: number, length: number) => Uint8Array;

const refuse = (reason: string): never => {
  throw new Rejected(ENOEXEC, reason);
};

/** What Linux only notices once the old program is gone. */
const refuseLate = (reason: string): never => {
  throw new Rejected(EINVAL, reason, true);
};

const machineNames: Readonly<Record<number, string>> = { 3: "i386", 40: "ARM", 183: "AArch64", 243: "RISC-V" };

/** The headers of an ELF file for this machine. */
export interface ElfHeaders {
  readonly type: number;
  readonly entry: number;
  readonly phoff: number;
  readonly phentsize: number;
  readonly programs: readonly ProgramHeader[];
}

type ProgramHeader = ReturnType<typeof readProgramHeader>;

const readProgramHeader = (table: Uint8Array, index: number) =>
  decode(programHeader, table, index * programHeader.size);

/**
 * Reads the headers, before the old program is gone. Linux itself looks away from much that makes no sense (the class);
 * `strict` refuses that too.
 * @throws Rejected
 */
export const readHeaders = (read: ReadProgram, fileSize: number, strict = false): ElfHeaders => {
  const start = read(0, elfHeader.size);
  if (start.length < 4 || start[0] !== 0x7f || start[1] !== 0x45 || start[2] !== 0x4c || start[3] !== 0x46) {
    refuse("not an ELF file");
  }
  if (start.length < elfHeader.size) refuse("truncated ELF header");
  if (strict && start[4] !== ELFCLASS64) refuse("not a 64-bit ELF file");
  if (strict && start[5] !== ELFDATA2LSB) refuse("a big-endian ELF file");
  const header = decode(elfHeader, start);
  if (header.machine !== EM_X86_64) {
    refuse(`an ELF file for another machine (${machineNames[header.machine] ?? `e_machine ${header.machine}`})`);
  }
  if (header.phentsize !== programHeader.size) refuse(`program headers of ${header.phentsize} bytes instead of 56`);
  const headerBytes = header.phnum * programHeader.size;
  if (header.phnum === 0 || headerBytes > MAX_HEADER_BYTES) refuse(`${header.phnum} program headers`);
  if (header.phoff + headerBytes > fileSize) refuse("program headers beyond the end of the file");
  const table = read(header.phoff, headerBytes);
  if (table.length < headerBytes) refuse("program headers beyond the end of the file");
  const programs = Array.from({ length: header.phnum }, (_, index) => readProgramHeader(table, index));
  return { type: header.type, entry: header.entry, phoff: header.phoff, phentsize: header.phentsize, programs };
};

const isLoadable = ({ type }: ElfHeaders): boolean => type === ET_EXEC || type === ET_DYN;

/** @throws Rejected */
export const checkIsProgram = (headers: ElfHeaders): void => {
  if (!isLoadable(headers)) refuse(`an ELF file that is no program (e_type ${headers.type})`);
};

/**
 * The path in the first PT_INTERP; null for a static program.
 * @throws Rejected
 */
export const interpreterOf = (headers: ElfHeaders, read: ReadProgram): string | null => {
  const entry = headers.programs.find(({ type }) => type === PT_INTERP);
  if (entry === undefined) return null;
  if (entry.filesz < 2 || entry.filesz > PATH_MAX) refuse("a PT_INTERP that holds no path");
  const path = read(entry.offset, entry.filesz);
  if (path.length < entry.filesz) throw new Rejected(EIO, "PT_INTERP lies beyond the end of the file");
  if (path.at(-1) !== 0) refuse("the path in PT_INTERP has no end");
  return String.fromCharCode(...path.subarray(0, path.indexOf(0)));
};

/** The interpreter's headers; what is wrong with them is ELIBBAD. @throws Rejected */
export const readInterpreterHeaders = (read: ReadProgram, fileSize: number): ElfHeaders => {
  if (fileSize < elfHeader.size) throw new Rejected(EIO, "the interpreter is shorter than an ELF header");
  try {
    return readHeaders(read, fileSize);
  } catch (error) {
    if (error instanceof Rejected) throw new Rejected(ELIBBAD, `the interpreter is ${error.rejection.reason}`);
    throw error;
  }
};

/**
 * What is to be mapped; whatever is wrong is found out when the old program is gone. Segments that lie beyond the file
 * or overlap are the program's own business, unless `strict`.
 * @throws Rejected
 */
export const parseElf = (headers: ElfHeaders, fileSize: number, strict = false): ElfProgram => {
  if (!isLoadable(headers)) refuseLate("the interpreter is no program");
  const segments: Segment[] = [];
  let hasExecutableStack = false;
  let alignment = PAGE;
  let headersAddress = 0;
  for (const [i, entry] of headers.programs.entries()) {
    if (entry.type === PT_GNU_STACK) hasExecutableStack = (entry.flags & PF_X) !== 0;
    if (entry.type !== PT_LOAD) continue;
    if (entry.align > alignment && Number.isInteger(Math.log2(entry.align))) alignment = entry.align;
    const segment = toSegment(entry, i, strict ? fileSize : Number.POSITIVE_INFINITY);
    if (segment.memorySize === 0) continue;
    segments.push(segment);
    if (headersAddress === 0 && entry.offset <= headers.phoff && headers.phoff < entry.offset + entry.filesz) {
      headersAddress = headers.phoff - entry.offset + entry.vaddr;
    }
  }
  if (segments.length === 0) refuseLate("no segment to load");
  if (strict) checkOverlap(segments);
  if (alignment > TASK_SIZE) refuseLate("a segment with an absurd alignment");
  return {
    isPositionIndependent: headers.type === ET_DYN,
    entry: headers.entry,
    segments,
    alignment,
    headersAddress,
    headerCount: headers.programs.length,
    headerSize: headers.phentsize,
    hasExecutableStack,
  };
};

interface LoadHeader {
  readonly flags: number;
  readonly offset: number;
  readonly vaddr: number;
  readonly filesz: number;
  readonly memsz: number;
}

const toSegment = (entry: LoadHeader, index: number, limit: number): Segment => {
  const { flags, offset, vaddr, filesz, memsz } = entry;
  if (filesz > memsz) refuseLate(`segment ${index} is larger in the file than in memory`);
  if (memsz > TASK_SIZE || vaddr > TASK_SIZE - memsz) refuseLate(`segment ${index} does not fit the address space`);
  if (filesz > 0 && offset + filesz > limit) refuseLate(`segment ${index} lies beyond the end of the file`);
  if (filesz > 0 && offset % PAGE !== vaddr % PAGE) refuseLate(`segment ${index} is not aligned as its address is`);
  const prot =
    ((flags & PF_R) !== 0 ? PROT_READ : 0) |
    ((flags & PF_W) !== 0 ? PROT_WRITE : 0) |
    ((flags & PF_X) !== 0 ? PROT_EXEC : 0);
  return { offset, address: vaddr, fileSize: filesz, memorySize: memsz, prot };
};

const checkOverlap = (segments: readonly Segment[]): void => {
  const sorted = segments.toSorted((a, b) => a.address - b.address);
  for (const [i, segment] of sorted.entries()) {
    const next = sorted[i + 1];
    if (next !== undefined && segment.address + segment.memorySize > next.address) refuseLate("segments overlap");
  }
};
