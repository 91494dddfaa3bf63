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
const INEXACT_FLAG = 0x20;
/** bits × 2 − SMALLEST is below RANGE for normal numbers above the smallest. */
const SMALLEST = (1n << 53n) + 1n;
const RANGE = 0xffe0_0000_0000_0000n - SMALLEST;

/** Pushes (i32) whether the bits (i64 local) are those of a normal number; or of a zero. */
function isNormal(code: Code, bits: number, orZero: boolean): Code {
  code.get(bits).i64(1).op(I64.shl).i64(SMALLEST).op(I64.sub).i64(RANGE).op(I64.lt_u);
  return orZero ? code.get(bits).i64(1).op(I64.shl).op(I64.eqz).op(I32.or) : code;
}

/** A new local with the lower half of a vector (local) as bits. */
function lowBits(s: Sem, vector: number): number {
  return s.local(s.code.get(vector).lane(V128.i64x2_extract, 0));
}

const lowNumber = (code: Code, vector: number): Code => code.get(vector).lane(V128.f64x2_extract, 0);

/** Opens the quick way, whose conditions leave it by `brIf(0)`, and after `quick` has written goes on with `otherwise`. */
function either(s: Sem, flags: number, quick: () => void, otherwise: () => void): void {
  const { code } = s;
  code.block().block().loadAt(LOAD.i32, MXCSR);
  code
    .i32(CONTROL_BITS | flags)
    .op(I32.and)
    .i32(DEFAULT_MXCSR | flags)
    .op(I32.ne)
    .brIf(0);
  quick();
  code.br(1).end();
  otherwise();
  code.end();
}

export function quickArithmetic(s: Sem, name: "add" | "sub" | "mul" | "div", otherwise: () => void): void {
  const { code } = s;
  const quick = (): void => {
    s.readVector(0);
    const a = s.keep(TYPE.v128);
    s.readVector(1);
    const b = s.keep(TYPE.v128);
    lowNumber(code, a);
    lowNumber(code, b).op(F64[name]);
    const result = s.keep(TYPE.f64);
    const bits = s.local(code.get(result).op(I64.reinterpret_f64));
    // A zero may be an operand of a sum; as a result, or of a product, it needs a closer look.
    const mayBeZero = name === "add" || name === "sub";
    isNormal(code, lowBits(s, a), mayBeZero);
    isNormal(code, lowBits(s, b), mayBeZero).op(I32.and);
    isNormal(code, bits, false).op(I32.and).op(I32.eqz).brIf(0);
    code.get(a).get(result).lane(V128.f64x2_replace, 0);
    s.writeVector(0, s.keep(TYPE.v128));
  };
  either(s, INEXACT_FLAG, quick, otherwise);
}

/** The same for all lanes of ADDPD and its kin, and of the single forms. */
export function quickVectors(
  s: Sem,
  shape: Shape,
  packed: boolean,
  name: "add" | "sub" | "mul" | "div",
  otherwise: () => void,
): void {
  const { code } = s;
  const constant = (value: bigint): Code => {
    const view = new DataView(new ArrayBuffer(16));
    for (let at = 0; at < 16; at += shape.bytes) {
      if (shape.bytes === 8) view.setBigInt64(at, BigInt.asIntN(64, value), true);
      else view.setInt32(at, Number(BigInt.asIntN(32, value)), true);
    }
    return code.simdBytes(V128.const, new Uint8Array(view.buffer));
  };
  const normal = (vector: number): Code => {
    code.get(vector).i32(1).simd(shape.shl);
    constant(shape.offset).simd(shape.integerAdd);
    return constant(shape.limit).simd(shape.integerLess);
  };
  const quick = (): void => {
    s.readVector(0);
    const a = s.keep(TYPE.v128);
    s.readVector(1);
    const b = s.keep(TYPE.v128);
    code.get(a).get(b).simd(shape[name]);
    const result = s.keep(TYPE.v128);
    normal(a);
    normal(b).simd(V128.and);
    normal(result).simd(V128.and);
    if (packed) code.simd(shape.allTrue).op(I32.eqz);
    else code.simd(shape.bitmask).i32(1).op(I32.and).op(I32.eqz);
    code.brIf(0);
    if (!packed) {
      const lanes = Array.from({ length: 16 }, (_, i) => (i < shape.bytes ? i : 16 + i));
      code.get(result).get(a).simdBytes(V128.shuffle, lanes);
      s.writeVector(0, s.keep(TYPE.v128));
    } else s.writeVector(0, result);
  };
  either(s, INEXACT_FLAG, quick, otherwise);
}

export function quickCompare(s: Sem, otherwise: () => void): void {
  const { code } = s;
  const quick = (): void => {
    s.readVector(0);
    const a = s.keep(TYPE.v128);
    s.readVector(1);
    const b = s.keep(TYPE.v128);
    isNormal(code, lowBits(s, a), true);
    isNormal(code, lowBits(s, b), true).op(I32.and).op(I32.eqz).brIf(0);
    if (s.flagsDead) return;
    const holds = (comparison: number): number => {
      lowNumber(code, a);
      return s.local(lowNumber(code, b).op(comparison).op(I64.extend_i32_u));
    };
    s.setOrder(holds(F64.eq), holds(F64.lt));
  };
  either(s, 0, quick, otherwise);
}
