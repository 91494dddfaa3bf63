/**
 * The way that nearly every addition, subtraction, multiplication, division and COMISD goes: MXCSR as at the start with the inexact flag set,
 * operands and result normal numbers. Then the result is WebAssembly's, and no flag changes. Everything else goes the way
 * of guard.ts.
 */
import type { Sem } from "../emit/sem.ts";
import { MXCSR } from "../layout.ts";
import type { Code } from "../wasm/code.ts";
import { F64, I32, I64, LOAD, TYPE, V128 } from "../wasm/opcodes.ts";
import type { Shape } from "./shape.ts";

const DEFAULT_MXCSR = 0x1f80;
const CONTROL_BITS = 0xffc0;
/** bits × 2 − SMALLEST is below RANGE for normal numbers above the smallest. */
const SMALLEST = (1n << 53n) + 1n;
const RANGE = 0xffe0_0000_0000_0000n - SMALLEST;

/** Pushes (i32) whether the bits (i64 local) are those of a normal number or a zero. */
function isPlain(code: Code, bits: number): Code {
  code.get(bits).i64(1).op(I64.shl).i64(SMALLEST).op(I64.sub).i64(RANGE).op(I64.lt_u);
  return code.get(bits).i64(1).op(I64.shl).op(I64.eqz).op(I32.or);
}

/** A new local with the lower half of a vector (local) as bits. */
function lowBits(s: Sem, vector: number): number {
  return s.local(s.code.get(vector).lane(V128.i64x2_extract, 0));
}

const lowNumber = (code: Code, vector: number): Code => code.get(vector).lane(V128.f64x2_extract, 0);

/** Opens the quick way, whose conditions leave it by `brIf(0)`, and after `quick` has written goes on with `otherwise`. */
function either(s: Sem, needsInexact: boolean, quick: () => void, otherwise: () => void): void {
  const { code } = s;
  code.block().block();
  if (needsInexact) s.mxcsrIsUnusual().brIf(0);
  else {
    code.loadAt(LOAD.i32, MXCSR);
    code.i32(CONTROL_BITS).op(I32.and).i32(DEFAULT_MXCSR).op(I32.ne).brIf(0);
  }
  quick();
  code.br(1).end();
  otherwise();
  code.end();
}

/** Smallest normal numbers: a result that is one of them may have been rounded up to it. */
const SMALLEST_NORMAL = { 4: 2 ** -126, 8: 2 ** -1022 } as const;

/** ADDPD and its kin, and the forms for single elements. */
export function quickArithmetic(
  s: Sem,
  shape: Shape,
  packed: boolean,
  name: "add" | "sub" | "mul" | "div",
  otherwise: () => void,
): void {
  const { code } = s;
  const constant = (value: number): Code => {
    const lanes = shape.bytes === 8 ? new Float64Array([value, value]) : new Float32Array(4).fill(value);
    return s.vectorConstant(new Uint8Array(lanes.buffer));
  };
  const sign = shape.bytes === 8 ? new BigUint64Array(2).fill(1n << 63n) : new Uint32Array(4).fill(1 << 31);
  const size = (vector: number): Code => {
    s.vectorConstant(Uint8Array.from(new Uint8Array(sign.buffer), (byte) => byte ^ 0xff));
    return code.get(vector).simd(V128.and);
  };
  const quick = (): void => {
    s.readVector(0);
    const a = s.keep(TYPE.v128);
    s.readVector(1);
    const b = s.keep(TYPE.v128);
    code.get(a).get(b).simd(shape[name]);
    const result = s.keep(TYPE.v128);
    size(result);
    const resultSize = s.keep(TYPE.v128);
    // The smallest of the three must be normal; pmin keeps a first argument that is NaN, which the result is if any is.
    constant(SMALLEST_NORMAL[shape.bytes]);
    size(a);
    size(b).simd(shape.pmin);
    // A tiny sum or difference of normal numbers is exact, so it may be anything.
    if (name === "mul" || name === "div") code.get(resultSize).simd(shape.pmin);
    code.simd(shape.lt);
    // An infinite operand makes the result infinite, NaN or zero.
    code.get(resultSize);
    constant(Number.POSITIVE_INFINITY).simd(shape.lt).simd(V128.and).simd(shape.bitmask);
    const wanted = packed ? (1 << (16 / shape.bytes)) - 1 : 1;
    if (!packed) code.i32(1).op(I32.and);
    code.i32(wanted).op(I32.ne).brIf(0);
    if (packed) {
      s.writeVector(0, result);
      return;
    }
    const lanes = Array.from({ length: 16 }, (_, i) => (i < shape.bytes ? i : 16 + i));
    code.get(result).get(a).simdBytes(V128.shuffle, lanes);
    s.writeVector(0, s.keep(TYPE.v128));
  };
  either(s, true, quick, otherwise);
}

export function quickCompare(s: Sem, otherwise: () => void): void {
  const { code } = s;
  const quick = (): void => {
    s.readVector(0);
    const a = s.keep(TYPE.v128);
    s.readVector(1);
    const b = s.keep(TYPE.v128);
    isPlain(code, lowBits(s, a));
    isPlain(code, lowBits(s, b)).op(I32.and).op(I32.eqz).brIf(0);
    if (s.flagsDead) return;
    const holds = (comparison: number): number => {
      lowNumber(code, a);
      return s.local(lowNumber(code, b).op(comparison).op(I64.extend_i32_u));
    };
    s.setOrder(holds(F64.eq), holds(F64.lt));
  };
  either(s, false, quick, otherwise);
}
