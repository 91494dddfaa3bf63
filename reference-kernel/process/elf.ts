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
import { EINVAL, ENOEXEC } from "../abi/errors.ts";
import { PROT_EXEC, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import { decode } from "../abi/struct.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { Rejected } from "./rejection.ts";

const PAGE = 4096;
/** Most bytes of program headers that Linux reads. */
const MAX_HEADER_BYTES = 65536;

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

/**
 * Checks what the headers say before anything is mapped. `fileSize` in bytes. Linux itself looks away from much that
 * makes no sense (the class, segments that lie beyond the file or overlap) and lets the program fall over it; `strict`
 * refuses that too.
 * @throws Rejected
 */
export const parseElf = (read: ReadProgram, fileSize: number, strict = false): ElfProgram => {
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
  if (header.type !== ET_EXEC && header.type !== ET_DYN)
    refuse(`an ELF file that is no program (e_type ${header.type})`);
  if (header.phentsize !== programHeader.size) refuse(`program headers of ${header.phentsize} bytes instead of 56`);
  const headerBytes = header.phnum * programHeader.size;
  if (header.phnum === 0 || headerBytes > MAX_HEADER_BYTES) refuse(`${header.phnum} program headers`);
  if (header.phoff + headerBytes > fileSize) refuse("program headers beyond the end of the file");
  const table = read(header.phoff, headerBytes);
  if (table.length < headerBytes) refuse("program headers beyond the end of the file");

  const segments: Segment[] = [];
  let hasExecutableStack = false;
  let alignment = PAGE;
  let headersAddress = 0;
  for (let i = 0; i < header.phnum; i++) {
    const entry = decode(programHeader, table, i * programHeader.size);
    if (entry.type === PT_INTERP) refuse("a dynamically linked program (PT_INTERP): only static programs run yet");
    if (entry.type === PT_GNU_STACK) hasExecutableStack = (entry.flags & PF_X) !== 0;
    if (entry.type !== PT_LOAD) continue;
    if (entry.align > alignment && Number.isInteger(Math.log2(entry.align))) alignment = entry.align;
    const segment = toSegment(entry, i, strict ? fileSize : Number.POSITIVE_INFINITY);
    if (segment.memorySize === 0) continue;
    segments.push(segment);
    if (headersAddress === 0 && entry.offset <= header.phoff && header.phoff < entry.offset + entry.filesz) {
      headersAddress = header.phoff - entry.offset + entry.vaddr;
    }
  }
  if (segments.length === 0) refuseLate("no segment to load");
  if (strict) checkOverlap(segments);
  if (alignment > TASK_SIZE) refuseLate("a segment with an absurd alignment");
  return {
    isPositionIndependent: header.type === ET_DYN,
    entry: header.entry,
    segments,
    alignment,
    headersAddress,
    headerCount: header.phnum,
    headerSize: header.phentsize,
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
