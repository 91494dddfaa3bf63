/**
 * What an instruction handler written in TypeScript sees of the machine.
 *
 *   function fldcw(cpu: HandlerCpu, record: number) {
 *     const at = cpu.readOperand(record, 2);          // may fault; bytes at `at` are contiguous
 *     cpu.u16[FPU_CONTROL >> 1] = cpu.view.getUint16(at, true);
 *   }
 *
 * A handler runs to its end or calls `raise`, which throws; it must not change anything before the last thing that can
 * fault. All state is in the Memory's views at the offsets of layout.ts.
 */

import type { X87 } from "./x87/state.ts";

export interface HandlerCpu {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly u64: BigUint64Array;
  readonly view: DataView;
  /** The x87 over these views. */
  readonly x87: X87;

  /** Is the r/m operand in memory? */
  isMemory(): boolean;
  /** Register-file offset (layout.ts) of the first register operand, in the row's order of operands. */
  first(record: number): number;
  /** Register-file offset of the second register operand. */
  second(record: number): number;
  /** Low 32 bits of the immediate. For x87 rows on registers (`D9 C8+i`): the i. */
  immediate(record: number): number;
  /** High 32 bits of the immediate; of enter: its second immediate. */
  immediateHigh(record: number): number;
  /** Operand size in bytes (2, 4, 8 for `v` rows; 4 or 8 for `y` rows). */
  operandSize(): number;
  /** Had the instruction the address size prefix 67? */
  isNarrow(): boolean;
  /** Address of this instruction. */
  instructionAddress(record: number): number;

  /** The memory operand's address; exact below 2^53, which every address that does not fault is. */
  effectiveAddress(): number;
  /** Checks the memory operand (plus `offset`) for reading. @returns byte offset in the Memory of `size` ≤ 64 contiguous bytes. */
  readOperand(record: number, size: number, offset?: number): number;
  /** As readOperand, for writing. Write the bytes, then call `commit()` before the next access. */
  writeOperand(record: number, size: number, offset?: number): number;
  /** Finishes a write (it may have been made to a scratch buffer because it crosses a page). */
  commit(): void;

  /** As readOperand, at any address. */
  readAddress(record: number, address: number, size: number): number;
  writeAddress(record: number, address: number, size: number): number;

  /** To be called before writing more bytes at a place than were asked for (within the same page). */
  codeWrite(at: number, size: number): void;

  /** Makes the base of fs (0) or gs (1) zero. */
  clearSegmentBase(which: 0 | 1): void;

  /** Raises a trap (#BP): the instruction is done, rip is after it. Never returns. */
  raiseAfter(record: number, vector: number): never;
  /** Raises an exception (VECTOR) at this instruction. Never returns. */
  raise(record: number, vector: number, errorCode?: number): never;
}

export type Handler = (cpu: HandlerCpu, record: number) => void;
