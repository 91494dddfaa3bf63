/**
 * What the fast paths of SSE arithmetic have in common. A fast path computes with WebAssembly's vectors when that gives
 * the processor's bits and flags; in every other case it leaves to TypeScript (slow-arithmetic.ts, slow-convert.ts).
 *
 * With MXCSR as it is at the start (nearest, all masked, no DAZ, no FTZ), and with operands and result that are normal
 * numbers or zeros, only the inexact flag is left. It is sticky: once it is set, nothing needs to be known about it.
 * Before, the rounding error itself is computed (Dekker, Veltkamp), and an inexact result is left to the slow path.
 */
import type { Sem } from "../emit/sem.ts";
import type { Handler } from "../handler.ts";
import { MXCSR } from "../layout.ts";
import type { Code } from "../wasm/code.ts";
import { I32, LOAD, TYPE, V128 } from "../wasm/opcodes.ts";
import type { Shape } from "./shape.ts";

const DEFAULT_MXCSR = 0x1f80;
const CONTROL_BITS = 0xffc0;
const INEXACT_FLAG = 0x20;

export class Guard {
  readonly s: Sem;
  readonly code: Code;
  readonly shape: Shape;
  /** All lanes count; otherwise only the lowest. */
  readonly packed: boolean;
  private readonly mxcsr: number;

  private constructor(s: Sem, shape: Shape, packed: boolean) {
    this.s = s;
    this.code = s.code;
    this.shape = shape;
    this.packed = packed;
    this.code.block().block().loadAt(LOAD.i32, MXCSR);
    this.mxcsr = s.keep(TYPE.i32);
    this.code.get(this.mxcsr).i32(CONTROL_BITS).op(I32.and).i32(DEFAULT_MXCSR).op(I32.ne).brIf(0);
  }

  /** `fast` computes and writes; it may call the methods below. Where they find against it, `slow` runs instead. */
  static emit(s: Sem, shape: Shape, packed: boolean, slow: Handler, fast: (guard: Guard) => void): void {
    const guard = new Guard(s, shape, packed);
    fast(guard);
    s.code.br(1).end();
    s.leave(slow);
    s.code.end();
  }

  /** A new local for the vector that the code before left on the stack. */
  keep(_value?: Code): number {
    return this.s.keep(TYPE.v128);
  }

  /** Pushes a constant in all lanes. */
  integer(value: bigint): Code {
    const view = new DataView(new ArrayBuffer(16));
    for (let at = 0; at < 16; at += this.shape.bytes) {
      if (this.shape.bytes === 8) view.setBigInt64(at, BigInt.asIntN(64, value), true);
      else view.setInt32(at, Number(BigInt.asIntN(32, value)), true);
    }
    return this.s.vectorConstant(new Uint8Array(view.buffer));
  }
  float(value: number): Code {
    const view = new DataView(new ArrayBuffer(16));
    for (let at = 0; at < 16; at += this.shape.bytes) {
      if (this.shape.bytes === 8) view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
    }
    return this.s.vectorConstant(new Uint8Array(view.buffer));
  }

  /** Pushes which lanes are normal numbers (or infinities). */
  isNormal(vector: number, orInfinite = false): Code {
    const { shape } = this;
    this.code.get(vector).i32(1).simd(shape.shl);
    this.integer(shape.offset).simd(shape.integerAdd);
    return this.integer(orInfinite ? shape.limitInfinity : shape.limit).simd(shape.integerLess);
  }
  /** Pushes which lanes are zeros. */
  isZero(vector: number): Code {
    this.code.get(vector).i32(1).simd(this.shape.shl);
    return this.integer(0n).simd(this.shape.integerEq);
  }
  /** Pushes which lanes are normal or zero (or infinite): operands without an exception of their own. */
  isPlain(vector: number, orInfinite = false): Code {
    this.isNormal(vector, orInfinite);
    return this.isZero(vector).simd(V128.or);
  }

  /** Pops a lane mask; goes to the slow path (`depth` blocks out) unless it holds in all lanes that count. */
  demand(depth = 0): void {
    const { shape, code } = this;
    if (this.packed) code.simd(shape.allTrue).op(I32.eqz);
    else code.simd(shape.bitmask).i32(1).op(I32.and).op(I32.eqz);
    code.brIf(depth);
  }

  /** Emits a demand for exactness that counts only as long as the inexact flag is not set. `exact` pushes a lane mask. */
  demandExact(exact: () => void): void {
    this.code.get(this.mxcsr).i32(INEXACT_FLAG).op(I32.and).op(I32.eqz).if();
    exact();
    this.demand(1);
    this.code.end();
  }

  /** The same with a condition (i32) instead of a lane mask. */
  whileExact(exact: () => void): void {
    this.code.get(this.mxcsr).i32(INEXACT_FLAG).op(I32.and).op(I32.eqz).if();
    exact();
    this.code.op(I32.eqz).brIf(1).end();
  }

  /** Pushes the error of product = x × y, exactly, if it is large enough (`isLarge`). */
  productError(x: number, y: number, product: number): Code {
    const { code, shape } = this;
    const split = (value: number): [number, number] => {
      const scaled = this.keep(this.float(shape.splitter).get(value).simd(shape.mul));
      const high = this.keep(code.get(scaled).get(scaled).get(value).simd(shape.sub).simd(shape.sub));
      return [high, this.keep(code.get(value).get(high).simd(shape.sub))];
    };
    const [xHigh, xLow] = split(x);
    const [yHigh, yLow] = x === y ? [xHigh, xLow] : split(y);
    code.get(xHigh).get(yHigh).simd(shape.mul).get(product).simd(shape.sub);
    code.get(xHigh).get(yLow).simd(shape.mul).simd(shape.add);
    code.get(xLow).get(yHigh).simd(shape.mul).simd(shape.add);
    return code.get(xLow).get(yLow).simd(shape.mul).simd(shape.add);
  }

  /** Pushes which lanes of a product are large enough for its error to be exact, or are zero. */
  isLarge(vector: number): Code {
    const { code, shape } = this;
    this.float(shape.exactFrom);
    code.get(vector).simd(shape.abs).simd(shape.lt);
    return this.isZero(vector).simd(V128.or);
  }

  /** Writes the vector in a local to operand 0; a scalar result keeps the upper lanes of `before`. */
  write(result: number, before: number): void {
    if (this.packed) {
      this.s.writeVector(0, result);
      return;
    }
    const { bytes } = this.shape;
    const lanes = Array.from({ length: 16 }, (_, i) => (i < bytes ? i : 16 + i));
    this.code.get(result).get(before).simdBytes(V128.shuffle, lanes);
    this.s.writeVector(0, this.keep());
  }
}
