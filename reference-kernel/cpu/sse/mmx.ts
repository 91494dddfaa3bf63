/**
 * MMX registers are the significands of the x87's registers. Every MMX instruction but EMMS makes the top of the stack
 * register 0 and all registers valid, and a written register gets an exponent of ones. A pending x87 exception is
 * delivered first. Source: Intel SDM volume 1, 9.6.
 */
import type { Sem } from "../emit/sem.ts";
import { FPU_STATUS, FPU_TAGS } from "../layout.ts";
import { VECTOR } from "../vectors.ts";
import { I32, LOAD, STORE, V128 } from "../wasm/opcodes.ts";

/** Before anything else: the pending exception. */
export function mmxPending(s: Sem): void {
  s.code.loadAt(LOAD.i32_16u, FPU_STATUS).i32(0x80).op(I32.and).if();
  s.raise(VECTOR.x87);
  s.code.end();
}

/** After everything that can fault. */
export function mmxEnter(s: Sem): void {
  s.code.i32(0).loadAt(LOAD.i32_16u, FPU_STATUS).i32(~0x3800).op(I32.and).store(STORE.i32_16, FPU_STATUS);
  s.code.i32(0).i32(0xff).store(STORE.i32_8, FPU_TAGS);
}

/** Stores the i64 in a local into an MMX register. */
export function mmxWrite64(s: Sem, i: number, value: number): void {
  const operand = s.operand(i);
  const offset = operand.fixed ?? 0;
  s.pushRegisterAddress(operand);
  s.code.get(value).store(STORE.i64, offset);
  s.pushRegisterAddress(operand);
  s.code.i32(0xffff).store(STORE.i32_16, offset + 8);
}

/** Stores the low half of the vector in a local into operand i, an MMX register or memory. */
export function mmxWrite(s: Sem, i: number, vector: number): void {
  if (s.operand(i).kind === "memory") s.writeVector(i, vector);
  else mmxWrite64(s, i, s.local(s.code.get(vector).lane(V128.i64x2_extract, 0)));
}
