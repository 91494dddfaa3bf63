/**
 * Floating-point arithmetic of the x86-64 processor, in BigInt: binary32, binary64 and the x87's 80-bit format.
 * Nothing here knows instructions or registers. Every operation takes a `FloatEnv` (rounding, precision, masks),
 * raises exceptions into `env.flags` and answers a rounded `Value`.
 * Source: Intel SDM volume 1, chapters 4.8, 4.9, 8 and 11; where it leaves a choice, the processor was asked.
 */

/** A binary format: `precision` counts the leading bit; exponents are those of the leading bit, unbiased. */
export interface Format {
  readonly precision: number;
  readonly minExponent: number;
  readonly maxExponent: number;
}

export const BINARY32: Format = { precision: 24, minExponent: -126, maxExponent: 127 };
export const BINARY64: Format = { precision: 53, minExponent: -1022, maxExponent: 1023 };
export const EXTENDED80: Format = { precision: 64, minExponent: -16382, maxExponent: 16383 };

/** What the x87's precision control rounds to: the extended exponent range with a shorter significand. */
export const EXTENDED_24: Format = { precision: 24, minExponent: -16382, maxExponent: 16383 };
export const EXTENDED_53: Format = { precision: 53, minExponent: -16382, maxExponent: 16383 };

/** Exception flags, in the bits of the x87 status word and of MXCSR alike. */
export const INVALID = 1;
export const DENORMAL = 2;
export const ZERO_DIVIDE = 4;
export const OVERFLOW = 8;
export const UNDERFLOW = 16;
export const INEXACT = 32;
export const ALL_EXCEPTIONS = 63;
/** Exceptions seen before the operation is done. An unmasked one suppresses those seen after it. */
export const BEFORE_OPERATION = INVALID | DENORMAL | ZERO_DIVIDE;

/** Rounding control, as numbered in the control word and in MXCSR. */
export const NEAREST = 0;
export const DOWN = 1;
export const UP = 2;
export const TOWARDS_ZERO = 3;

/** The state that an operation reads and the exceptions it raises. One object may serve many operations. */
export interface FloatEnv {
  /** x87 rules where they differ from SSE's: which NaN wins, scaled results for unmasked overflow and underflow. */
  x87: boolean;
  rounding: number;
  /** A set bit masks the exception (the default: 63). */
  masks: number;
  /** Exceptions raised since the caller cleared it. */
  flags: number;
  /** The last rounding increased the magnitude (the x87's C1). */
  roundedUp: boolean;
  /** MXCSR.DAZ: denormal operands are zeros. */
  denormalsAreZero: boolean;
  /** MXCSR.FTZ: tiny results are zeros. */
  flushToZero: boolean;
  /** The x87's precision control; other formats are named by the caller. */
  precision: Format;
}

export function x87Environment(): FloatEnv {
  return {
    x87: true,
    rounding: NEAREST,
    masks: ALL_EXCEPTIONS,
    flags: 0,
    roundedUp: false,
    denormalsAreZero: false,
    flushToZero: false,
    precision: EXTENDED80,
  };
}

export function sseEnvironment(): FloatEnv {
  const env = x87Environment();
  env.x87 = false;
  return env;
}

/** Sets rounding, precision and masks from an x87 control word. */
export function setControlWord(env: FloatEnv, word: number): void {
  env.masks = word & ALL_EXCEPTIONS;
  env.rounding = (word >> 10) & 3;
  const precision = (word >> 8) & 3;
  env.precision = precision === 0 ? EXTENDED_24 : precision === 2 ? EXTENDED_53 : EXTENDED80;
}

/** Sets rounding, masks, DAZ and FTZ from an MXCSR. */
export function setMxcsr(env: FloatEnv, mxcsr: number): void {
  env.masks = (mxcsr >> 7) & ALL_EXCEPTIONS;
  env.rounding = (mxcsr >> 13) & 3;
  env.denormalsAreZero = (mxcsr & 0x40) !== 0;
  env.flushToZero = (mxcsr & 0x8000) !== 0;
}
