/** FADD, FSUB, FMUL and FDIV in all their forms, rounded to nearest. */
import { divideNormalised, productHigh } from "../emit/wide.ts";
import { I32, I64, TYPE } from "../wasm/opcodes.ts";
import { type Extended, Routine } from "./routine.ts";
import { BIAS, OPERANDS, type Operands, operands, popAsSaid, pushRoundsUp, pushSmaller } from "./routine-operands.ts";

const MOST_EXPONENT = 0x7ffe;
const INTEGER_BIT = -(2n ** 63n);

/** Stores what is exact. */
function finishExact(r: Routine, place: number, result: Extended): void {
  r.store(place, result);
  r.clearC1();
  popAsSaid(r);
  r.storeStatus();
  r.code.i32(1).return();
}

/**
 * Rounds to nearest and ends: `sig` has its top bit set, `below` (i64) is the fraction of its last bit in units of
 * 2^-64, `exponent` (i32) is biased, `sign` (i32) is 0x8000 or 0.
 */
function finishRounded(r: Routine, place: number, sig: number, below: number, exponent: number, sign: number): void {
  const { code } = r;
  const up = code.local(TYPE.i32);
  const inexact = code.local(TYPE.i32);
  pushRoundsUp(r, sig, below);
  code.set(up);
  code.get(below).i64(0).op(I64.ne).set(inexact);
  code.get(sig).get(up).op(I64.extend_i32_u).op(I64.add).set(sig);
  code.get(sig).op(I64.eqz).if();
  code.i64(INTEGER_BIT).set(sig).get(exponent).i32(1).op(I32.add).set(exponent).end();
  code.get(exponent).i32(1).op(I32.sub).i32(MOST_EXPONENT).op(I32.ge_u);
  r.declineIf();
  const signExponent = code.local(TYPE.i32);
  code.get(exponent).get(sign).op(I32.or).set(signExponent);
  r.store(place, { sig, signExponent });
  r.noteRounding(up, inexact);
  popAsSaid(r);
  r.storeStatus();
  code.i32(1);
}

/** The smaller operand is shifted until its exponent is the larger one's; a sticky bit stands for what is lost. */
export function add(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  r.demandUsualControl();
  const { place, a, b } = operands(r);
  for (const [x, flip] of [
    [a, OPERANDS.flipFirst],
    [b, OPERANDS.flipOther],
  ] as const) {
    r.demandPlain(x);
    code.get(x.signExponent).i32(0x8000).i32(0);
    r.part(0, flip).select().op(I32.xor).set(x.signExponent);
  }
  // A zero and something else is the other; two zeros are negative when both are.
  r.isZero(b).if();
  r.isZero(a).if();
  code.get(a.signExponent).get(b.signExponent).op(I32.and).set(a.signExponent);
  code.end();
  finishExact(r, place, a);
  code.end();
  r.isZero(a).if();
  finishExact(r, place, b);
  code.end();
  orderBySize(r, a, b);
  const exponent = code.local(TYPE.i32);
  const sign = code.local(TYPE.i32);
  r.exponent(a).set(exponent);
  code.get(a.signExponent).i32(0x8000).op(I32.and).set(sign);
  const low = code.local(TYPE.i64);
  shiftRight(r, b, low, () => {
    code.get(exponent);
    r.exponent(b).op(I32.sub).op(I64.extend_i32_u);
  });
  const sum = code.local(TYPE.i64);
  code.get(a.signExponent).get(b.signExponent).op(I32.xor).i32(0x8000).op(I32.and).if();
  subtractSmaller(r, a, b, low, sum, exponent);
  // Nothing is left: a positive zero.
  code.get(sum).op(I64.eqz).if();
  code.i64(0).set(a.sig).i32(0).set(a.signExponent);
  finishExact(r, place, a);
  code.end();
  code.else();
  code.get(a.sig).get(b.sig).op(I64.add).tee(sum).get(a.sig).op(I64.lt_u).if();
  code.get(low).i64(1).op(I64.and).get(low).i64(1).op(I64.shr_u).op(I64.or);
  code.get(sum).i64(63).op(I64.shl).op(I64.or).set(low);
  code.get(sum).i64(1).op(I64.shr_u).i64(INTEGER_BIT).op(I64.or).set(sum);
  code.get(exponent).i32(1).op(I32.add).set(exponent);
  code.end().end();
  finishRounded(r, place, sum, low, exponent, sign);
  return r.finish();
}

/** Makes `a` the one with the larger magnitude. */
function orderBySize(r: Routine, a: Extended, b: Extended): void {
  const { code } = r;
  const sig = code.local(TYPE.i64);
  const signExponent = code.local(TYPE.i32);
  pushSmaller(r, a, b);
  code.if();
  code.get(a.sig).set(sig).get(b.sig).set(a.sig).get(sig).set(b.sig);
  code.get(a.signExponent).set(signExponent).get(b.signExponent).set(a.signExponent).get(signExponent);
  code.set(b.signExponent).end();
}

