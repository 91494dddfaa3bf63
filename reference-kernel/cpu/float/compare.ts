/** Comparisons, minimum and maximum. */
import { type FloatEnv, INVALID } from "./format.ts";
import { noteDenormals } from "./nan.ts";
import { INFINITE, isSignalling, leadingExponent, NAN, shift, type Value, ZERO } from "./value.ts";

export const LESS = -1;
export const EQUAL = 0;
export const GREATER = 1;
export const UNORDERED = 2;
export type Order = -1 | 0 | 1 | 2;

/**
 * The order of two operands. `quiet`: only a signalling NaN (or an unsupported encoding) raises invalid, as with
 * FUCOM and UCOMISD; otherwise every NaN does, as with FCOM and COMISD.
 */
export function compare(env: FloatEnv, a: Value, b: Value, quiet: boolean): Order {
  if (a.kind >= NAN || b.kind >= NAN) {
    const harmless = quiet && a.kind <= NAN && b.kind <= NAN && !isSignalling(a) && !isSignalling(b);
    if (!harmless) env.flags |= INVALID;
    return UNORDERED;
  }
  noteDenormals(env, a, b);
  if (a.kind === ZERO && b.kind === ZERO) return EQUAL;
  if (a.kind === ZERO) return b.sign === 1 ? GREATER : LESS;
  if (b.kind === ZERO || a.sign !== b.sign) return a.sign === 1 ? LESS : GREATER;
  const magnitude = compareMagnitudes(a, b);
  return a.sign === 0 || magnitude === EQUAL ? magnitude : magnitude === LESS ? GREATER : LESS;
}

/** Neither operand is a zero or a NaN. */
export function compareMagnitudes(a: Value, b: Value): -1 | 0 | 1 {
  if (a.kind === INFINITE || b.kind === INFINITE) {
    return a.kind === b.kind ? EQUAL : a.kind === INFINITE ? GREATER : LESS;
  }
  const difference = leadingExponent(a) - leadingExponent(b);
  if (difference !== 0) return difference < 0 ? LESS : GREATER;
  const low = Math.min(a.exp, b.exp);
  const x = shift(a.sig, a.exp - low);
  const y = shift(b.sig, b.exp - low);
  return x < y ? LESS : x > y ? GREATER : EQUAL;
}

/** MINxx: whether the first operand is taken. Two zeros or any NaN give the second, untouched. */
export function minimumTakesFirst(env: FloatEnv, a: Value, b: Value): boolean {
  return compare(env, a, b, false) === LESS;
}

/** MAXxx, likewise. */
export function maximumTakesFirst(env: FloatEnv, a: Value, b: Value): boolean {
  return compare(env, a, b, false) === GREATER;
}
