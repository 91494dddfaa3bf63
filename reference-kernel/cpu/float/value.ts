/** Unpacked floating-point numbers, and the way from and to the bits of each format. */
import { BINARY32, BINARY64, type FloatEnv, type Format } from "./format.ts";

export const ZERO = 0;
export const FINITE = 1;
export const INFINITE = 2;
/** Quiet or signalling, told apart by `QUIET_BIT` in `sig`. */
export const NAN = 3;
/** An 80-bit encoding that the processor rejects (pseudo-NaN, pseudo-infinity, unnormal). */
export const UNSUPPORTED = 4;

/**
 * A finite value is ±sig × 2^exp with `sig` > 0, not necessarily normalised. A NaN keeps its significand as the 80-bit
 * format has it (integer bit 63, quiet bit 62), so that payloads move between formats by shifting.
 */
export interface Value {
  readonly kind: number;
  readonly sign: 0 | 1;
  readonly exp: number;
  readonly sig: bigint;
  /** An operand that raises the denormal exception. Rounded results never carry it. */
  readonly denormal: boolean;
}

export const INTEGER_BIT = 1n << 63n;
export const QUIET_BIT = 1n << 62n;

export function makeZero(sign: 0 | 1): Value {
  return { kind: ZERO, sign, exp: 0, sig: 0n, denormal: false };
}

export function makeInfinity(sign: 0 | 1): Value {
  return { kind: INFINITE, sign, exp: 0, sig: INTEGER_BIT, denormal: false };
}

export function makeFinite(sign: 0 | 1, exp: number, sig: bigint): Value {
  return { kind: FINITE, sign, exp, sig, denormal: false };
}

export function makeNan(sign: 0 | 1, sig: bigint): Value {
  return { kind: NAN, sign, exp: 0, sig, denormal: false };
}

/** "Real indefinite": the answer to masked invalid operations. */
export const DEFAULT_NAN: Value = makeNan(1, INTEGER_BIT | QUIET_BIT);

export function isSignalling(value: Value): boolean {
  return value.kind === NAN && (value.sig & QUIET_BIT) === 0n;
}

export function quiet(value: Value): Value {
  return makeNan(value.sign, value.sig | QUIET_BIT);
}

export function negate(value: Value): Value {
  return { ...value, sign: value.sign === 0 ? 1 : 0 };
}

export function absolute(value: Value): Value {
  return { ...value, sign: 0 };
}

/** Number of bits up to the highest set one; 0 for 0. */
export function bitLength(x: bigint): number {
  let length = 0;
  while (x >= 1n << 64n) {
    x >>= 64n;
    length += 64;
  }
  const high = Number(x >> 32n);
  return high !== 0 ? length + 64 - Math.clz32(high) : length + 32 - Math.clz32(Number(x));
}

/** The exponent of the leading bit of a finite value. */
export function leadingExponent(value: Value): number {
  return value.exp + bitLength(value.sig) - 1;
}

function unpackBinary(env: FloatEnv, format: Format, sign: 0 | 1, biased: number, fraction: bigint): Value {
  const fractionBits = format.precision - 1;
  if (biased === 0) {
    if (fraction === 0n || env.denormalsAreZero) return makeZero(sign);
    return { kind: FINITE, sign, exp: format.minExponent - fractionBits, sig: fraction, denormal: true };
  }
  if (biased === 2 * format.maxExponent + 1) {
    if (fraction === 0n) return makeInfinity(sign);
    return makeNan(sign, INTEGER_BIT | (fraction << BigInt(63 - fractionBits)));
  }
  return makeFinite(sign, biased - format.maxExponent - fractionBits, (1n << BigInt(fractionBits)) | fraction);
}

export function unpack32(env: FloatEnv, bits: number): Value {
  return unpackBinary(
    env,
    BINARY32,
    bits < 0 ? 1 : bits > 0x7fffffff ? 1 : 0,
    (bits >>> 23) & 0xff,
    BigInt(bits & 0x7fffff),
  );
}

export function unpack64(env: FloatEnv, bits: bigint): Value {
  const top = Number((bits >> 52n) & 0xfffn);
  return unpackBinary(env, BINARY64, top >= 0x800 ? 1 : 0, top & 0x7ff, bits & 0xf_ffff_ffff_ffffn);
}

/** Unpacks an 80-bit value: `signExponent` is its upper 16 bits, `sig` the lower 64. DAZ does not reach the x87. */
export function unpack80(signExponent: number, sig: bigint): Value {
  const sign = (signExponent & 0x8000) !== 0 ? 1 : 0;
  const biased = signExponent & 0x7fff;
  if (biased === 0) {
    if (sig === 0n) return makeZero(sign);
    return { kind: FINITE, sign, exp: -16382 - 63, sig, denormal: true };
  }
  if (sig < INTEGER_BIT) return { kind: UNSUPPORTED, sign, exp: biased, sig, denormal: false };
  if (biased === 0x7fff) return sig === INTEGER_BIT ? makeInfinity(sign) : makeNan(sign, sig);
  return makeFinite(sign, biased - 16383 - 63, sig);
}

/** The bits of a value that is already rounded to `format`. */
function packBinary(format: Format, value: Value): bigint {
  const fractionBits = BigInt(format.precision - 1);
  const allOnes = BigInt(2 * format.maxExponent + 1) << fractionBits;
  switch (value.kind) {
    case ZERO:
      return 0n;
    case INFINITE:
      return allOnes;
    case FINITE: {
      const length = bitLength(value.sig);
      const leading = value.exp + length - 1;
      if (leading < format.minExponent) {
        return shift(value.sig, value.exp - (format.minExponent - format.precision + 1));
      }
      const fraction = shift(value.sig, format.precision - length) - (1n << fractionBits);
      return (BigInt(leading + format.maxExponent) << fractionBits) | fraction;
    }
    default:
      return allOnes | ((value.sig & (INTEGER_BIT - 1n)) >> (63n - fractionBits));
  }
}

export function pack32(value: Value): number {
  const bits = Number(packBinary(BINARY32, value));
  return (value.sign === 1 ? bits | 0x80000000 : bits) >>> 0;
}

export function pack64(value: Value): bigint {
  const bits = packBinary(BINARY64, value);
  return value.sign === 1 ? bits | INTEGER_BIT : bits;
}

export interface Bits80 {
  readonly signExponent: number;
  readonly sig: bigint;
}

export function pack80(value: Value): Bits80 {
  const sign = value.sign << 15;
  switch (value.kind) {
    case ZERO:
      return { signExponent: sign, sig: 0n };
    case INFINITE:
      return { signExponent: sign | 0x7fff, sig: INTEGER_BIT };
    case FINITE: {
      const length = bitLength(value.sig);
      const leading = value.exp + length - 1;
      if (leading < -16382) return { signExponent: sign, sig: shift(value.sig, value.exp + 16382 + 63) };
      return { signExponent: sign | (leading + 16383), sig: shift(value.sig, 64 - length) };
    }
    case NAN:
      return { signExponent: sign | 0x7fff, sig: value.sig };
    default:
      return { signExponent: sign | value.exp, sig: value.sig };
  }
}

/** Left for positive counts, right (exact by the caller's knowledge) for negative ones. */
export function shift(sig: bigint, count: number): bigint {
  return count >= 0 ? sig << BigInt(count) : sig >> BigInt(-count);
}
