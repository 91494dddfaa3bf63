/** Conversions between formats, integers and packed decimals. */
import { type FloatEnv, type Format, INVALID, TOWARDS_ZERO } from "./format.ts";
import { noteDenormal, propagateNan1 } from "./nan.ts";
import { dropBits, round } from "./round.ts";
import { bitLength, FINITE, makeFinite, makeZero, type Value, ZERO } from "./value.ts";

/** The value in another format (CVTSD2SS, FLD m64 …). Not for FLD and FSTP m80, which change nothing. */
export function convertFormat(env: FloatEnv, format: Format, a: Value): Value {
  noteDenormal(env, a);
  return storeFormat(env, format, a);
}

/** FST m32 and m64: a conversion without the denormal exception. */
export function storeFormat(env: FloatEnv, format: Format, a: Value): Value {
  env.roundedUp = false;
  const nan = propagateNan1(env, a);
  if (nan !== null) return nan;
  return a.kind === FINITE ? round(env, format, a.sign, a.exp, a.sig) : a;
}

/** A signed integer, rounded to `format`. Zero is +0. */
export function fromInteger(env: FloatEnv, format: Format, n: bigint): Value {
  if (n === 0n) return makeZero(0);
  return n < 0n ? round(env, format, 1, 0, -n) : round(env, format, 0, 0, n);
}

/** A finite value's magnitude as an integer. May raise inexact. Values beyond 2^70 come as 2^70. */
function integerMagnitude(env: FloatEnv, a: Value, rounding: number): bigint {
  if (a.exp >= 0) return a.exp + bitLength(a.sig) > 70 ? 1n << 70n : a.sig << BigInt(a.exp);
  const saved = env.rounding;
  env.rounding = rounding;
  // A value far below one half keeps only its being there.
  const tiny = -a.exp > bitLength(a.sig) + 2;
  const result = tiny ? dropBits(env, a.sign, 1n, 3) : dropBits(env, a.sign, a.sig, -a.exp);
  env.rounding = saved;
  return result;
}

/**
 * A signed integer of 16, 32 or 64 bits (as a signed BigInt), by the environment's rounding or truncated. What does not
 * fit raises invalid alone and gives the "integer indefinite", the most negative number. Denormals raise only inexact
 * (SSE and x87 alike: the conversion has no denormal exception).
 */
export function toInteger(env: FloatEnv, a: Value, bits: number, truncates = false): bigint {
  env.roundedUp = false;
  const indefinite = -(1n << BigInt(bits - 1));
  if (a.kind === ZERO) return 0n;
  if (a.kind === FINITE) {
    const before = env.flags;
    const magnitude = integerMagnitude(env, a, truncates ? TOWARDS_ZERO : env.rounding);
    const n = a.sign === 1 ? -magnitude : magnitude;
    if (n >= indefinite && n < -indefinite) return n;
    env.flags = before;
    env.roundedUp = false;
  }
  env.flags |= INVALID;
  return indefinite;
}

/** FRNDINT: to an integral value in the same format. */
export function roundToIntegral(env: FloatEnv, a: Value): Value {
  env.roundedUp = false;
  const nan = propagateNan1(env, a);
  if (nan !== null) return nan;
  noteDenormal(env, a);
  if (a.kind !== FINITE || a.exp >= 0) return a;
  const magnitude = integerMagnitude(env, a, env.rounding);
  return magnitude === 0n ? makeZero(a.sign) : makeFinite(a.sign, 0, magnitude);
}

const DECIMAL_LIMIT = 10n ** 18n;

/** FBSTP: 18 decimal digits and a sign as 10 bytes, lowest first. What does not fit gives the packed indefinite. */
export function toPackedDecimal(env: FloatEnv, a: Value): Uint8Array {
  env.roundedUp = false;
  const bytes = new Uint8Array(10);
  const before = env.flags;
  let rest = a.kind === FINITE ? integerMagnitude(env, a, env.rounding) : 0n;
  if ((a.kind !== FINITE && a.kind !== ZERO) || rest >= DECIMAL_LIMIT) {
    env.flags = before | INVALID;
    env.roundedUp = false;
    bytes.set([0xc0, 0xff, 0xff], 7);
    return bytes;
  }
  for (let i = 0; i < 9; i++) {
    const pair = Number(rest % 100n);
    bytes[i] = (Math.floor(pair / 10) << 4) | (pair % 10);
    rest /= 100n;
  }
  bytes[9] = a.sign << 7;
  return bytes;
}

/** FBLD: always exact. Digits above 9 are not checked by the processor; they count as they stand. */
export function fromPackedDecimal(bytes: Uint8Array): Value {
  let n = 0n;
  for (let i = 8; i >= 0; i--) n = n * 100n + BigInt((bytes[i]! >> 4) * 10 + (bytes[i]! & 15));
  const sign = bytes[9]! >= 0x80 ? 1 : 0;
  return n === 0n ? makeZero(sign) : makeFinite(sign, 0, n);
}