/** Shifts b.sig right by a distance (i64, pushed), what leaves it into `low`, whose last bit is sticky. */
function shiftRight(r: Routine, b: Extended, low: number, pushDistance: () => void): void {
  const { code } = r;
  const distance = code.local(TYPE.i64);
  pushDistance();
  code.tee(distance).i64(64).op(I64.lt_u).if();
  code.get(b.sig).i64(1).op(I64.shl).i64(63).get(distance).op(I64.sub).op(I64.shl).set(low);
  code.get(b.sig).get(distance).op(I64.shr_u).set(b.sig);
  code.else().get(distance).i64(128).op(I64.lt_u).if();
  // Shift counts are taken modulo 64.
  code.get(b.sig).get(distance).op(I64.shr_u);
  code.get(b.sig).i64(1).op(I64.shl).i64(63).get(distance).op(I64.sub).op(I64.shl);
  code.i64(0).op(I64.ne).op(I64.extend_i32_u).op(I64.or).set(low);
  code.i64(0).set(b.sig);
  code.else().i64(1).set(low).i64(0).set(b.sig);
  code.end().end();
}

/** sum and low become a − b, normalised. */
function subtractSmaller(r: Routine, a: Extended, b: Extended, low: number, sum: number, exponent: number): void {
  const { code } = r;
  const shift = code.local(TYPE.i64);
  code.get(a.sig).get(b.sig).op(I64.sub).get(low).i64(0).op(I64.ne).op(I64.extend_i32_u).op(I64.sub).set(sum);
  code.i64(0).get(low).op(I64.sub).set(low);
  code.get(sum).op(I64.eqz).if();
  code.get(low).set(sum).i64(0).set(low).get(exponent).i32(64).op(I32.sub).set(exponent).end();
  code.get(sum).op(I64.clz).set(shift);
  code.get(sum).get(shift).op(I64.shl);
  code.get(low).i64(1).op(I64.shr_u).i64(63).get(shift).op(I64.sub).op(I64.shr_u).op(I64.or).set(sum);
  code.get(low).get(shift).op(I64.shl).set(low);
  code.get(exponent).get(shift).op(I32.wrap_i64).op(I32.sub).set(exponent);
}

/** Sets `sign` (i32) to that of a product or quotient; a zero among the operands that `zeros` names ends it. */
function signOrZero(r: Routine, { place, a, b }: Operands, zeros: readonly Extended[]): number {
  const { code } = r;
  const sign = code.local(TYPE.i32);
  code.get(a.signExponent).get(b.signExponent).op(I32.xor).i32(0x8000).op(I32.and).set(sign);
  for (const zero of zeros) {
    r.isZero(zero).if();
    code.i64(0).set(a.sig).get(sign).set(a.signExponent);
    finishExact(r, place, a);
    code.end();
  }
  return sign;
}

export function multiply(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  r.demandUsualControl();
  const both = operands(r);
  const { place, a, b } = both;
  r.demandPlain(a);
  r.demandPlain(b);
  const sign = signOrZero(r, both, [a, b]);
  const exponent = code.local(TYPE.i32);
  r.exponent(a);
  r.exponent(b)
    .op(I32.add)
    .i32(BIAS - 1)
    .op(I32.sub)
    .set(exponent);
  const high = code.local(TYPE.i64);
  const low = code.local(TYPE.i64);
  productHigh(code, a.sig, b.sig).set(high);
  code.get(a.sig).get(b.sig).op(I64.mul).set(low);
  code.get(high).i64(0).op(I64.ge_s).if();
  code.get(high).i64(1).op(I64.shl).get(low).i64(63).op(I64.shr_u).op(I64.or).set(high);
  code.get(low).i64(1).op(I64.shl).set(low);
  code.get(exponent).i32(1).op(I32.sub).set(exponent).end();
  finishRounded(r, place, high, low, exponent, sign);
  return r.finish();
}

export function divide(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  r.demandUsualControl();
  const both = operands(r);
  const { place, a, b } = both;
  const sig = code.local(TYPE.i64);
  const signExponent = code.local(TYPE.i32);
  r.part(0, OPERANDS.reversed).if();
  code.get(a.sig).set(sig).get(b.sig).set(a.sig).get(sig).set(b.sig);
  code.get(a.signExponent).set(signExponent).get(b.signExponent).set(a.signExponent).get(signExponent);
  code.set(b.signExponent).end();
  r.isNormal(b);
  r.declineUnless();
  r.demandPlain(a);
  const sign = signOrZero(r, both, [a]);
  const exponent = code.local(TYPE.i32);
  r.exponent(a);
  r.exponent(b)
    .op(I32.sub)
    .i32(BIAS - 1)
    .op(I32.add)
    .set(exponent);
  const high = code.local(TYPE.i64);
  const low = code.local(TYPE.i64);
  code.get(a.sig).set(high).i64(0).set(low);
  // The quotient's top bit is to be set, and it must fit.
  code.get(a.sig).get(b.sig).op(I64.ge_u).if();
  code.get(a.sig).i64(63).op(I64.shl).set(low).get(a.sig).i64(1).op(I64.shr_u).set(high);
  code.get(exponent).i32(1).op(I32.add).set(exponent).end();
  const { quotient, remainder } = divideNormalised(code, high, low, b.sig);
  // The fraction of the last bit, as far as rounding must know it: nothing, below half, half, above.
  const doubled = code.local(TYPE.i64);
  const below = code.local(TYPE.i64);
  code.get(b.sig).get(remainder).op(I64.sub).set(doubled);
  code.i64(INTEGER_BIT).get(remainder).get(doubled).op(I64.gt_u).op(I64.extend_i32_u).op(I64.or);
  code.i64(1);
  code.get(remainder).get(doubled).op(I64.ge_u).select();
  code.i64(0).get(remainder).i64(0).op(I64.ne).select().set(below);
  finishRounded(r, place, quotient, below, exponent, sign);
  return r.finish();
}
