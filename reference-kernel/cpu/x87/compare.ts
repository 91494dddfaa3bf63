/** FCOM, FUCOM, FCOMI, FUCOMI with their pops, FTST, FXAM. */
import { compare, EQUAL, LESS, type Order, UNORDERED } from "../float/compare.ts";
import { makeZero, type Value } from "../float/value.ts";
import { FLAG } from "../rflags.ts";
import { STATUS, type X87, type X87Operation } from "./state.ts";

const CODES = STATUS.c0 | STATUS.c2 | STATUS.c3;

function orderCodes(order: Order): number {
  if (order === UNORDERED) return CODES;
  return order === LESS ? STATUS.c0 : order === EQUAL ? STATUS.c3 : 0;
}

function orderFlags(order: Order): number {
  if (order === UNORDERED) return FLAG.ZF | FLAG.PF | FLAG.CF;
  return order === LESS ? FLAG.CF : order === EQUAL ? FLAG.ZF : 0;
}

function popTimes(fpu: X87, pops: number): void {
  for (let i = 0; i < pops; i++) fpu.pop();
}

/** Compares ST(0) with a memory operand. */
export const compareMemory =
  (operand: (fpu: X87) => Value, pops: number): X87Operation =>
  (fpu) => {
    const env = fpu.begin();
    if (fpu.isEmpty(0)) {
      fpu.setCodes(CODES, CODES);
      if (!fpu.stackFault(false)) return true;
    } else {
      fpu.setCodes(orderCodes(compare(env, fpu.value(0), operand(fpu), false)), CODES);
      if (!fpu.finish()) return true;
    }
    popTimes(fpu, pops);
    return true;
  };

/** Compares ST(0) with ST(i); FCOMPP and FUCOMPP, which pop twice, with ST(1). `toFlags`: into ZF, PF, CF (FCOMI), else into C3, C2, C0. */
export const compareRegister =
  (quiet: boolean, pops: number, toFlags = false): X87Operation =>
  (fpu) => {
    const env = fpu.begin(toFlags);
    if (pops === 2) fpu.index = 1;
    let order: Order = UNORDERED;
    let completed: boolean;
    if (fpu.isEmpty(0) || fpu.isEmpty(fpu.index)) completed = fpu.stackFault(false);
    else {
      order = compare(env, fpu.value(0), fpu.value(fpu.index), quiet);
      completed = fpu.finish();
    }
    if (toFlags) fpu.resultFlags = orderFlags(order);
    else fpu.setCodes(orderCodes(order), CODES);
    if (completed) popTimes(fpu, pops);
    return true;
  };

export const ftst: X87Operation = (fpu) => compareMemory(() => makeZero(0), 0)(fpu);

/** The class of ST(0) in C3, C2, C0, its sign in C1, even of an empty register. */
export const fxam: X87Operation = (fpu) => {
  const signExponent = fpu.signExponent(0);
  const biased = signExponent & 0x7fff;
  const significand = fpu.significand(0);
  const integerBit = significand >> 63n === 1n;
  let codes: number;
  if (fpu.isEmpty(0)) codes = STATUS.c3 | STATUS.c0;
  else if (biased === 0) codes = significand === 0n ? STATUS.c3 : STATUS.c3 | STATUS.c2;
  else if (!integerBit) codes = 0;
  else if (biased < 0x7fff) codes = STATUS.c2;
  else codes = significand === 1n << 63n ? STATUS.c2 | STATUS.c0 : STATUS.c0;
  fpu.setCodes(codes | (signExponent & 0x8000 ? STATUS.c1 : 0));
  return true;
};
