/** FLD, FST, FSTP, FILD, FIST, FISTP, FBLD, FBSTP, FXCH, FCMOVcc and the constants. */
import { convertFormat, fromPackedDecimal, storeFormat, toInteger, toPackedDecimal } from "../float/convert.ts";
import { BINARY32, BINARY64, DOWN, EXTENDED80, INVALID, NEAREST, TOWARDS_ZERO } from "../float/format.ts";
import { DEFAULT_NAN, pack32, pack64, type Value } from "../float/value.ts";
import { FLAG } from "../rflags.ts";
import { OPERAND } from "./arithmetic.ts";
import type { X87, X87Operation } from "./state.ts";

/** FLD m32, m64: a conversion, so a signalling NaN and a denormal are exceptions; only the former keeps it from loading. */
const loadConverted =
  (operand: (fpu: X87) => Value): X87Operation =>
  (fpu) => {
    const env = fpu.begin();
    if (fpu.pushOverflows()) return true;
    const value = convertFormat(env, EXTENDED80, operand(fpu));
    fpu.finish();
    if ((env.flags & ~env.masks & INVALID) === 0) fpu.pushValue(value);
    return true;
  };
export const fld32 = loadConverted(OPERAND.m32);
export const fld64 = loadConverted(OPERAND.m64);
export const fild16 = loadConverted(OPERAND.i16);
export const fild32 = loadConverted(OPERAND.i32);
export const fild64 = loadConverted(OPERAND.i64);

function pushBits(fpu: X87, signExponent: number, significand: bigint): boolean {
  fpu.top = fpu.top - 1;
  fpu.setBits(0, signExponent, significand);
  return true;
}

export const fld80: X87Operation = (fpu) => {
  fpu.begin();
  if (fpu.pushOverflows()) return true;
  return pushBits(fpu, fpu.memory.getUint16(8, true), fpu.memory.getBigUint64(0, true));
};

export const fbld: X87Operation = (fpu) => {
  fpu.begin();
  if (fpu.pushOverflows()) return true;
  fpu.pushValue(fromPackedDecimal(new Uint8Array(fpu.memory.buffer, 0, 10)));
  return true;
};

/** FLD ST(i). */
export const fldRegister: X87Operation = (fpu) => {
  fpu.begin();
  if (fpu.isEmpty(fpu.index)) {
    if (fpu.stackFault(false)) fpu.pushValue(DEFAULT_NAN);
    return true;
  }
  if (fpu.pushOverflows()) return true;
  return pushBits(fpu, fpu.signExponent(fpu.index), fpu.significand(fpu.index));
};

/** Stores of ST(0) to memory. `write` puts the bytes; the value of an empty register is the indefinite. */
const store =
  (write: (fpu: X87, value: Value) => void, pops: boolean): X87Operation =>
  (fpu) => {
    fpu.begin();
    if (fpu.isEmpty(0)) {
      if (!fpu.stackFault(false)) return false;
      write(fpu, DEFAULT_NAN);
    } else {
      write(fpu, fpu.value(0));
      if (!fpu.finish(true)) return false;
    }
    if (pops) fpu.pop();
    return true;
  };

const write32 = (fpu: X87, value: Value): void =>
  fpu.memory.setUint32(0, pack32(storeFormat(fpu.env, BINARY32, value)), true);
const write64 = (fpu: X87, value: Value): void =>
  fpu.memory.setBigUint64(0, pack64(storeFormat(fpu.env, BINARY64, value)), true);
const writeInteger =
  (bits: number, truncates = false) =>
  (fpu: X87, value: Value): void =>
    fpu.memory.setBigInt64(0, toInteger(fpu.env, value, bits, truncates), true);
const writeDecimal = (fpu: X87, value: Value): void =>
  new Uint8Array(fpu.memory.buffer).set(toPackedDecimal(fpu.env, value));

export const fst32 = store(write32, false);
export const fstp32 = store(write32, true);
export const fst64 = store(write64, false);
export const fstp64 = store(write64, true);
export const fist16 = store(writeInteger(16), false);
export const fistp16 = store(writeInteger(16), true);
export const fist32 = store(writeInteger(32), false);
export const fistp32 = store(writeInteger(32), true);
export const fistp64 = store(writeInteger(64), true);
/** FISTTP: towards zero, whatever the control word says. */
export const fisttp16 = store(writeInteger(16, true), true);
export const fisttp32 = store(writeInteger(32, true), true);
export const fisttp64 = store(writeInteger(64, true), true);
export const fbstp = store(writeDecimal, true);

