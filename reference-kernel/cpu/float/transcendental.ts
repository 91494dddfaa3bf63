/**
 * F2XM1, FYL2X, FYL2XP1, FPTAN, FPATAN, FSIN, FCOS. Results are computed with some hundred guard bits and rounded once,
 * always to 64 bits: precision control does not reach these. The processor's own are within one unit of the last place.
 * Arguments of sine, cosine and tangent are reduced by a π of 66 bits, as Intel and AMD do (SDM volume 1, 8.3.8).
 */
import { EXTENDED80, type FloatEnv, INEXACT, UNDERFLOW, ZERO_DIVIDE } from "./format.ts";
import { invalid, noteDenormal, noteDenormals, propagateNan, propagateNan1 } from "./nan.ts";
import { round } from "./round.ts";
import { arcTangent, cosine, exponentialMinus1, inverseHyperbolicTangent, ln2, pi, sine } from "./series.ts";
import {
  bitLength,
  FINITE,
  INFINITE,
  leadingExponent,
  makeFinite,
  makeInfinity,
  makeZero,
  shift,
  type Value,
  ZERO,
} from "./value.ts";

/** Guard bits of the fixed-point arithmetic. */
const GUARD = 140;

/** π in 66 bits, over 2^64. */
const PI66 = 0x3243f6a8885a308d3n;

/** Rounds a fixed-point number; it stands for an irrational one, so the result is always inexact. */
function finish(env: FloatEnv, fixed: bigint, exp: number): Value {
  const sign = fixed < 0n ? 1 : 0;
  const magnitude = sign === 1 ? -fixed : fixed;
  return round(env, EXTENDED80, sign, exp - 1, (magnitude << 1n) | 1n, true);
}

/** `a` × (1 − a hair): functions that are x − x³… near zero, to 64 bits. */
function justBelow(env: FloatEnv, a: Value): Value {
  const length = bitLength(a.sig);
  return round(env, EXTENDED80, a.sign, a.exp - (140 - length), (a.sig << BigInt(140 - length)) - 1n, true);
}

/** ±sig × 2^exp as fixed point. */
function fixed(a: Value, bits: number): bigint {
  const magnitude = shift(a.sig, a.exp + bits);
  return a.sign === 1 ? -magnitude : magnitude;
}

interface Angle {
  /** Multiple of π/2, modulo 4, that was taken off. */
  readonly quadrant: number;
  /** Within ±π/4. */
  readonly rest: bigint;
  readonly bits: number;
}

/** Reduces an angle; enough bits are kept below the leading one. */
function reduce(a: Value): Angle {
  // In units of 2^-65, π/2 is PI66; both sides are then scaled to be integers.
  const low = Math.max(0, -65 - a.exp);
  const angle = shift(a.sig, a.exp + 65 + low);
  const modulus = PI66 << BigInt(low);
  let quadrant = angle / modulus;
  let rest = angle - quadrant * modulus;
  if (rest * 2n > modulus) {
    rest -= modulus;
    quadrant++;
  }
  if (a.sign === 1) {
    rest = -rest;
    quadrant = -quadrant;
  }
  // The rest is a multiple of 2^-(65+low); small ones need more places.
  const places = 65 + low;
  const small = Math.max(0, places - bitLength(rest < 0n ? -rest : rest));
  const bits = places + GUARD + small;
  return { quadrant: Number(BigInt.asUintN(2, quadrant)), rest: rest << BigInt(bits - places), bits };
}

/** |x| ≥ 2^63: the instruction does nothing but set C2. */
export function isOutOfAngleRange(a: Value): boolean {
  return a.kind === FINITE && leadingExponent(a) >= 63;
}

const TINY_ANGLE = -40;

function sineOf(env: FloatEnv, angle: Angle, quarter: number): Value {
  const quadrant = (angle.quadrant + quarter) & 3;
  const value = quadrant & 1 ? cosine(angle.rest, angle.bits) : sine(angle.rest, angle.bits);
  return finish(env, quadrant & 2 ? -value : value, -angle.bits);
}

/** FSIN. */
export function sin(env: FloatEnv, a: Value): Value {
  const special = propagateNan1(env, a);
  if (special !== null) return special;
  if (a.kind === INFINITE) return invalid(env);
  noteDenormal(env, a);
  if (a.kind === ZERO) return a;
  if (leadingExponent(a) < TINY_ANGLE) return justBelow(env, a);
  return sineOf(env, reduce(a), 0);
}

/** FCOS. */
export function cos(env: FloatEnv, a: Value): Value {
  const special = propagateNan1(env, a);
  if (special !== null) return special;
  if (a.kind === INFINITE) return invalid(env);
  noteDenormal(env, a);
  if (a.kind === ZERO) return makeFinite(0, 0, 1n);
  if (leadingExponent(a) < TINY_ANGLE) return justBelow(env, makeFinite(0, 0, 1n));
  return sineOf(env, reduce(a), 1);
}

