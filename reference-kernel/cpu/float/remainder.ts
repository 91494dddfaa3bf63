/** FPREM, FPREM1, FSCALE and FXTRACT. */
import { EXTENDED80, type FloatEnv, ZERO_DIVIDE } from "./format.ts";
import { invalid, noteDenormal, noteDenormals, propagateNan, propagateNan1 } from "./nan.ts";
import { round } from "./round.ts";
import { FINITE, INFINITE, leadingExponent, makeFinite, makeInfinity, makeZero, type Value, ZERO } from "./value.ts";

export interface Remainder {
  readonly value: Value;
  /** The low three bits of the quotient (C0, C3, C1 = bits 2, 1, 0), or null where there is none (NaN). */
  readonly quotient: number | null;
  /** C2: the exponents were 64 or more apart; the value is only partly reduced. */
  readonly partial: boolean;
}

const whole = (value: Value, quotient: number | null): Remainder => ({ value, quotient, partial: false });

/** The remainder of `a` by `b`; `nearest` (FPREM1) rounds the quotient to nearest even, else (FPREM) truncates it. */
export function remainder(env: FloatEnv, a: Value, b: Value, nearest: boolean): Remainder {
  env.roundedUp = false;
  const nan = propagateNan(env, a, b);
  if (nan !== null) return whole(nan, null);
  if (a.kind === INFINITE || b.kind === ZERO) return whole(invalid(env), null);
  noteDenormals(env, a, b);
  if (a.kind === ZERO || b.kind === INFINITE) {
    return whole(a.kind === FINITE ? exact(env, a.sign, a.exp, a.sig) : a, 0);
  }
  const distance = leadingExponent(a) - leadingExponent(b);
  if (distance >= 64) return partialRemainder(env, a, b, distance);
  if (distance < -1) return whole(exact(env, a.sign, a.exp, a.sig), 0);
  const exp = Math.min(a.exp, b.exp);
  const dividend = a.sig << BigInt(a.exp - exp);
  const divisor = b.sig << BigInt(b.exp - exp);
  let quotient = dividend / divisor;
  let rest = dividend - quotient * divisor;
  let sign = a.sign;
  if (nearest && (rest * 2n > divisor || (rest * 2n === divisor && (quotient & 1n) === 1n))) {
    quotient++;
    rest = divisor - rest;
    sign = sign === 0 ? 1 : 0;
  }
  return whole(rest === 0n ? makeZero(a.sign) : exact(env, sign, exp, rest), Number(quotient & 7n));
}

/** Takes off a multiple of the divisor that lowers the exponent by 32 to 63. */
function partialRemainder(env: FloatEnv, a: Value, b: Value, distance: number): Remainder {
  const step = (distance & 31) | 32;
  const scaledExp = b.exp + distance - step;
  const exp = Math.min(a.exp, scaledExp);
  const rest = (a.sig << BigInt(a.exp - exp)) % (b.sig << BigInt(scaledExp - exp));
  return { value: rest === 0n ? makeZero(a.sign) : exact(env, a.sign, exp, rest), quotient: 0, partial: true };
}

/** A remainder is exact in the extended format, but may be denormal. */
function exact(env: FloatEnv, sign: 0 | 1, exp: number, sig: bigint): Value {
  return round(env, EXTENDED80, sign, exp, sig, true);
}

/** FSCALE: `a` × 2^trunc(b). Precision control does not reach it. */
export function scale(env: FloatEnv, a: Value, b: Value): Value {
  env.roundedUp = false;
  const nan = propagateNan(env, a, b);
  if (nan !== null) return nan;
  if (b.kind === INFINITE) {
    if (b.sign === 0 ? a.kind === ZERO : a.kind === INFINITE) return invalid(env);
    noteDenormal(env, a);
    return b.sign === 0 ? makeInfinity(a.sign) : makeZero(a.sign);
  }
  noteDenormals(env, a, b);
  if (a.kind !== FINITE) return a;
  const magnitude = b.kind === ZERO ? 0 : truncated(b);
  return round(env, EXTENDED80, a.sign, a.exp + (b.sign === 1 ? -magnitude : magnitude), a.sig, true);
}

/** The integral part of a finite value's magnitude, at most 100000, which exceeds every exponent range. */
function truncated(b: Value): number {
  const leading = leadingExponent(b);
  if (leading < 0) return 0;
  if (leading > 17) return 100_000;
  return Math.min(100_000, Number(b.exp >= 0 ? b.sig << BigInt(b.exp) : b.sig >> BigInt(-b.exp)));
}

/** FXTRACT: the exponent (as a number) and the significand in [1, 2). */
export function extract(env: FloatEnv, a: Value): { readonly exponent: Value; readonly significand: Value } {
  env.roundedUp = false;
  const nan = propagateNan1(env, a);
  if (nan !== null) return { exponent: nan, significand: nan };
  if (a.kind === ZERO) {
    env.flags |= ZERO_DIVIDE;
    return { exponent: makeInfinity(1), significand: a };
  }
  if (a.kind === INFINITE) return { exponent: makeInfinity(0), significand: a };
  noteDenormal(env, a);
  const leading = leadingExponent(a);
  const exponent = leading === 0 ? makeZero(0) : makeFinite(leading < 0 ? 1 : 0, 0, BigInt(Math.abs(leading)));
  return { exponent, significand: makeFinite(a.sign, a.exp - leading, a.sig) };
}
