/**
 * The flags in a region are operands and result of the last instruction that wrote them, in locals; how the flags follow
 * from them is a number: 0 when they are in memory as in tier 0 (rflags.ts), else operation << 8 | distance of the
 * operand's top bit from bit 63. It is mostly known when code is emitted, and put into a local where ways meet.
 */
import { FLAG_CARRY, FLAG_EXTRA, FLAG_RESULT } from "../layout.ts";
import { I32, I64, STORE, TYPE } from "../wasm/opcodes.ts";
import type { RegionCode, RegionLocals } from "./region-code.ts";

export const FLAG_KIND = { memory: 0, add: 1 << 8, subtract: 2 << 8, logic: 3 << 8 } as const;

/** The kind is in its local. */
export const KIND_IN_LOCAL = -1;

export const kindFor = (operation: number, size: number): number => operation | (64 - size * 8);

/** Puts the flags into memory when they are of a known kind. */
export function storeFlags(code: RegionCode, locals: RegionLocals, kind: number): void {
  const { flagA, flagB, flagResult } = locals;
  const distance = kind & 63;
  const operation = kind & ~63;
  const place = (): RegionCode => (distance === 0 ? code : code.i64(distance).op(I64.shl));
  code.i32(0).get(flagResult);
  if (distance !== 0) place().i64(distance).op(I64.shr_s);
  code.store(STORE.i64, FLAG_RESULT);
  if (operation === FLAG_KIND.logic) {
    code.i32(0).i64(0).store(STORE.i64, FLAG_CARRY);
    code.i32(0).i64(0).store(STORE.i64, FLAG_EXTRA);
    return;
  }
  const carries = code.local(TYPE.i64);
  const x = code.local(TYPE.i64);
  code.get(flagA);
  if (operation === FLAG_KIND.subtract) code.i64(-1).op(I64.xor);
  code.tee(x).get(flagB).op(I64.and).get(x).get(flagB).op(I64.or).get(flagResult);
  if (operation === FLAG_KIND.add) code.i64(-1).op(I64.xor);
  code.op(I64.and).op(I64.or).set(carries);
  code.i32(0).get(carries);
  place().store(STORE.i64, FLAG_CARRY);
  code.i32(0).get(carries).i64(8).op(I64.and).store(STORE.i64, FLAG_EXTRA);
}

/** The same when the kind is in its local; nothing happens when they are in memory. */
export function storeFlagsOfAnyKind(code: RegionCode, locals: RegionLocals): void {
  const { flagA, flagB, flagResult, flagKind } = locals;
  const distance = code.local(TYPE.i64);
  const flip = code.local(TYPE.i64);
  const x = code.local(TYPE.i64);
  const carries = code.local(TYPE.i64);
  code.get(flagKind).if();
  code.get(flagKind).i32(63).op(I32.and).op(I64.extend_i32_u).set(distance);
  code.i32(0).get(flagResult).get(distance).op(I64.shl).get(distance).op(I64.shr_s).store(STORE.i64, FLAG_RESULT);
  // A subtraction's borrows are those of an addition with ~a, and of the result instead of ~result.
  code.i64(-1).i64(0).get(flagKind).i32(FLAG_KIND.subtract).op(I32.and).op(I32.eqz).op(I32.eqz).select().set(flip);
  code.get(flagA).get(flip).op(I64.xor).tee(x).get(flagB).op(I64.and).get(x).get(flagB).op(I64.or);
  code.get(flagResult).get(flip).i64(-1).op(I64.xor).op(I64.xor).op(I64.and).op(I64.or);
  code.i64(0).get(flagKind).i32(8).op(I32.shr_u).i32(3).op(I32.ne).select().set(carries);
  code.i32(0).get(carries).get(distance).op(I64.shl).store(STORE.i64, FLAG_CARRY);
  code.i32(0).get(carries).i64(8).op(I64.and).store(STORE.i64, FLAG_EXTRA);
  code.i32(0).set(flagKind);
  code.end();
}
