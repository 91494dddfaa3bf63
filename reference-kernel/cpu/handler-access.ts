/** The machine as TypeScript handlers see it (handler.ts). */
import { READ, WRITE } from "../memory/mmu.ts";
import type { PhysicalMemory } from "../memory/physical.ts";
import { RECORD } from "./emit/record.ts";
import type { HandlerCpu } from "./handler.ts";
import { BLOCK_BASE, EFFECTIVE, FS_BASE, GS_BASE } from "./layout.ts";
import type { Registers } from "./registers.ts";
import type { Raise, SlowMemory } from "./slow-memory.ts";
import { X87 } from "./x87/state.ts";

export interface Exceptions {
  readonly raise: Raise;
  readonly raiseAfter: (record: number, vector: number) => never;
}

export class HandlerAccess implements HandlerCpu {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly u64: BigUint64Array;
  readonly view: DataView;
  readonly x87: X87;
  /** Of the running handler: operand size, plus 16 if it has a memory operand, plus 32 with prefix 67. */
  how = 0;

  private readonly slow: SlowMemory;
  private readonly registers: Registers;
  private readonly exceptions: Exceptions;

  constructor(physical: PhysicalMemory, slow: SlowMemory, registers: Registers, exceptions: Exceptions) {
    this.u8 = physical.u8;
    this.u16 = physical.u16;
    this.u32 = physical.u32;
    this.i32 = physical.i32;
    this.u64 = physical.u64;
    this.view = physical.view;
    this.x87 = new X87(physical);
    this.slow = slow;
    this.registers = registers;
    this.exceptions = exceptions;
  }

  isMemory(): boolean {
    return (this.how & 16) !== 0;
  }
  first(record: number): number {
    return this.u16[(record + RECORD.first) >> 1]!;
  }
  second(record: number): number {
    return this.u16[(record + RECORD.second) >> 1]!;
  }
  immediate(record: number): number {
    return this.u32[(record + RECORD.immediate) >> 2]!;
  }
  immediateHigh(record: number): number {
    return this.u32[(record + RECORD.immediate + 4) >> 2]!;
  }
  operandSize(): number {
    return this.how & 15;
  }
  isNarrow(): boolean {
    return (this.how & 32) !== 0;
  }
  instructionAddress(record: number): number {
    return this.registers.slot(BLOCK_BASE) + this.u16[(record + RECORD.offset) >> 1]!;
  }
  effectiveAddress(): number {
    return this.registers.slot(EFFECTIVE);
  }
  readOperand(record: number, size: number, offset = 0): number {
    return this.slow.atEffective(record, size, READ, offset);
  }
  writeOperand(record: number, size: number, offset = 0): number {
    return this.slow.atEffective(record, size, WRITE, offset);
  }
  commit(): void {
    this.slow.commit();
  }
  readAddress(record: number, address: number, size: number): number {
    return this.slow.at(record, address, size, READ);
  }
  writeAddress(record: number, address: number, size: number): number {
    return this.slow.at(record, address, size, WRITE);
  }
  codeWrite(at: number, size: number): void {
    this.slow.codeWrite(at, size);
  }
  clearSegmentBase(which: 0 | 1): void {
    this.u64[(which === 0 ? FS_BASE : GS_BASE) >> 3] = 0n;
  }
  raise(record: number, vector: number, errorCode = 0): never {
    return this.exceptions.raise(record, vector, errorCode, 0);
  }
  raiseAfter(record: number, vector: number): never {
    return this.exceptions.raiseAfter(record, vector);
  }
}
