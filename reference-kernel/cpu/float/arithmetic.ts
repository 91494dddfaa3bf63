/** Addition, subtraction, multiplication, division and square root, correctly rounded to a format. */
import { DOWN, type FloatEnv, type Format, ZERO_DIVIDE } from "./format.ts";
import { invalid, noteDenormal, noteDenormals, propagateNan, propagateNan1 } from "./nan.ts";
import { round } from "./round.ts";
import { bitLength, INFINITE, makeInfinity, makeZero, negate, shift, type Value, ZERO } from "./value.ts";

/** Exponents further apart than this cannot meet in a rounding; the smaller operand becomes a sticky bit. */
const FAR = 160;

export function add(env: FloatEnv, format: Format, a: Value, b: Value): Value {
  return propagateNan(env, a, b) ?? addNumbers(env, format, a, b);
}

export function subtract(env: FloatEnv, format: Format, a: Value, b: Value): Value {
  return propagateNan(env, a, b) ?? addNumbers(env, format, a, negate(b));
}

function addNumbers(env: FloatEnv, format: Format, a: Value, b: Value): Value {
  env.roundedUp = false;
  if (a.kind === INFINITE || b.kind === INFINITE) {
    if (a.kind === b.kind && a.sign !== b.sign) return invalid(env);
    noteDenormals(env, a, b);
    return a.kind === INFINITE ? a : b;
  }
  noteDenormals(env, a, b);
  if (a.kind === ZERO && b.kind === ZERO) return makeZero(zeroSign(env, a.sign, b.sign));
  if (b.kind === ZERO) return round(env, format, a.sign, a.exp, a.sig, env.x87);
  if (a.kind === ZERO) return round(env, format, b.sign, b.exp, b.sig, env.x87);
  const [high, low] = a.exp >= b.exp ? [a, b] : [b, a];
  const distance = high.exp - low.exp;
  const far = distance > FAR;
  const exp = far ? high.exp - FAR : low.exp;
  const highSig = high.sig << BigInt(far ? FAR : distance);
  const lowSig = far ? 1n : low.sig;
  const sum = (high.sign === 1 ? -highSig : highSig) + (low.sign === 1 ? -lowSig : lowSig);
  if (sum === 0n) return makeZero(zeroSign(env, a.sign, b.sign));
  return sum < 0n ? round(env, format, 1, exp, -sum, env.x87) : round(env, format, 0, exp, sum, env.x87);
}

/** The sign of an exact zero sum. */
function zeroSign(env: FloatEnv, a: 0 | 1, b: 0 | 1): 0 | 1 {
  if (a === b) return a;
  return env.rounding === DOWN ? 1 : 0;
}

export function multiply(env: FloatEnv, format: Format, a: Value, b: Value): Value {
  env.roundedUp = false;
  const nan = propagateNan(env, a, b);
  if (nan !== null) return nan;
  const sign = a.sign === b.sign ? 0 : 1;
  if (a.kind === INFINITE || b.kind === INFINITE) {
    if (a.kind === ZERO || b.kind === ZERO) return invalid(env);
    noteDenormals(env, a, b);
    return makeInfinity(sign);
  }
  noteDenormals(env, a, b);
  if (a.kind === ZERO || b.kind === ZERO) return makeZero(sign);
  return round(env, format, sign, a.exp + b.exp, a.sig * b.sig, env.x87);
}

export function divide(env: FloatEnv, format: Format, a: Value, b: Value): Value {
  env.roundedUp = false;
  const nan = propagateNan(env, a, b);
  if (nan !== null) return nan;
  const sign = a.sign === b.sign ? 0 : 1;
  if (a.kind === INFINITE) {
    if (b.kind === INFINITE) return invalid(env);
    noteDenormal(env, b);
    return makeInfinity(sign);
  }
  if (b.kind === ZERO) {
    if (a.kind === ZERO) return invalid(env);
    env.flags |= ZERO_DIVIDE;
    return makeInfinity(sign);
  }
  noteDenormals(env, a, b);
  if (a.kind === ZERO || b.kind === INFINITE) return makeZero(sign);
  return divideFinite(env, format, sign, a, b);
}

function divideFinite(env: FloatEnv, format: Format, sign: 0 | 1, a: Value, b: Value): Value {
  const scale = Math.max(0, format.precision + 3 + bitLength(b.sig) - bitLength(a.sig));
  const dividend = a.sig << BigInt(scale);
  const quotient = dividend / b.sig;
  const sticky = quotient * b.sig === dividend ? 0n : 1n;
  return round(env, format, sign, a.exp - b.exp - scale - 1, (quotient << 1n) | sticky, env.x87);
}

export function squareRoot(env: FloatEnv, format: Format, a: Value): Value {
  env.roundedUp = false;
  const nan = propagateNan1(env, a);
  if (nan !== null) return nan;
  if (a.kind === ZERO) return a;
  if (a.sign === 1) return invalid(env);
  if (a.kind === INFINITE) return a;
  noteDenormal(env, a);
  let scale = Math.max(0, 2 * format.precision + 6 - bitLength(a.sig));
  if (((a.exp - scale) & 1) !== 0) scale++;
  const radicand = a.sig << BigInt(scale);
  const root = integerSquareRoot(radicand);
  const sticky = root * root === radicand ? 0n : 1n;
  return round(env, format, 0, (a.exp - scale) / 2 - 1, (root << 1n) | sticky, env.x87);
}

/** Floor of the square root, by Newton's method from a double's estimate. */
export function integerSquareRoot(n: bigint): bigint {
  if (n === 0n) return 0n;
  const spare = Math.max(0, bitLength(n) - 1000) & ~1;
  let x = shift(BigInt(Math.ceil(Math.sqrt(Number(n >> BigInt(spare)))) + 1), spare / 2);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) {
      while (x * x > n) x--;
      while ((x + 1n) * (x + 1n) <= n) x++;
      return x;
    }
    x = next;
  }
}
