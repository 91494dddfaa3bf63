/**
 * Elementary functions on fixed-point BigInts: a number t stands for t / 2^bits. Errors stay within a few units of the
 * last place, which callers drown in guard bits.
 */

/** π and ln 2, as integers over 2^256. */
const PI = 0x3_243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89n;
const LN2 = 0xb17217f7d1cf79abc9e3b39803f2f6af40f343267298b62d8a0d175b8baafa2bn;
export const CONSTANT_BITS = 256;

function scaled(constant: bigint, bits: number): bigint {
  if (bits > CONSTANT_BITS) throw new RangeError(`constants have ${CONSTANT_BITS} bits, ${bits} were asked for`);
  return constant >> BigInt(CONSTANT_BITS - bits);
}
export const pi = (bits: number): bigint => scaled(PI, bits);
export const ln2 = (bits: number): bigint => scaled(LN2, bits);

/** Sum of ±t^n/n! over every second n, beginning with `first` (the term) and `n`. */
function alternating(first: bigint, n: number, square: bigint, bits: bigint): bigint {
  let term = first;
  let sum = first;
  for (let k = n; term !== 0n; k += 2) {
    term = -((term * square) >> bits) / BigInt((k + 1) * (k + 2));
    sum += term;
  }
  return sum;
}

/** For |t| at most about 1. */
export function sine(t: bigint, bits: number): bigint {
  const count = BigInt(bits);
  return alternating(t, 1, (t * t) >> count, count);
}

export function cosine(t: bigint, bits: number): bigint {
  const count = BigInt(bits);
  return alternating(1n << count, 0, (t * t) >> count, count);
}

/** e^t − 1, for |t| at most about 1. */
export function exponentialMinus1(t: bigint, bits: number): bigint {
  const count = BigInt(bits);
  let term = t;
  let sum = t;
  for (let k = 2n; term !== 0n && term !== -1n; k++) {
    term = ((term * t) >> count) / k;
    sum += term;
  }
  return sum;
}

/** The inverse hyperbolic tangent, for |t| well below 1. */
export function inverseHyperbolicTangent(t: bigint, bits: number): bigint {
  const count = BigInt(bits);
  const square = (t * t) >> count;
  let power = t;
  let sum = t;
  for (let k = 3n; power !== 0n && power !== -1n; k += 2n) {
    power = (power * square) >> count;
    sum += power / k;
  }
  return sum;
}

/** The arc tangent of y/x for x > 0, y ≥ 0, both of about `bits` bits: a double's estimate and one correction. */
export function arcTangent(y: bigint, x: bigint, bits: number): bigint {
  const count = BigInt(bits);
  // 2^60 keeps the estimate's 53 bits.
  const drop = count > 60n ? count - 60n : 0n;
  const estimate = Math.atan2(Number(y >> drop), Number(x >> drop));
  const start = BigInt(Math.round(estimate * 2 ** 52)) << (count - 52n);
  const sin = sine(start, bits);
  const cos = cosine(start, bits);
  const rest = ((y * cos - x * sin) << count) / (x * cos + y * sin);
  const cube = (((rest * rest) >> count) * rest) >> count;
  return start + rest - cube / 3n;
}
