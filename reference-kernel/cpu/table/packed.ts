/** Packed integers: every instruction that MMX and SSE2 share, made from one description. */
import type { Sem } from "../emit/sem.ts";
import { mmxEnter, mmxPending, mmxWrite } from "../sse/mmx.ts";
import type { Code } from "../wasm/code.ts";
import { I32, I64, TYPE, V128 } from "../wasm/opcodes.ts";
import { type Emit, type Row, row } from "./form.ts";

/** Pushes the result of two vectors in locals. `mmx`: only the low halves count. */
type Body = (s: Sem, a: number, b: number, mmx: boolean) => Code;

const keep = (s: Sem, _value: Code): number => s.keep(TYPE.v128);

const onXmm =
  (body: Body): Emit =>
  (s) => {
    const a = keep(s, s.readVector(0));
    const b = keep(s, s.readVector(1));
    s.writeVector(0, keep(s, body(s, a, b, false)));
  };

const onMmx =
  (body: Body): Emit =>
  (s) => {
    mmxPending(s);
    const a = keep(s, s.readVector(0));
    const b = keep(s, s.readVector(1));
    const result = keep(s, body(s, a, b, true));
    mmxEnter(s);
    mmxWrite(s, 0, result);
  };

const both = (opcode: string, name: string, body: Body, mmxSource = "Qq"): Row[] => [
  row(`NP 0F ${opcode} /r`, name, `+Pq ${mmxSource}`, onMmx(body), { faults: true }),
  row(`66 0F ${opcode} /r`, name, "+Vdq Wdq", onXmm(body), { aligned: true }),
];

/** One vector instruction of WebAssembly. */
const lanewise =
  (opcode: number): Body =>
  (s, a, b) =>
    s.code.get(a).get(b).simd(opcode);
const simple = (opcode: string, name: string, instruction: number): Row[] => both(opcode, name, lanewise(instruction));

const shuffle =
  (lanes: readonly number[]): Body =>
  (s, a, b) =>
    s.code.get(a).get(b).simdBytes(V128.shuffle, lanes);

/** Alternates `size`-byte elements of both operands, from byte `from` on. */
export function interleave(size: number, from: number): number[] {
  const lanes: number[] = [];
  for (let at = from; lanes.length < 16; at += size) {
    for (const base of [0, 16]) for (let i = 0; i < size; i++) lanes.push(base + ((at + i) & 15));
  }
  return lanes;
}
const unpack = (lowOpcode: string, highOpcode: string, suffix: string, size: number): Row[] => [
  ...both(lowOpcode, `punpckl${suffix}`, shuffle(interleave(size, 0)), "Qd"),
  ...both(highOpcode, `punpckh${suffix}`, (s, a, b, mmx) => shuffle(interleave(size, mmx ? 4 : 8))(s, a, b, mmx)),
];

/** Narrows both operands; of MMX registers, their low halves put together. */
const pack =
  (instruction: number): Body =>
  (s, a, b, mmx) => {
    if (!mmx) return s.code.get(a).get(b).simd(instruction);
    const joined = keep(s, shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23])(s, a, b, mmx));
    return s.code.get(joined).get(joined).simd(instruction);
  };

/** The high halves of the 16-bit products. */
const multiplyHigh =
  (low: number, high: number): Body =>
  (s, a, b) => {
    s.code.get(a).get(b).simd(low).get(a).get(b).simd(high);
    return s.code.simdBytes(V128.shuffle, [2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31]);
  };

const multiplyUnsignedDoublewords: Body = (s, a, b) => {
  const even = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];
  s.code.get(a).get(a).simdBytes(V128.shuffle, even).get(b).get(b).simdBytes(V128.shuffle, even);
  return s.code.simd(V128.i64x2_extmul_low_i32x4_u);
};