/** FPTAN. */
export function tan(env: FloatEnv, a: Value): Value {
  const special = propagateNan1(env, a);
  if (special !== null) return special;
  if (a.kind === INFINITE) return invalid(env);
  noteDenormal(env, a);
  if (a.kind === ZERO) return a;
  if (leadingExponent(a) < TINY_ANGLE) {
    const length = bitLength(a.sig);
    const above = (a.sig << BigInt(140 - length)) + 1n;
    return round(env, EXTENDED80, a.sign, a.exp - (140 - length), above, true);
  }
  const { quadrant, rest, bits } = reduce(a);
  const sinRest = sine(rest, bits);
  const cosRest = cosine(rest, bits);
  // The small one of the two may be tiny: divide so that the quotient keeps its bits.
  const [above, below] = quadrant & 1 ? [-cosRest, sinRest] : [sinRest, cosRest];
  return finish(env, (above << BigInt(bits)) / below, -bits);
}

/** FPATAN: the angle of the point (x, y), where y is ST(1) and x is ST(0). */
export function atan2(env: FloatEnv, y: Value, x: Value): Value {
  const nan = propagateNan(env, x, y);
  if (nan !== null) return nan;
  noteDenormals(env, x, y);
  const { sign } = y;
  // π × eighths / 8
  const multiple = (eighths: bigint): Value => finish(env, (sign === 1 ? -1n : 1n) * ((pi(250) * eighths) >> 3n), -250);
  if (y.kind === INFINITE && x.kind === INFINITE) return multiple(x.sign === 0 ? 2n : 6n);
  if (y.kind === INFINITE || (x.kind === ZERO && y.kind !== ZERO)) return multiple(4n);
  if (x.kind === INFINITE || y.kind === ZERO) return x.sign === 1 ? multiple(8n) : makeZero(sign);
  const distance = leadingExponent(y) - leadingExponent(x);
  if (distance > 80) return multiple(4n);
  if (distance < -80) return x.sign === 1 ? multiple(8n) : tinyQuotient(env, y, x);
  // Both as integers of some 250 bits, scaled alike; only their ratio counts.
  const exp = Math.min(x.exp, y.exp);
  const xs = x.sig << BigInt(x.exp - exp);
  const ys = y.sig << BigInt(y.exp - exp);
  const bits = 240;
  const grow = bits - Math.max(bitLength(xs), bitLength(ys));
  const angle = arcTangent(shift(ys, grow), shift(xs, grow), bits);
  const whole = x.sign === 1 ? pi(bits) - angle : angle;
  return finish(env, sign === 1 ? -whole : whole, -bits);
}

/** y/x, less a hair. */
function tinyQuotient(env: FloatEnv, y: Value, x: Value): Value {
  const quotient = (y.sig << 200n) / x.sig;
  return round(env, EXTENDED80, y.sign, y.exp - x.exp - 200, quotient - 1n, true);
}

/** F2XM1: 2^x − 1 for −1 ≤ x ≤ 1; outside (where the manual leaves it open) x itself. */
export function exp2Minus1(env: FloatEnv, a: Value): Value {
  const nan = propagateNan1(env, a);
  if (nan !== null) return nan;
  if (a.kind === INFINITE) return a.sign === 0 ? a : makeFinite(1, 0, 1n);
  noteDenormal(env, a);
  if (a.kind === ZERO) return a;
  const leading = leadingExponent(a);
  if (leading >= 0) env.flags |= INEXACT;
  if (leading >= 0) return isOne(a) && a.sign === 1 ? makeFinite(1, -1, 1n) : a;
  if (leading < -90) {
    // x · ln 2, a hair off
    const product = a.sig * ln2(200);
    return round(env, EXTENDED80, a.sign, a.exp - 200, product | 1n, true);
  }
  const bits = 240;
  const exponent = (fixed(a, bits) * ln2(bits)) >> BigInt(bits);
  return finish(env, exponentialMinus1(exponent, bits), -bits);
}

function isOne(a: Value): boolean {
  return a.sig === 1n << BigInt(Math.max(0, -a.exp)) && a.exp <= 0;
}

/** A logarithm to base 2 as ±mantissa × 2^exp, with enough bits. */
interface Logarithm {
  readonly mantissa: bigint;
  readonly exp: number;
  readonly exact: boolean;
}

