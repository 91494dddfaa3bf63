/**
 * Builds a fresh address space for a program: segments, heap start, stack with arguments and auxiliary vector, as
 * execve(2) leaves them (load_elf_binary, setup_arg_pages, create_elf_tables).
 */
import { E2BIG, EFAULT, EINVAL, ENOMEM, Errno } from "../abi/errors.ts";
import { PROT_EXEC, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import { AddressSpace, pageAlign } from "../memory/address-space.ts";
import { drawHeapStart, drawLayout, drawProgramStart, ET_DYN_BASE, MMAP_MIN_ADDRESS } from "../memory/layout.ts";
import type { Backing } from "../memory/mappable.ts";
import { TASK_SIZE, UserMemory } from "../memory/user-memory.ts";
import { VMA } from "../memory/vma.ts";
import {
  checkIsProgram,
  type ElfHeaders,
  type ElfProgram,
  interpreterOf,
  parseElf,
  type ReadProgram,
  readHeaders,
  readInterpreterHeaders,
  type Segment,
} from "./elf.ts";
import { type ExecRequest, offsetsOf } from "./exec-request.ts";
import { buildStack } from "./exec-stack.ts";
import { Rejected, type Rejection } from "./rejection.ts";

const PAGE = 4096;

export interface ExecImage {
  readonly space: AddressSpace;
  readonly entry: number;
  readonly stackPointer: number;
}

/** The image, or why there is none; then nothing is left behind. The caller of execve(2) goes on in the old space. */
export const buildExecImage = (request: ExecRequest): ExecImage | Rejection => {
  let space: AddressSpace | null = null;
  let interpreter: Interpreter | null = null;
  try {
    const headers = readHeaders(readerOf(request, request.program), request.program.pages.size, request.strict);
    checkIsProgram(headers);
    interpreter = openInterpreter(headers, request);
    const program = parseElf(headers, request.program.pages.size, request.strict);
    const layout = drawLayout(offsetsOf(request), request.limits.stack);
    space = new AddressSpace(request.system, layout, request.limits);
    request.program.owner.retain();
    space.executable = request.program.owner;
    mapStack(space, program.hasExecutableStack);
    const stack = buildStack(space, program, request);
    const bias = mapProgram(space, program, request, interpreter !== null);
    if (interpreter === null) {
      const vdso = request.vdso?.mapInto(space) ?? 0;
      return {
        space,
        entry: program.entry + bias,
        stackPointer: stack.finish({ program: bias, interpreter: 0, vdso }),
      };
    }
    const loader = parseElf(interpreter.headers, interpreter.backing.pages.size);
    const base = loader.isPositionIndependent ? mapAnywhere(space, loader, interpreter.backing, PAGE) : 0;
    if (!loader.isPositionIndependent) mapSegments(space, loader, 0, interpreter.backing);
    const vdso = request.vdso?.mapInto(space) ?? 0;
    return {
      space,
      entry: loader.entry + base,
      stackPointer: stack.finish({ program: bias, interpreter: base, vdso }),
    };
  } catch (error) {
    space?.release();
    if (error instanceof Rejected) return error.rejection;
    if (error === ENOMEM || error === EFAULT) {
      return { errno: ENOMEM, reason: "no memory for the program", lethal: space !== null };
    }
    if (error === EINVAL) return { errno: EINVAL, reason: "a segment cannot be mapped", lethal: true };
    if (error === E2BIG) return { errno: E2BIG, reason: "arguments and environment are too long", lethal: false };
    throw error;
  } finally {
    interpreter?.backing.owner.release();
  }
};

/** The program that a dynamically linked one is started by (ld.so(8)). */
interface Interpreter {
  readonly backing: Backing;
  readonly headers: ElfHeaders;
}

const openInterpreter = (headers: ElfHeaders, request: ExecRequest): Interpreter | null => {
  const path = interpreterOf(headers, readerOf(request, request.program));
  if (path === null) return null;
  const backing = open(path, request);
  try {
    return { backing, headers: readInterpreterHeaders(readerOf(request, backing), backing.pages.size) };
  } catch (error) {
    backing.owner.release();
    throw error;
  }
};

const open = (path: string, request: ExecRequest): Backing => {
  try {
    return request.openInterpreter(path);
  } catch (error) {
    throw error instanceof Errno ? new Rejected(error, `the interpreter ${path}: ${error.text}`) : error;
  }
};

/** Reads a file through its pages. */
const readerOf = ({ system }: ExecRequest, { pages }: Backing): ReadProgram => {
  return (offset, length) => {
    const out = new Uint8Array(Math.max(0, Math.min(length, pages.size - offset)));
    for (let done = 0; done < out.length; ) {
      const inPage = (offset + done) % PAGE;
      const frame = pages.page((offset + done - inPage) / PAGE, false);
      if (frame === null) return out.subarray(0, done);
      if (frame < 0) throw ENOMEM;
      const count = Math.min(PAGE - inPage, out.length - done);
      const at = frame * PAGE + inPage;
      out.set(system.physical.u8.subarray(at, at + count), done);
      done += count;
    }
    return out;
  };
};

const mapStack = (space: AddressSpace, executable: boolean): void => {
  const top = space.layout.stackTop;
  const prot = PROT_READ | PROT_WRITE | (executable ? PROT_EXEC : 0);
  space.mapAt(top - PAGE, PAGE, { prot, maxProt: 7, flags: VMA.growsDown, backing: null, offset: top - PAGE });
};

/** Maps the program and sets the heap's start; answers what is to be added to the program's addresses. */
const mapProgram = (space: AddressSpace, program: ElfProgram, request: ExecRequest, isDynamic: boolean): number => {
  const { start, end } = extentOf(program);
  let bias = 0;
  if (!program.isPositionIndependent) {
    if (start < MMAP_MIN_ADDRESS || end > space.layout.mmapBase) {
      throw new Rejected(EINVAL, "a segment lies where no program may be", true);
    }
    mapSegments(space, program, bias, request.program);
  } else if (isDynamic) {
    bias = drawProgramStart(offsetsOf(request), program.alignment) - start;
    mapSegments(space, program, bias, request.program);
  } else {
    bias = mapAnywhere(space, program, request.program, program.alignment);
  }
  // A program that lies among the mappings, as loaders run by hand do, has its heap where programs usually are.
  const heapFloor = program.isPositionIndependent && !isDynamic ? ET_DYN_BASE : pageAlign(end + bias);
  space.heapStart = drawHeapStart(offsetsOf(request), heapFloor);
  space.heapEnd = space.heapStart;
  return bias;
};

/** First page, and end of the last segment. */
const extentOf = ({ segments }: ElfProgram): { start: number; end: number } => {
  const first = Math.min(...segments.map(({ address }) => address));
  return { start: first - (first % PAGE), end: Math.max(...segments.map((part) => part.address + part.memorySize)) };
};

/** Puts it among the mappings. */
const mapAnywhere = (space: AddressSpace, program: ElfProgram, file: Backing, alignment: number): number => {
  const { start, end } = extentOf(program);
  const slack = alignment > PAGE ? alignment : 0;
  const at = space.findAddress(0, pageAlign(end - start) + slack, "hint");
  const bias = Math.ceil(at / alignment) * alignment - start;
  mapSegments(space, program, bias, file);
  return bias;
};

const mapSegments = (space: AddressSpace, program: ElfProgram, bias: number, file: Backing): void => {
  for (const segment of program.segments) mapSegment(space, segment, bias, file);
};

const mapSegment = (space: AddressSpace, segment: Segment, bias: number, program: Backing): void => {
  const start = segment.address + bias;
  const inPage = start % PAGE;
  const fileEnd = start + segment.fileSize;
  const end = start + segment.memorySize;
  if (end > TASK_SIZE) throw new Rejected(EINVAL, "a segment does not fit the address space", true);
  let zeroFrom = start - inPage;
  if (segment.fileSize > 0) {
    const { prot, offset } = segment;
    const length = pageAlign(segment.fileSize + inPage);
    space.mapAt(start - inPage, length, { prot, maxProt: 7, flags: 0, backing: program, offset: offset - inPage });
    zeroFrom = start - inPage + length;
    // With a bss, the whole tail of the last page is zeroed (loaders rely on what lies beyond the bss, too); without the
    // right to write it stays what the file has there.
    const tail = segment.memorySize > segment.fileSize ? zeroFrom - fileEnd : 0;
    if (tail > 0 && (prot & PROT_WRITE) !== 0) {
      const zeroed = new UserMemory(space, space.physical).zero(fileEnd, tail);
      if (zeroed < tail) throw EFAULT;
    }
  }
  const zeroEnd = pageAlign(end);
  if (zeroEnd <= zeroFrom) return;
  const prot = PROT_READ | PROT_WRITE | (segment.prot & PROT_EXEC);
  space.mapAt(zeroFrom, zeroEnd - zeroFrom, { prot, maxProt: 7, flags: 0, backing: null, offset: zeroFrom });
};