/** Sums of absolute differences of each eight bytes. */
const sumOfDifferences: Body = (s, a, b) => {
  s.code.get(a).get(b).simd(V128.i8x16_max_u).get(a).get(b).simd(V128.i8x16_min_u).simd(V128.i8x16_sub);
  s.code.simd(V128.i16x8_extadd_pairwise_i8x16_u).simd(V128.i32x4_extadd_pairwise_i16x8_u);
  const sums = s.keep(TYPE.v128);
  s.code.get(sums).i32(32).simd(V128.i64x2_shr_u).get(sums).simd(V128.i64x2_add);
  return s.code.simdBytes(V128.const, [255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0]).simd(V128.and);
};

/** A shift of all elements by the count in a local (i64): beyond the width zeros, or signs. */
function shiftBy(s: Sem, vector: number, count: number, instruction: number, bits: number, arithmetic: boolean): Code {
  const { code } = s;
  if (arithmetic) {
    // At most the width less one, which leaves only signs.
    code
      .get(vector)
      .get(count)
      .i64(bits - 1)
      .get(count)
      .i64(bits)
      .op(I64.lt_u)
      .select()
      .op(I32.wrap_i64);
    return code.simd(instruction);
  }
  code.get(vector).get(count).op(I32.wrap_i64).simd(instruction);
  code.simdBytes(V128.const, new Array(16).fill(0));
  return code.get(count).i64(bits).op(I64.lt_u).selectTyped(TYPE.v128);
}

interface Shift {
  readonly name: string;
  readonly bits: number;
  readonly instruction: number;
  readonly byRegister: string;
  readonly byImmediate: string;
}
const SHIFTS: readonly Shift[] = [
  { name: "psrlw", bits: 16, instruction: V128.i16x8_shr_u, byRegister: "D1", byImmediate: "71 /2" },
  { name: "psrld", bits: 32, instruction: V128.i32x4_shr_u, byRegister: "D2", byImmediate: "72 /2" },
  { name: "psrlq", bits: 64, instruction: V128.i64x2_shr_u, byRegister: "D3", byImmediate: "73 /2" },
  { name: "psraw", bits: 16, instruction: V128.i16x8_shr_s, byRegister: "E1", byImmediate: "71 /4" },
  { name: "psrad", bits: 32, instruction: V128.i32x4_shr_s, byRegister: "E2", byImmediate: "72 /4" },
  { name: "psllw", bits: 16, instruction: V128.i16x8_shl, byRegister: "F1", byImmediate: "71 /6" },
  { name: "pslld", bits: 32, instruction: V128.i32x4_shl, byRegister: "F2", byImmediate: "72 /6" },
  { name: "psllq", bits: 64, instruction: V128.i64x2_shl, byRegister: "F3", byImmediate: "73 /6" },
];

const shiftRows = SHIFTS.flatMap(({ name, bits, instruction, byRegister, byImmediate }): Row[] => {
  const arithmetic = name.startsWith("psra");
  const immediate =
    (mmx: boolean): Emit =>
    (s) => {
      if (mmx) mmxPending(s);
      const a = keep(s, s.readVector(0));
      const count = s.local(s.read(1));
      const result = keep(s, shiftBy(s, a, count, instruction, bits, arithmetic));
      if (!mmx) {
        s.writeVector(0, result);
        return;
      }
      mmxEnter(s);
      mmxWrite(s, 0, result);
    };
  return [
    ...both(byRegister, name, (s, a, b) => {
      const count = s.local(s.code.get(b).lane(V128.i64x2_extract, 0));
      return shiftBy(s, a, count, instruction, bits, arithmetic);
    }),
    row(`NP 0F ${byImmediate}`, name, "+Nq Ib", immediate(true), { faults: true }),
    row(`66 0F ${byImmediate}`, name, "+Udq Ib", immediate(false)),
  ];
});

