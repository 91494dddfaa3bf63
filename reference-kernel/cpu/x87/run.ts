/** Makes instruction handlers of x87 operations: pending exceptions, the memory operand, the last-instruction pointers. */
import type { Handler, HandlerCpu } from "../handler.ts";
import { readRflags, writeStatusFlags } from "../rflags.ts";
import { VECTOR } from "../vectors.ts";
import type { X87, X87Operation } from "./state.ts";

interface How {
  /** Bytes of the memory operand that are read before, written after. */
  readonly reads?: number;
  readonly writes?: number;
  /** FN… instructions do not look at pending exceptions. */
  readonly noWait?: boolean;
  /** Control instructions leave the pointers to the last instruction alone. */
  readonly control?: boolean;
}

/** Longest piece of memory that one access gives (handler.ts). */
const PIECE = 64;

function readMemory(cpu: HandlerCpu, record: number, fpu: X87, size: number): void {
  const bytes = new Uint8Array(fpu.memory.buffer);
  for (let offset = 0; offset < size; offset += PIECE) {
    const piece = Math.min(PIECE, size - offset);
    const at = cpu.readOperand(record, piece, offset);
    bytes.set(cpu.u8.subarray(at, at + piece), offset);
  }
}

/** Faults if the operand cannot be written; called before the operation changes anything. */
function probeWrite(cpu: HandlerCpu, record: number, size: number): void {
  for (let offset = 0; offset < size; offset += PIECE) cpu.writeOperand(record, Math.min(PIECE, size - offset), offset);
}

function writeMemory(cpu: HandlerCpu, record: number, fpu: X87, size: number): void {
  const bytes = new Uint8Array(fpu.memory.buffer);
  for (let offset = 0; offset < size; offset += PIECE) {
    const piece = Math.min(PIECE, size - offset);
    const at = cpu.writeOperand(record, piece, offset);
    cpu.u8.set(bytes.subarray(offset, offset + piece), at);
    cpu.commit();
  }
}

export function x87(operation: X87Operation, how: How = {}): Handler {
  const { reads = 0, writes = 0, noWait = false, control = false } = how;
  return (cpu, record) => {
    const fpu = cpu.x87;
    if (!noWait && fpu.pending) cpu.raise(record, VECTOR.x87);
    if (reads > 0) readMemory(cpu, record, fpu, reads);
    if (writes > 0) probeWrite(cpu, record, writes);
    else fpu.index = cpu.immediate(record);
    if (!control) fpu.setPointers(cpu.instructionAddress(record), reads + writes > 0 ? cpu.effectiveAddress() : 0, 0);
    const stores = operation(fpu);
    if (writes > 0 && stores) writeMemory(cpu, record, fpu, writes);
    // Ends a page-crossing write that was only probed; its bytes are those that were there.
    else if (writes > 0) cpu.commit();
  };
}

/** Operations that look at RFLAGS (FCMOVcc) or set them (FCOMI). */
export function x87Flags(operation: X87Operation): Handler {
  const run = x87((fpu) => operation(fpu));
  return (cpu, record) => {
    cpu.x87.rflags = readRflags(cpu);
    run(cpu, record);
    if (cpu.x87.resultFlags >= 0) writeStatusFlags(cpu, cpu.x87.resultFlags);
    cpu.x87.resultFlags = -1;
  };
}
