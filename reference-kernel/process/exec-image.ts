/**
 * Builds a fresh address space for a program: segments, heap start, stack with arguments and auxiliary vector, as
 * execve(2) leaves them (load_elf_binary, setup_arg_pages, create_elf_tables).
 */
import { E2BIG, EFAULT, EINVAL, ENOMEM } from "../abi/errors.ts";
import { PROT_EXEC, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import { AddressSpace, pageAlign } from "../memory/address-space.ts";
import { drawHeapStart, drawLayout, ET_DYN_BASE, MMAP_MIN_ADDRESS } from "../memory/layout.ts";
import type { Backing } from "../memory/mappable.ts";
import { TASK_SIZE, UserMemory } from "../memory/user-memory.ts";
import { VMA } from "../memory/vma.ts";
import { type ElfProgram, parseElf, type ReadProgram, type Segment } from "./elf.ts";
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
  try {
    const program = parseElf(programReader(request), request.program.pages.size, request.strict);
    const layout = drawLayout(offsetsOf(request), request.limits.stack);
    space = new AddressSpace(request.system, layout, request.limits);
    request.program.owner.retain();
    space.executable = request.program.owner;
    mapStack(space, program.hasExecutableStack);
    const stack = buildStack(space, program, request);
    const bias = mapSegments(space, program, request);
    const stackPointer = stack.finish(bias);
    return { space, entry: program.entry + bias, stackPointer };
  } catch (error) {
    space?.release();
    if (error instanceof Rejected) return error.rejection;
    if (error === ENOMEM || error === EFAULT) {
      return { errno: ENOMEM, reason: "no memory for the program", lethal: space !== null };
    }
    if (error === EINVAL) return { errno: EINVAL, reason: "a segment cannot be mapped", lethal: true };
    if (error === E2BIG) return { errno: E2BIG, reason: "arguments and environment are too long", lethal: false };
    throw error;
  }
};

/** Reads the program through its pages. */
const programReader = ({ system, program }: ExecRequest): ReadProgram => {
  return (offset, length) => {
    const out = new Uint8Array(Math.max(0, Math.min(length, program.pages.size - offset)));
    for (let done = 0; done < out.length; ) {
      const inPage = (offset + done) % PAGE;
      const frame = program.pages.page((offset + done - inPage) / PAGE, false);
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

/** Maps the segments and sets the heap's start; answers what is to be added to the program's addresses. */
const mapSegments = (space: AddressSpace, program: ElfProgram, request: ExecRequest): number => {
  const first = Math.min(...program.segments.map((segment) => segment.address));
  const end = Math.max(...program.segments.map((segment) => segment.address + segment.memorySize));
  const base = first - (first % PAGE);
  let bias = 0;
  if (program.isPositionIndependent) {
    const slack = program.alignment > PAGE ? program.alignment : 0;
    const at = space.findAddress(0, pageAlign(end - base) + slack, "hint");
    const aligned = Math.ceil(at / program.alignment) * program.alignment;
    bias = (slack === 0 ? at : aligned) - base;
  } else if (base < MMAP_MIN_ADDRESS || end > space.layout.mmapBase) {
    throw new Rejected(EINVAL, "a segment lies where no program may be", true);
  }
  for (const segment of program.segments) mapSegment(space, segment, bias, request.program);
  const heapFloor = program.isPositionIndependent ? ET_DYN_BASE : pageAlign(end);
  space.heapStart = drawHeapStart(offsetsOf(request), heapFloor);
  space.heapEnd = space.heapStart;
  return bias;
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
    // The tail of the last page belongs to the bss; without the right to write it stays what the file has there.
    const tail = Math.min(end, zeroFrom) - fileEnd;
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
