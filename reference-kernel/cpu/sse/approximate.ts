/**
 * RCPPS and RSQRTPS. Processors take them from tables of their own; here the true value is rounded to 12 bits, which is
 * within the promised relative error of 1.5 × 2^-12. Denormals count as zeros, tiny results become zeros, MXCSR is
 * neither read nor written. Source: Intel SDM volume 2, RCPPS, RSQRTPS.
 */
import { BINARY32, sseEnvironment } from "../float/format.ts";
import {
  DEFAULT_NAN,
  INFINITE,
  makeInfinity,
  makeZero,
  NAN,
  pack32,
  quiet,
  unpack32,
  type Value,
  ZERO,
} from "../float/value.ts";
import type { Handler } from "../handler.ts";
import { sseSource } from "./exceptions.ts";

/** The bits of a single, rounded to 12 significant ones; tiny values become zeros. */
function roundShort(value: number, sign: 0 | 1): number {
  const bits = new Uint32Array(new Float32Array([value]).buffer)[0]! + 0x400;
  if (value <= 2 ** BINARY32.minExponent) return pack32(makeZero(sign));
  return ((bits & ~0x7ff) | (sign << 31)) >>> 0;
}

const magnitude = (value: Value): number => Number(value.sig) * 2 ** value.exp;

export function reciprocal(bits: number): number {
  const value = operand(bits);
  if (value.kind === NAN) return pack32(quiet(value));
  if (value.kind === ZERO) return pack32(makeInfinity(value.sign));
  if (value.kind === INFINITE) return pack32(makeZero(value.sign));
  return roundShort(1 / magnitude(value), value.sign);
}

export function reciprocalSquareRoot(bits: number): number {
  const value = operand(bits);
  if (value.kind === NAN) return pack32(quiet(value));
  if (value.kind === ZERO) return pack32(makeInfinity(value.sign));
  if (value.sign === 1) return pack32(DEFAULT_NAN);
  if (value.kind === INFINITE) return pack32(makeZero(0));
  return roundShort(1 / Math.sqrt(magnitude(value)), 0);
}

function operand(bits: number): Value {
  const env = sseEnvironment();
  env.denormalsAreZero = true;
  return unpack32(env, bits);
}

export function approximation(f: (bits: number) => number, count: 1 | 4): Handler {
  return (cpu, record) => {
    const from = sseSource(cpu, record, 4 * count);
    const to = cpu.first(record);
    const results = Array.from({ length: count }, (_, i) => f(cpu.view.getUint32(from + 4 * i, true)));
    cpu.u32.set(results, to >> 2);
  };
}
