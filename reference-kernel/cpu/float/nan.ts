/** Which NaN comes out when one goes in (SDM volume 1, table 4-7), and the answers to invalid operations. */
import { DENORMAL, type FloatEnv, INVALID } from "./format.ts";
import { DEFAULT_NAN, isSignalling, NAN, quiet, UNSUPPORTED, type Value } from "./value.ts";

export function invalid(env: FloatEnv): Value {
  env.flags |= INVALID;
  return DEFAULT_NAN;
}

/** The x87 takes the NaN with the larger significand, at a tie the positive one. */
function largerSignificand(a: Value, b: Value): Value {
  if (a.sig !== b.sig) return a.sig > b.sig ? a : b;
  return a.sign <= b.sign ? a : b;
}

/**
 * The result of an operation with a NaN or unsupported operand, or null if there is none. Raises invalid for a
 * signalling NaN. SSE: the first operand if it is a NaN, else the second. x87: of a signalling and a quiet NaN the
 * quiet one, else the larger.
 */
export function propagateNan(env: FloatEnv, a: Value, b: Value): Value | null {
  if (a.kind < NAN && b.kind < NAN) return null;
  if (a.kind === UNSUPPORTED || b.kind === UNSUPPORTED) return invalid(env);
  const aSignals = isSignalling(a);
  const bSignals = isSignalling(b);
  if (aSignals || bSignals) env.flags |= INVALID;
  if (b.kind !== NAN) return quiet(a);
  if (a.kind !== NAN) return quiet(b);
  if (!env.x87) return quiet(a);
  if (aSignals !== bSignals) return aSignals ? b : a;
  return quiet(largerSignificand(a, b));
}

export function propagateNan1(env: FloatEnv, a: Value): Value | null {
  if (a.kind < NAN) return null;
  if (a.kind === UNSUPPORTED) return invalid(env);
  if (isSignalling(a)) env.flags |= INVALID;
  return quiet(a);
}

export function noteDenormals(env: FloatEnv, a: Value, b: Value): void {
  if (a.denormal || b.denormal) env.flags |= DENORMAL;
}

export function noteDenormal(env: FloatEnv, a: Value): void {
  if (a.denormal) env.flags |= DENORMAL;
}
