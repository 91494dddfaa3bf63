/**
 * The x87's common operations as WebAssembly functions in the table (HANDLER.x87): what they take in their parameter is
 * said beside each. quick.ts calls them, routine.ts says which cases they decline.
 */
import { HANDLER } from "../emit/record.ts";
import { divideNormalised, productHigh } from "../emit/wide.ts";
import { X87 } from "../layout.ts";
import type { Routine as CalledRoutine } from "../table/form.ts";
import { I32, I64, LOAD, STORE, TYPE } from "../wasm/opcodes.ts";
import { type Extended, KIND, Routine, SLOT } from "./routine.ts";
import { STATUS } from "./state.ts";

const at = (place: number, make: () => Uint8Array): CalledRoutine => ({ index: HANDLER.x87 + place, make });

export const ROUTINE = {
  add: at(0, add),
  multiply: at(1, multiply),
  divide: at(2, divide),
  compare: at(3, compare),
  push: at(4, push),
  pushRegister: at(5, pushRegister),
  exchange: at(6, exchange),
  storeRegister: at(7, storeRegister),
  sign: at(8, sign),
  store: at(9, store),
} as const;

/**
 * Parameter of add, multiply and divide: the destination, which is the first operand, in bits 0 to 2; the other in bits
 * 4 to 6, or with `fromSlot` in SLOT, its kind from bit `kind` on. compare: the other alone, ST(0) is the first.
 */
export const OPERANDS = {
  other: 4,
  fromSlot: 1 << 7,
  kind: 8,
  pops: 1 << 10,
  popsTwice: 1 << 11,
  /** add: the sign of the first, of the other operand is changed. divide: the other is divided by the first. */
  flipFirst: 1 << 12,
  flipOther: 1 << 13,
  reversed: 1 << 12,
  /** compare: the status word stays as it is (FCOMI). */
  toFlags: 1 << 14,
} as const;

/** compare's answer besides 1. */
export const ORDER = { equal: 2, less: 4 } as const;

/** storeRegister and store: the top is taken away. */
export const POPS = 8;

const BIAS = 16383;
const MOST_EXPONENT = 0x7ffe;
const INTEGER_BIT = -(2n ** 63n);

interface Operands {
  readonly place: number;
  readonly a: Extended;
  readonly b: Extended;
}

/** The operands as the parameter says; both are in use. */
function operands(r: Routine): Operands {
  const { code } = r;
  r.part(0, 7);
  const place = r.place();
  r.demandUsed(place);
  const a = r.load(place);
  const b = { sig: code.local(TYPE.i64), signExponent: code.local(TYPE.i32) };
  const copy = (from: Extended): void => {
    code.get(from.sig).set(b.sig).get(from.signExponent).set(b.signExponent);
  };
  r.part(0, OPERANDS.fromSlot).if();
  const kind = code.local(TYPE.i32);
  r.part(OPERANDS.kind, 3).set(kind);
  copy(r.loadSlot(kind));
  code.else();
  r.part(OPERANDS.other, 7);
  const other = r.place();
  r.demandUsed(other);
  copy(r.load(other));
  code.end();
  return { place, a, b };
}

function popAsSaid(r: Routine): void {
  for (const bit of [OPERANDS.pops, OPERANDS.popsTwice]) {
    r.part(0, bit).if();
    r.pop();
    r.code.end();
  }
}

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

/** Pushes (i32) whether to nearest means up: more than half, or half and the last bit is odd. */
function pushRoundsUp({ code }: Routine, sig: number, below: number): void {
  code.get(below).i64(0).op(I64.lt_s);
  code.get(below).i64(1).op(I64.shl).get(sig).i64(1).op(I64.and).op(I64.or).i64(0).op(I64.ne).op(I32.and);
}