export const fstp80: X87Operation = (fpu) => {
  fpu.begin();
  const empty = fpu.isEmpty(0);
  if (empty && !fpu.stackFault(false)) return false;
  fpu.memory.setBigUint64(0, empty ? DEFAULT_NAN.sig : fpu.significand(0), true);
  fpu.memory.setUint16(8, empty ? 0xffff : fpu.signExponent(0), true);
  fpu.pop();
  return true;
};

/** FST ST(i), FSTP ST(i): the bits as they are. */
export const storeRegister =
  (pops: boolean): X87Operation =>
  (fpu) => {
    fpu.begin();
    if (fpu.isEmpty(0)) {
      if (!fpu.stackFault(false)) return true;
      fpu.setValue(fpu.index, DEFAULT_NAN);
    } else fpu.setBits(fpu.index, fpu.signExponent(0), fpu.significand(0));
    if (pops) fpu.pop();
    return true;
  };

/** FSTPNCE (D9 D8+i, not in the manuals): FSTP that takes an empty register for nothing. */
export const fstpnce: X87Operation = (fpu) => {
  fpu.begin();
  if (!fpu.isEmpty(0)) fpu.setBits(fpu.index, fpu.signExponent(0), fpu.significand(0));
  fpu.pop();
  return true;
};

export const fxch: X87Operation = (fpu) => {
  fpu.begin();
  const i = fpu.index;
  if (fpu.isEmpty(0) || fpu.isEmpty(i)) {
    const zeroEmpty = fpu.isEmpty(0);
    const otherEmpty = fpu.isEmpty(i);
    if (!fpu.stackFault(false)) return true;
    if (zeroEmpty) fpu.setValue(0, DEFAULT_NAN);
    if (otherEmpty) fpu.setValue(i, DEFAULT_NAN);
  }
  const signExponent = fpu.signExponent(0);
  const significand = fpu.significand(0);
  fpu.setBits(0, fpu.signExponent(i), fpu.significand(i));
  fpu.setBits(i, signExponent, significand);
  return true;
};

/** FCMOVcc: moves when `condition` (of RFLAGS) is `wanted`. */
export const moveIf =
  (condition: number, wanted: boolean): X87Operation =>
  (fpu) => {
    fpu.begin(true);
    if (fpu.isEmpty(0) || fpu.isEmpty(fpu.index)) {
      if (fpu.stackFault(false)) fpu.setValue(0, DEFAULT_NAN);
      return true;
    }
    if (((fpu.rflags & condition) !== 0) === wanted) {
      fpu.setBits(0, fpu.signExponent(fpu.index), fpu.significand(fpu.index));
    }
    return true;
  };
export const CONDITION = { below: FLAG.CF, equal: FLAG.ZF, belowOrEqual: FLAG.CF | FLAG.ZF, unordered: FLAG.PF };

/** A constant given truncated to 64 bits; `next` tells whether the true value is beyond half of the last bit. */
const constant =
  (signExponent: number, truncated: bigint, beyondHalf: boolean, exact = false): X87Operation =>
  (fpu) => {
    const { rounding } = fpu.begin();
    if (fpu.pushOverflows()) return true;
    const rises = !exact && (rounding === NEAREST ? beyondHalf : rounding !== DOWN && rounding !== TOWARDS_ZERO);
    return pushBits(fpu, signExponent, rises ? truncated + 1n : truncated);
  };
export const fld1 = constant(0x3fff, 0x8000000000000000n, false, true);
export const fldl2t = constant(0x4000, 0xd49a784bcd1b8afen, false);
export const fldl2e = constant(0x3fff, 0xb8aa3b295c17f0bbn, true);
export const fldpi = constant(0x4000, 0xc90fdaa22168c234n, true);
export const fldlg2 = constant(0x3ffd, 0x9a209a84fbcff798n, true);
export const fldln2 = constant(0x3ffe, 0xb17217f7d1cf79abn, true);
export const fldz = constant(0, 0n, false, true);
