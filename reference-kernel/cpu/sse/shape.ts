/** The two kinds of float vectors, as the emitters of fast paths see them. */
import { V128 } from "../wasm/opcodes.ts";

export interface Shape {
  /** Bytes of an element. */
  readonly bytes: 4 | 8;
  readonly add: number;
  readonly sub: number;
  readonly mul: number;
  readonly div: number;
  readonly sqrt: number;
  readonly pmin: number;
  readonly pmax: number;
  readonly eq: number;
  readonly lt: number;
  readonly abs: number;
  readonly nearest: number;
  readonly trunc: number;
  /** The same lanes as integers. */
  readonly shl: number;
  readonly integerAdd: number;
  readonly integerEq: number;
  readonly integerLess: number;
  readonly allTrue: number;
  readonly bitmask: number;
  /**
   * `integerLess(bits × 2 + offset, limit)` holds for normal numbers above the smallest (which, as a result, may have
   * been rounded up from a tiny value); with `limitInfinity` also for infinities.
   */
  readonly offset: bigint;
  readonly limit: bigint;
  readonly limitInfinity: bigint;
  /** Splits a significand in two (Veltkamp). */
  readonly splitter: number;
  /** A product at least this large has an error term that is representable. */
  readonly exactFrom: number;
}

export const F64X2: Shape = {
  bytes: 8,
  add: V128.f64x2_add,
  sub: V128.f64x2_sub,
  mul: V128.f64x2_mul,
  div: V128.f64x2_div,
  sqrt: V128.f64x2_sqrt,
  pmin: V128.f64x2_pmin,
  pmax: V128.f64x2_pmax,
  eq: V128.f64x2_eq,
  lt: V128.f64x2_lt,
  abs: V128.f64x2_abs,
  nearest: V128.f64x2_nearest,
  trunc: V128.f64x2_trunc,
  shl: V128.i64x2_shl,
  integerAdd: V128.i64x2_add,
  integerEq: V128.i64x2_eq,
  // Signed, so both sides are flipped by 2^63.
  integerLess: V128.i64x2_lt_s,
  allTrue: V128.i64x2_all_true,
  bitmask: V128.i64x2_bitmask,
  offset: (1n << 63n) - (1n << 53n) - 1n,
  limit: 0x7fbf_ffff_ffff_ffffn,
  limitInfinity: 0x7fc0_0000_0000_0000n,
  splitter: 2 ** 27 + 1,
  exactFrom: 2 ** -900,
};

export const F32X4: Shape = {
  bytes: 4,
  add: V128.f32x4_add,
  sub: V128.f32x4_sub,
  mul: V128.f32x4_mul,
  div: V128.f32x4_div,
  sqrt: V128.f32x4_sqrt,
  pmin: V128.f32x4_pmin,
  pmax: V128.f32x4_pmax,
  eq: V128.f32x4_eq,
  lt: V128.f32x4_lt,
  abs: V128.f32x4_abs,
  nearest: V128.f32x4_nearest,
  trunc: V128.f32x4_trunc,
  shl: V128.i32x4_shl,
  integerAdd: V128.i32x4_add,
  integerEq: V128.i32x4_eq,
  integerLess: V128.i32x4_lt_u,
  allTrue: V128.i32x4_all_true,
  bitmask: V128.i32x4_bitmask,
  offset: -(1n << 24n) - 1n,
  limit: 0xfdff_ffffn,
  limitInfinity: 0xfe00_0000n,
  splitter: 2 ** 12 + 1,
  exactFrom: 2 ** -100,
};