/** The smaller operand is shifted until its exponent is the larger one's; a sticky bit stands for what is lost. */
function add(): Uint8Array {
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

/** Pushes (i32) whether the magnitude of `a` is smaller than that of `b`. */
function pushSmaller(r: Routine, a: Extended, b: Extended): void {
  r.exponent(a);
  r.exponent(b).op(I32.lt_u);
  r.exponent(a);
  r.exponent(b).op(I32.eq).get(a.sig).get(b.sig).op(I64.lt_u).op(I32.and).op(I32.or);
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

function multiply(): Uint8Array {
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

function divide(): Uint8Array {
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

/** Answers 1, and the ORDER of ST(0) to the other operand. */
function compare(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  const { a, b } = operands(r);
  r.demandPlainOrInfinite(a);
  r.demandPlainOrInfinite(b);
  const equal = code.local(TYPE.i32);
  const less = code.local(TYPE.i32);
  const negative = code.local(TYPE.i32);
  code.get(a.signExponent).i32(15).op(I32.shr_u).set(negative);
  code.get(a.signExponent).get(b.signExponent).op(I32.xor).i32(0x8000).op(I32.and).if();
  r.isZero(a);
  r.isZero(b).op(I32.and).set(equal);
  code.get(negative).get(equal).i32(1).op(I32.xor).op(I32.and).set(less);
  code.else();
  code.get(a.sig).get(b.sig).op(I64.eq).get(a.signExponent).get(b.signExponent).op(I32.eq).op(I32.and).set(equal);
  pushSmaller(r, b, a);
  pushSmaller(r, a, b);
  code.get(negative).select().set(less).end();
  r.part(0, OPERANDS.toFlags).op(I32.eqz).if();
  code
    .get(r.status)
    .i32(~(STATUS.c0 | STATUS.c1 | STATUS.c2 | STATUS.c3))
    .op(I32.and);
  code.get(less).i32(8).op(I32.shl).op(I32.or);
  code.get(equal).i32(14).op(I32.shl).op(I32.or).set(r.status).end();
  popAsSaid(r);
  r.storeStatus();
  code.i32(1).get(equal).i32(1).op(I32.shl).op(I32.or).get(less).i32(2).op(I32.shl).op(I32.or);
  return r.finish();
}

/** Pushes what is in SLOT; parameter: its kind. */
function push(): Uint8Array {
  const r = new Routine();
  r.code.i32(7);
  const place = r.place();
  r.demandEmpty(place);
  r.store(place, r.loadSlot(0));
  r.clearC1();
  r.push(place);
  r.storeStatus();
  r.code.i32(1);
  return r.finish();
}

/** FLD ST(i); parameter: i. */
function pushRegister(): Uint8Array {
  const r = new Routine();
  r.part(0, 7);
  const from = r.place();
  r.demandUsed(from);
  r.code.i32(7);
  const place = r.place();
  r.demandEmpty(place);
  r.store(place, r.load(from));
  r.clearC1();
  r.push(place);
  r.storeStatus();
  r.code.i32(1);
  return r.finish();
}

/** FXCH; parameter: i. */
function exchange(): Uint8Array {
  const r = new Routine();
  r.code.i32(0);
  const top = r.place();
  r.part(0, 7);
  const other = r.place();
  r.demandUsed(top);
  r.demandUsed(other);
  const a = r.load(top);
  r.store(top, r.load(other));
  r.store(other, a);
  r.clearC1();
  r.storeStatus();
  r.code.i32(1);
  return r.finish();
}

function popIfSaid(r: Routine): void {
  r.part(0, POPS).if();
  r.pop();
  r.code.end();
}

/** FST, FSTP ST(i); parameter: i, and POPS. */
function storeRegister(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  code.i32(0);
  const top = r.place();
  r.demandUsed(top);
  r.part(0, 7);
  const to = r.place();
  r.store(to, r.load(top));
  r.markUsed(to);
  r.clearC1();
  popIfSaid(r);
  r.storeStatus();
  code.i32(1);
  return r.finish();
}

/** FCHS and FABS; parameter: what is taken of sign and exponent, shifted by 16: what is flipped. */
function sign(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  code.i32(0);
  const top = r.place();
  r.demandUsed(top);
  code
    .get(top)
    .get(top)
    .load(LOAD.i32_16u, X87 + 8);
  r.part(0, 0xffff).op(I32.and);
  r.part(16, 0xffff)
    .op(I32.xor)
    .store(STORE.i32_16, X87 + 8);
  r.clearC1();
  r.storeStatus();
  code.i32(1);
  return r.finish();
}

/** Puts ST(0) into SLOT, rounded to a kind; parameter: the kind, and POPS. */
function store(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  code.i32(0);
  const top = r.place();
  r.demandUsed(top);
  const x = r.load(top);
  const kind = code.local(TYPE.i32);
  const up = code.local(TYPE.i32);
  const inexact = code.local(TYPE.i32);
  const result = code.local(TYPE.i64);
  r.part(0, 7).tee(kind).op(I32.eqz).if();
  code
    .i32(0)
    .get(x.signExponent)
    .store(STORE.i32_16, SLOT + 8);
  code.get(x.sig).set(result);
  code.else();
  const rounding = r.demandRounding();
  r.demandPlain(x);
  code.get(kind).i32(KIND.i64).op(I32.ge_u).if();
  toInteger(r, x, rounding, kind, { up, inexact, result });
  code.else();
  // Only integers are rounded towards zero here.
  code.get(rounding);
  r.declineIf();
  code.get(kind).i32(KIND.double).op(I32.eq).if();
  toBinary(r, x, 64, 11, { up, inexact, result });
  code.else();
  toBinary(r, x, 32, 8, { up, inexact, result });
  code.end().end().end();
  code.i32(0).get(result).store(STORE.i64, SLOT);
  r.noteRounding(up, inexact);
  popIfSaid(r);
  r.storeStatus();
  code.i32(1);
  return r.finish();
}

/** Locals that a conversion sets: what was done in rounding (i32), and the bits (i64). */
interface Stored {
  readonly up: number;
  readonly inexact: number;
  readonly result: number;
}

/** To an integer that fits into the kind's size. */
function toInteger(r: Routine, x: Extended, rounding: number, kind: number, { up, inexact, result }: Stored): void {
  const { code } = r;
  const exponent = code.local(TYPE.i32);
  const below = code.local(TYPE.i64);
  r.exponent(x).i32(BIAS).op(I32.sub).tee(exponent).i32(63).op(I32.ge_s);
  r.declineIf();
  code.get(exponent).i32(-1).op(I32.lt_s).if();
  code.i64(0).set(result);
  code.get(x.sig).i64(0).op(I64.ne).op(I64.extend_i32_u).set(below);
  code.else();
  code.get(x.sig).i64(1).op(I64.shr_u).i32(62).get(exponent).op(I32.sub).op(I64.extend_i32_u).op(I64.shr_u).set(result);
  code.get(x.sig).get(exponent).i32(1).op(I32.add).op(I64.extend_i32_u).op(I64.shl).set(below);
  code.end();
  pushRoundsUp(r, result, below);
  code.get(rounding).op(I32.eqz).op(I32.and).set(up);
  code.get(below).i64(0).op(I64.ne).set(inexact);
  code.get(result).get(up).op(I64.extend_i32_u).op(I64.add).tee(result).i64(0).op(I64.lt_s);
  r.declineIf();
  code.i64(0).get(result).op(I64.sub).get(result);
  code.get(x.signExponent).i32(0x8000).op(I32.and).select().set(result);
  for (const [narrow, extend] of [
    [KIND.i32, I64.extend32_s],
    [KIND.i16, I64.extend16_s],
  ] as const) {
    code.get(kind).i32(narrow).op(I32.eq).get(result).op(extend).get(result).op(I64.ne).op(I32.and);
    r.declineIf();
  }
}

/** To a normal number or zero of a shorter format. */
function toBinary(r: Routine, x: Extended, width: number, exponentBits: number, stored: Stored): void {
  const { code } = r;
  const { up, inexact, result } = stored;
  const most = (1 << exponentBits) - 1;
  const fraction = width - 1 - exponentBits;
  const drop = 63 - fraction;
  const exponent = code.local(TYPE.i32);
  const below = code.local(TYPE.i64);
  code.i64(0).set(result).i32(0).set(up).i32(0).set(inexact);
  r.isNormal(x).if();
  r.exponent(x)
    .i32(BIAS - (most >> 1))
    .op(I32.sub)
    .tee(exponent)
    .i32(1)
    .op(I32.lt_s);
  code.get(exponent).i32(most).op(I32.ge_s).op(I32.or);
  r.declineIf();
  code.get(x.sig).i64(drop).op(I64.shr_u).set(result);
  code
    .get(x.sig)
    .i64(64 - drop)
    .op(I64.shl)
    .set(below);
  pushRoundsUp(r, result, below);
  code.set(up).get(below).i64(0).op(I64.ne).set(inexact);
  // The leading bit adds one to the exponent, and a carry out of the fraction another.
  code.get(exponent).i32(1).op(I32.sub).op(I64.extend_i32_u).i64(fraction).op(I64.shl);
  code.get(result).op(I64.add).get(up).op(I64.extend_i32_u).op(I64.add).tee(result);
  code.i64(fraction).op(I64.shr_u).i64(most).op(I64.ge_u);
  r.declineIf();
  code.end();
  code.get(x.signExponent).i32(15).op(I32.shr_u).op(I64.extend_i32_u);
  code
    .i64(width - 1)
    .op(I64.shl)
    .get(result)
    .op(I64.or)
    .set(result);
}
