/** Rounding of an exact (or sticky) result to a format, with overflow, underflow and inexact as the processor has them. */
import { DOWN, type FloatEnv, type Format, INEXACT, NEAREST, OVERFLOW, TOWARDS_ZERO, UNDERFLOW, UP } from "./format.ts";
import { bitLength, leadingExponent, makeFinite, makeInfinity, makeZero, type Value } from "./value.ts";

/** What is added to the exponent of an unmasked x87 overflow or underflow, so that a handler can go on (SDM 8.5.4). */
const WRAP = 24576;

/** Whether `rest` (the bits dropped, of `drop` bits) rounds the magnitude of `kept` up. */
function increments(rounding: number, sign: 0 | 1, kept: bigint, rest: bigint, drop: number): boolean {
  if (rest === 0n) return false;
  switch (rounding) {
    case NEAREST: {
      const half = 1n << BigInt(drop - 1);
      return rest > half || (rest === half && (kept & 1n) === 1n);
    }
    case DOWN:
      return sign === 1;
    case UP:
      return sign === 0;
    default:
      return false;
  }
}

/** Drops `drop` low bits of `sig` (none if not positive) by the environment's rounding; tells of inexactness in `env`. */
export function dropBits(env: FloatEnv, sign: 0 | 1, sig: bigint, drop: number): bigint {
  env.roundedUp = false;
  if (drop <= 0) return sig;
  const count = BigInt(drop);
  const kept = sig >> count;
  const rest = sig - (kept << count);
  if (rest === 0n) return kept;
  env.flags |= INEXACT;
  if (!increments(env.rounding, sign, kept, rest, drop)) return kept;
  env.roundedUp = true;
  return kept + 1n;
}

/** Whether the value, rounded as if exponents had no lower bound, stays below the smallest normal number. */
function isTiny(env: FloatEnv, format: Format, sign: 0 | 1, leading: number, sig: bigint, drop: number): boolean {
  if (leading >= format.minExponent) return false;
  if (leading < format.minExponent - 1 || drop <= 0) return true;
  const kept = sig >> BigInt(drop);
  const rest = sig - (kept << BigInt(drop));
  return !(kept + 1n === 1n << BigInt(format.precision) && increments(env.rounding, sign, kept, rest, drop));
}

function overflowed(env: FloatEnv, format: Format, sign: 0 | 1): Value {
  env.flags |= OVERFLOW | INEXACT;
  const truncates =
    env.rounding === TOWARDS_ZERO || (env.rounding === DOWN && sign === 0) || (env.rounding === UP && sign === 1);
  env.roundedUp = !truncates;
  if (!truncates) return makeInfinity(sign);
  const sig = (1n << BigInt(format.precision)) - 1n;
  return makeFinite(sign, format.maxExponent - format.precision + 1, sig);
}

/**
 * Rounds ±sig × 2^exp to `format`. `sig` > 0 may carry a sticky lowest bit if it is at least two bits longer than the
 * precision. Tininess is detected after rounding; a masked underflow is raised only with an inexact result.
 * `wraps`: the destination is an x87 register, so an unmasked overflow or underflow delivers the scaled result. Other
 * destinations are then left alone (a zero is answered), and a store of the x87 does not raise inexact.
 */
export function round(env: FloatEnv, format: Format, sign: 0 | 1, exp: number, sig: bigint, wraps = false): Value {
  const length = bitLength(sig);
  const leading = exp + length - 1;
  const drop = length - format.precision;
  if (isTiny(env, format, sign, leading, sig, drop)) {
    if ((env.masks & UNDERFLOW) === 0) {
      env.flags |= UNDERFLOW;
      const kept = dropBits(env, sign, sig, drop);
      if (wraps) return wrapped(env, format, makeFinite(sign, exp + Math.max(drop, 0) + WRAP, kept));
      if (env.x87) env.flags &= ~INEXACT;
      return makeZero(sign);
    }
    if (env.flushToZero) {
      env.flags |= UNDERFLOW | INEXACT;
      return makeZero(sign);
    }
    return roundTiny(env, format, sign, exp, sig);
  }
  // A value just below the smallest normal number that rounds up to it drops one bit more, to the same result.
  const position = leading < format.minExponent ? drop + 1 : drop;
  const kept = dropBits(env, sign, sig, position);
  const result = makeFinite(sign, exp + Math.max(position, 0), kept);
  if (result.exp + bitLength(kept) - 1 <= format.maxExponent) return result;
  if ((env.masks & OVERFLOW) === 0) {
    env.flags |= OVERFLOW;
    if (wraps) return wrapped(env, format, makeFinite(sign, result.exp - WRAP, kept));
    if (env.x87) env.flags &= ~INEXACT;
    return makeZero(sign);
  }
  return overflowed(env, format, sign);
}

/** A scaled result. What is still out of range (only FSCALE gets so far) becomes an infinity or a zero. */
function wrapped(env: FloatEnv, format: Format, value: Value): Value {
  const leading = leadingExponent(value);
  if (leading >= format.minExponent && leading <= format.maxExponent) return value;
  env.flags |= INEXACT;
  env.roundedUp = leading > 0;
  return leading > 0 ? makeInfinity(value.sign) : makeZero(value.sign);
}

function roundTiny(env: FloatEnv, format: Format, sign: 0 | 1, exp: number, sig: bigint): Value {
  const lowest = format.minExponent - format.precision + 1;
  const before = env.flags & INEXACT;
  env.flags &= ~INEXACT;
  // Far below the lowest bit, only "not zero and less than half" matters.
  const far = lowest - exp - bitLength(sig) > 2;
  const kept = far ? dropBits(env, sign, 1n, 3) : dropBits(env, sign, sig, lowest - exp);
  if (env.flags & INEXACT) env.flags |= UNDERFLOW;
  env.flags |= before;
  if (kept === 0n) return makeZero(sign);
  return makeFinite(sign, Math.max(exp, lowest), kept);
}
