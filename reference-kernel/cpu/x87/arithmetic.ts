/** FADD, FSUB, FMUL, FDIV in all forms, FSQRT, FPREM, FSCALE, FXTRACT, FRNDINT, FABS, FCHS. */
import { add, divide, multiply, squareRoot, subtract } from "../float/arithmetic.ts";
import { fromInteger, roundToIntegral } from "../float/convert.ts";
import { EXTENDED80, type FloatEnv, type Format } from "../float/format.ts";
import { extract, remainder, scale } from "../float/remainder.ts";
import { DEFAULT_NAN, unpack32, unpack64, type Value } from "../float/value.ts";
import { STATUS, type X87, type X87Operation } from "./state.ts";

type Binary = (env: FloatEnv, format: Format, a: Value, b: Value) => Value;

/** The eight operations in the order of the reg field; FCOM and FCOMP (2, 3) are in compare.ts. */
export const BINARY: Readonly<Record<"add" | "mul" | "sub" | "subr" | "div" | "divr", Binary>> = {
  add,
  mul: multiply,
  sub: subtract,
  subr: (env, format, a, b) => subtract(env, format, b, a),
  div: divide,
  divr: (env, format, a, b) => divide(env, format, b, a),
};

/** ST(destination) ← ST(destination) op ST(source). */
function binaryOnStack(fpu: X87, op: Binary, destination: number, source: number, pops: boolean): boolean {
  const env = fpu.begin();
  if (fpu.isEmpty(destination) || fpu.isEmpty(source)) {
    if (!fpu.stackFault(false)) return true;
    fpu.setValue(destination, DEFAULT_NAN);
  } else {
    const result = op(env, env.precision, fpu.value(destination), fpu.value(source));
    if (!fpu.finish()) return true;
    fpu.setValue(destination, result);
  }
  if (pops) fpu.pop();
  return true;
}

/** D8: ST(0) ← ST(0) op ST(i). */
export const toTop =
  (op: Binary): X87Operation =>
  (fpu) =>
    binaryOnStack(fpu, op, 0, fpu.index, false);

/** DC, DE: ST(i) ← ST(i) op ST(0), and pop. */
export const toIndex =
  (op: Binary, pops: boolean): X87Operation =>
  (fpu) =>
    binaryOnStack(fpu, op, fpu.index, 0, pops);

/** How a memory operand becomes a value. */
export const OPERAND = {
  m32: (fpu: X87): Value => unpack32(fpu.env, fpu.memory.getUint32(0, true)),
  m64: (fpu: X87): Value => unpack64(fpu.env, fpu.memory.getBigUint64(0, true)),
  i16: (fpu: X87): Value => fromInteger(fpu.env, EXTENDED80, BigInt(fpu.memory.getInt16(0, true))),
  i32: (fpu: X87): Value => fromInteger(fpu.env, EXTENDED80, BigInt(fpu.memory.getInt32(0, true))),
  i64: (fpu: X87): Value => fromInteger(fpu.env, EXTENDED80, fpu.memory.getBigInt64(0, true)),
} as const;

/** ST(0) ← ST(0) op memory. */
export const withMemory =
  (op: Binary, operand: (fpu: X87) => Value): X87Operation =>
  (fpu) => {
    const env = fpu.begin();
    if (fpu.underflows(0)) return true;
    const result = op(env, env.precision, fpu.value(0), operand(fpu));
    if (fpu.finish()) fpu.setValue(0, result);
    return true;
  };

/** ST(0) ← f(ST(0)). */
export const unary =
  (f: (env: FloatEnv, a: Value) => Value): X87Operation =>
  (fpu) => {
    const env = fpu.begin();
    if (fpu.underflows(0)) return true;
    const result = f(env, fpu.value(0));
    if (fpu.finish()) fpu.setValue(0, result);
    return true;
  };

export const fsqrt = unary((env, a) => squareRoot(env, env.precision, a));
export const frndint = unary(roundToIntegral);

/** Sign changes look at no encoding and raise nothing. */
function changeSign(change: (signExponent: number) => number): X87Operation {
  return (fpu) => {
    fpu.begin();
    if (!fpu.underflows(0)) fpu.setBits(0, change(fpu.signExponent(0)), fpu.significand(0));
    return true;
  };
}
export const fabs = changeSign((signExponent) => signExponent & 0x7fff);
export const fchs = changeSign((signExponent) => signExponent ^ 0x8000);

const takeRemainder =
  (nearest: boolean): X87Operation =>
  (fpu) => {
    const env = fpu.begin();
    fpu.setCodes(0, STATUS.c2);
    if (fpu.isEmpty(0) || fpu.isEmpty(1)) {
      if (fpu.stackFault(false)) fpu.setValue(0, DEFAULT_NAN);
      return true;
    }
    const { value, quotient, partial } = remainder(env, fpu.value(0), fpu.value(1), nearest);
    env.roundedUp = false;
    if (!fpu.finish()) return true;
    fpu.setValue(0, value);
    if (quotient === null) return true;
    const codes = (quotient & 4 ? STATUS.c0 : 0) | (quotient & 2 ? STATUS.c3 : 0) | (quotient & 1 ? STATUS.c1 : 0);
    fpu.setCodes(partial ? STATUS.c2 : codes);
    return true;
  };
export const fprem = takeRemainder(false);
export const fprem1 = takeRemainder(true);

export const fscale: X87Operation = (fpu) => {
  const env = fpu.begin();
  if (fpu.isEmpty(0) || fpu.isEmpty(1)) {
    if (fpu.stackFault(false)) fpu.setValue(0, DEFAULT_NAN);
    return true;
  }
  const result = scale(env, fpu.value(0), fpu.value(1));
  if (fpu.finish()) fpu.setValue(0, result);
  return true;
};

/** Replaces ST(0) by one result and pushes another (FXTRACT, FPTAN, FSINCOS). `split` may decline. */
export function splitTop(fpu: X87, split: (env: FloatEnv, a: Value) => { below: Value; top: Value } | null): void {
  const env = fpu.begin();
  if (fpu.isEmpty(0) || !fpu.isEmpty(7)) {
    if (!fpu.stackFault(!fpu.isEmpty(0))) return;
    fpu.setValue(0, DEFAULT_NAN);
    fpu.pushValue(DEFAULT_NAN);
    return;
  }
  const results = split(env, fpu.value(0));
  if (results === null || !fpu.finish()) return;
  fpu.setValue(0, results.below);
  fpu.pushValue(results.top);
}

export const fxtract: X87Operation = (fpu) => {
  splitTop(fpu, (env, a) => {
    const { exponent, significand } = extract(env, a);
    return { below: exponent, top: significand };
  });
  return true;
};
