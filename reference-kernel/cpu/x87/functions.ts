/** F2XM1, FYL2X, FYL2XP1, FPTAN, FPATAN, FSIN, FCOS, FSINCOS. */
import type { FloatEnv } from "../float/format.ts";
import { atan2, cos, exp2Minus1, isOutOfAngleRange, sin, tan, yLog2, yLog2Plus1 } from "../float/transcendental.ts";
import { DEFAULT_NAN, makeFinite, NAN, type Value } from "../float/value.ts";
import { splitTop, unary } from "./arithmetic.ts";
import { STATUS, type X87Operation } from "./state.ts";

export const f2xm1 = unary(exp2Minus1);

/** ST(1) ← f(ST(1), ST(0)), and pop. */
const intoSecond =
  (f: (env: FloatEnv, second: Value, top: Value) => Value): X87Operation =>
  (fpu) => {
    const env = fpu.begin();
    if (fpu.isEmpty(0) || fpu.isEmpty(1)) {
      if (!fpu.stackFault(false)) return true;
      fpu.setValue(1, DEFAULT_NAN);
    } else {
      const result = f(env, fpu.value(1), fpu.value(0));
      if (!fpu.finish()) return true;
      fpu.setValue(1, result);
    }
    fpu.pop();
    return true;
  };
export const fyl2x = intoSecond(yLog2);
export const fyl2xp1 = intoSecond(yLog2Plus1);
export const fpatan = intoSecond(atan2);

/** An angle of 2^63 or more sets C2 and changes nothing else. */
const ofAngle =
  (operation: X87Operation): X87Operation =>
  (fpu) => {
    fpu.begin();
    fpu.setCodes(0, STATUS.c2);
    if (fpu.isEmpty(0) || !isOutOfAngleRange(fpu.value(0))) return operation(fpu);
    fpu.setCodes(STATUS.c2, STATUS.c2);
    return true;
  };
export const fsin = ofAngle(unary(sin));
export const fcos = ofAngle(unary(cos));

/** A sine's relative that pushes a second result: a stack fault comes before the angle's range. */
const pair =
  (f: (env: FloatEnv, a: Value) => { below: Value; top: Value }): X87Operation =>
  (fpu) => {
    fpu.setCodes(0, STATUS.c2);
    splitTop(fpu, (env, a) => {
      if (!isOutOfAngleRange(a)) return f(env, a);
      fpu.setCodes(STATUS.c2, STATUS.c2);
      return null;
    });
    return true;
  };

export const fsincos = pair((env, a) => ({ below: sin(env, a), top: cos(env, a) }));

/** Pushes 1.0 above the tangent; after a NaN, the NaN twice. */
export const fptan = pair((env, a) => {
  const below = tan(env, a);
  return { below, top: below.kind === NAN ? below : makeFinite(0, 0, 1n) };
});