/** log2 of (1 + z)/(1 − z) where z = above / below. */
function logarithmOfRatio(above: bigint, below: bigint, exponent: number): Logarithm {
  const size = bitLength(below) - bitLength(above < 0n ? -above : above);
  const bits = Math.min(250, GUARD + Math.max(0, size));
  const z = (above << BigInt(bits)) / below;
  const natural = 2n * inverseHyperbolicTangent(z, bits);
  const base2 = (natural << BigInt(bits)) / ln2(bits);
  return { mantissa: base2 + (BigInt(exponent) << BigInt(bits)), exp: -bits, exact: false };
}

function log2(a: Value): Logarithm {
  const length = bitLength(a.sig);
  let exponent = a.exp + length - 1;
  if (a.sig === 1n << BigInt(length - 1)) return { mantissa: BigInt(exponent), exp: 0, exact: true };
  let one = 1n << BigInt(length - 1);
  // Into [√½, √2): 181/128 is a little above √2.
  if (a.sig * 128n > one * 181n) {
    one <<= 1n;
    exponent++;
  }
  return logarithmOfRatio(a.sig - one, a.sig + one, exponent);
}

/** y × logarithm, rounded once. */
function timesLogarithm(env: FloatEnv, y: Value, logarithm: Logarithm): Value {
  const { mantissa, exp, exact } = logarithm;
  if (mantissa === 0n) return makeZero(y.sign);
  const sign = mantissa < 0n === (y.sign === 1) ? 0 : 1;
  const product = (mantissa < 0n ? -mantissa : mantissa) * y.sig;
  // The processor says "inexact" even of powers of two, and so "underflow" of every tiny result.
  env.flags |= INEXACT;
  if (exact) {
    const result = round(env, EXTENDED80, sign, y.exp + exp, product, true);
    if (leadingExponent(result) < EXTENDED80.minExponent) env.flags |= UNDERFLOW;
    return result;
  }
  return round(env, EXTENDED80, sign, y.exp + exp - 1, (product << 1n) | 1n, true);
}

/** FYL2X: y × log2(x). */
export function yLog2(env: FloatEnv, y: Value, x: Value): Value {
  const nan = propagateNan(env, x, y);
  if (nan !== null) return nan;
  if (x.sign === 1 && x.kind !== ZERO) return invalid(env);
  if (x.kind === ZERO) {
    if (y.kind === ZERO) return invalid(env);
    if (y.kind === FINITE) env.flags |= ZERO_DIVIDE;
    return makeInfinity(y.sign === 0 ? 1 : 0);
  }
  if (x.kind === INFINITE) {
    if (y.kind === ZERO) return invalid(env);
    noteDenormal(env, y);
    return makeInfinity(y.sign);
  }
  const logarithm = log2(x);
  const negative: 0 | 1 = logarithm.mantissa < 0n ? 1 : 0;
  const sign = negative === y.sign ? 0 : 1;
  if (y.kind === INFINITE) {
    if (logarithm.mantissa === 0n) return invalid(env);
    noteDenormal(env, x);
    return makeInfinity(sign);
  }
  noteDenormals(env, x, y);
  if (y.kind === ZERO) return makeZero(sign);
  return timesLogarithm(env, y, logarithm);
}

/** FYL2XP1: y × log2(x + 1), meant for |x| < 1 − √½; at −1 and below (left open by the manual) x itself. */
export function yLog2Plus1(env: FloatEnv, y: Value, x: Value): Value {
  const nan = propagateNan(env, x, y);
  if (nan !== null) return nan;
  const sign = x.sign === y.sign ? 0 : 1;
  if (x.kind === INFINITE) {
    if (x.sign === 1 || y.kind === ZERO) return invalid(env);
    noteDenormal(env, y);
    return makeInfinity(y.sign);
  }
  if (y.kind === INFINITE) {
    if (x.kind === ZERO) return invalid(env);
    noteDenormal(env, x);
    return makeInfinity(sign);
  }
  noteDenormals(env, x, y);
  if (x.kind === ZERO || y.kind === ZERO) return makeZero(sign);
  const leading = leadingExponent(x);
  if (leading >= 0 && x.sign === 1) {
    env.flags |= INEXACT;
    return x;
  }
  if (leading < -90) {
    // log2(1 + x) is x / ln 2, a hair off
    const mantissa = (x.sig << 400n) / ln2(200);
    const value = { mantissa: x.sign === 1 ? -mantissa : mantissa, exp: x.exp - 200, exact: false };
    return timesLogarithm(env, y, value);
  }
  const places = Math.max(0, -x.exp);
  const one = 1n << BigInt(places);
  const whole = x.sign === 1 ? -shift(x.sig, x.exp + places) : shift(x.sig, x.exp + places);
  if (leading >= -1) return timesLogarithm(env, y, log2(makeFinite(0, -places, one + whole)));
  return timesLogarithm(env, y, logarithmOfRatio(whole, 2n * one + whole, 0));
}