/** PSLLDQ and PSRLDQ: by bytes; 16 and more leave nothing. */
const shiftBytes =
  (left: boolean): Emit =>
  (s) => {
    const { code } = s;
    const count = s.local(s.read(1));
    s.readVector(0);
    code.simdBytes(V128.const, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    code.get(count).i64(16).get(count).i64(16).op(I64.lt_u).select().op(I32.wrap_i64).simd(V128.i8x16_splat);
    // Indices out of range select zeros.
    code.simd(left ? V128.i8x16_sub : V128.i8x16_add).simd(V128.swizzle);
    s.writeVector(0, s.keep(TYPE.v128));
  };

export const PACKED_ROWS: readonly Row[] = [
  ...unpack("60", "68", "bw", 1),
  ...unpack("61", "69", "wd", 2),
  ...unpack("62", "6A", "dq", 4),
  row("66 0F 6C /r", "punpcklqdq", "+Vdq Wdq", onXmm(shuffle(interleave(8, 0))), { aligned: true }),
  row("66 0F 6D /r", "punpckhqdq", "+Vdq Wdq", onXmm(shuffle(interleave(8, 8))), { aligned: true }),
  ...both("63", "packsswb", pack(V128.i8x16_narrow_i16x8_s)),
  ...both("67", "packuswb", pack(V128.i8x16_narrow_i16x8_u)),
  ...both("6B", "packssdw", pack(V128.i16x8_narrow_i32x4_s)),
  ...simple("64", "pcmpgtb", V128.i8x16_gt_s),
  ...simple("65", "pcmpgtw", V128.i16x8_gt_s),
  ...simple("66", "pcmpgtd", V128.i32x4_gt_s),
  ...simple("74", "pcmpeqb", V128.i8x16_eq),
  ...simple("75", "pcmpeqw", V128.i16x8_eq),
  ...simple("76", "pcmpeqd", V128.i32x4_eq),
  ...simple("D4", "paddq", V128.i64x2_add),
  ...simple("D5", "pmullw", V128.i16x8_mul),
  ...simple("D8", "psubusb", V128.i8x16_sub_sat_u),
  ...simple("D9", "psubusw", V128.i16x8_sub_sat_u),
  ...simple("DA", "pminub", V128.i8x16_min_u),
  ...simple("DB", "pand", V128.and),
  ...simple("DC", "paddusb", V128.i8x16_add_sat_u),
  ...simple("DD", "paddusw", V128.i16x8_add_sat_u),
  ...simple("DE", "pmaxub", V128.i8x16_max_u),
  ...both("DF", "pandn", (s, a, b) => s.code.get(b).get(a).simd(V128.andnot)),
  ...simple("E0", "pavgb", V128.i8x16_avgr_u),
  ...simple("E3", "pavgw", V128.i16x8_avgr_u),
  ...both("E4", "pmulhuw", multiplyHigh(V128.i32x4_extmul_low_i16x8_u, V128.i32x4_extmul_high_i16x8_u)),
  ...both("E5", "pmulhw", multiplyHigh(V128.i32x4_extmul_low_i16x8_s, V128.i32x4_extmul_high_i16x8_s)),
  ...simple("E8", "psubsb", V128.i8x16_sub_sat_s),
  ...simple("E9", "psubsw", V128.i16x8_sub_sat_s),
  ...simple("EA", "pminsw", V128.i16x8_min_s),
  ...simple("EB", "por", V128.or),
  ...simple("EC", "paddsb", V128.i8x16_add_sat_s),
  ...simple("ED", "paddsw", V128.i16x8_add_sat_s),
  ...simple("EE", "pmaxsw", V128.i16x8_max_s),
  ...simple("EF", "pxor", V128.xor),
  ...both("F4", "pmuludq", multiplyUnsignedDoublewords),
  ...simple("F5", "pmaddwd", V128.i32x4_dot_i16x8_s),
  ...both("F6", "psadbw", sumOfDifferences),
  ...simple("F8", "psubb", V128.i8x16_sub),
  ...simple("F9", "psubw", V128.i16x8_sub),
  ...simple("FA", "psubd", V128.i32x4_sub),
  ...simple("FB", "psubq", V128.i64x2_sub),
  ...simple("FC", "paddb", V128.i8x16_add),
  ...simple("FD", "paddw", V128.i16x8_add),
  ...simple("FE", "paddd", V128.i32x4_add),
  ...shiftRows,
  row("66 0F 73 /3", "psrldq", "+Udq Ib", shiftBytes(false)),
  row("66 0F 73 /7", "pslldq", "+Udq Ib", shiftBytes(true)),
];
