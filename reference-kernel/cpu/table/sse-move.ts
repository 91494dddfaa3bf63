/** SSE, SSE2 and MMX data movement, shuffles and bitwise logic. */
import { RECORD } from "../emit/record.ts";
import type { Sem } from "../emit/sem.ts";
import type { HandlerCpu } from "../handler.ts";
import { FPU_TAGS, GPR, REG } from "../layout.ts";
import { SHUFFLE_DOUBLEWORDS, SHUFFLE_HIGH_WORDS, SHUFFLE_LOW_WORDS } from "../sse/constants.ts";
import { mmxEnter, mmxPending, mmxWrite, mmxWrite64 } from "../sse/mmx.ts";
import { enterMmx } from "../sse/slow-convert.ts";
import { VECTOR } from "../vectors.ts";
import type { Code } from "../wasm/code.ts";
import { I32, I64, LOAD, STORE, TYPE, V128 } from "../wasm/opcodes.ts";
import { type Emit, handler, type Row, row } from "./form.ts";
import { interleave } from "./packed.ts";

const keep = (s: Sem, _value: Code): number => s.keep(TYPE.v128);
const bytes = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const RDI = GPR + REG.rdi * 8;
const ZEROS = new Array<number>(16).fill(0);

/** The whole vector (or, from memory, what the operand has, zero-extended). */
const move: Emit = (s) => s.writeVector(0, keep(s, s.readVector(1)));

/** MOVSS and MOVSD: from memory zero-extended, between registers only the low element. */
const moveScalar =
  (size: 4 | 8): Emit =>
  (s) => {
    if (s.operand(0).kind === "memory" || s.operand(1).kind === "memory") return move(s);
    s.readVector(1);
    s.readVector(0).simdBytes(V128.shuffle, [...bytes(0, size), ...bytes(16 + size, 16 - size)]);
    s.writeVector(0, s.keep(TYPE.v128));
  };

/** Operand 0 becomes a choice of the bytes of both; a memory source has its bytes in the low half. */
const mix =
  (lanes: readonly number[]): Emit =>
  (s) => {
    const a = keep(s, s.readVector(0));
    s.readVector(1);
    const b = s.keep(TYPE.v128);
    s.writeVector(0, keep(s, s.code.get(a).get(b).simdBytes(V128.shuffle, lanes)));
  };
const lowFromLow = mix([...bytes(16, 8), ...bytes(8, 8)]);
const lowFromHigh = mix([...bytes(24, 8), ...bytes(8, 8)]);
const highFromLow = mix([...bytes(0, 8), ...bytes(16, 8)]);

const storeHigh: Emit = (s) => {
  const a = keep(s, s.readVector(1));
  s.writeVector(
    0,
    keep(
      s,
      s.code
        .get(a)
        .get(a)
        .simdBytes(V128.shuffle, [...bytes(8, 8), ...bytes(8, 8)]),
    ),
  );
};

/** MOVQ xmm, xmm: the low half, zero-extended. */
const moveLowHalf: Emit = (s) => {
  s.readVector(1).lane(V128.i64x2_extract, 0);
  writeLow(s, s.keep(TYPE.i64));
};

/** Writes an i64 local to the low half of xmm operand 0, or to memory; zeroes the upper half. */
function writeLow(s: Sem, value: number): void {
  s.code.simdBytes(V128.const, ZEROS).get(value).lane(V128.i64x2_replace, 0);
  s.writeVector(0, s.keep(TYPE.v128));
}

const toXmm: Emit = (s) => writeLow(s, s.local(s.read(1)));
const fromXmm: Emit = (s) => s.write(0, s.local(s.readVector(1).lane(V128.i64x2_extract, 0)));
const toMmx: Emit = (s) => {
  mmxPending(s);
  const value = s.local(s.read(1));
  mmxEnter(s);
  mmxWrite64(s, 0, value);
};
const fromMmx: Emit = (s) => {
  mmxPending(s);
  const value = s.local(s.readVector(1).lane(V128.i64x2_extract, 0));
  s.write(0, value);
  mmxEnter(s);
};
const moveMmx: Emit = (s) => {
  mmxPending(s);
  const value = keep(s, s.readVector(1));
  // A store may fault, so it comes before the x87's state.
  if (s.operand(0).kind === "memory") {
    mmxWrite(s, 0, value);
    mmxEnter(s);
  } else {
    mmxEnter(s);
    mmxWrite(s, 0, value);
  }
};
const mmxToXmm: Emit = (s) => {
  mmxPending(s);
  const value = s.local(s.readVector(1).lane(V128.i64x2_extract, 0));
  mmxEnter(s);
  writeLow(s, value);
};

const mask =
  (instruction: number, bits: number): Emit =>
  (s) => {
    s.readVector(1).simd(instruction);
    if (bits < 16) s.code.i32((1 << bits) - 1).op(I32.and);
    s.write(0, s.local(s.code.op(I64.extend_i32_u)));
  };
const maskOfMmx: Emit = (s) => {
  mmxPending(s);
  mask(V128.i8x16_bitmask, 8)(s);
  mmxEnter(s);
};

/** Pushes the vector at table[immediate & 255]. */
function selector(s: Sem, operand: number, table: number): Code {
  return s.read(operand).op(I32.wrap_i64).i32(255).op(I32.and).i32(4).op(I32.shl).simdMemory(V128.load, table);
}
const shuffleBy =
  (table: number): Emit =>
  (s) => {
    s.readVector(1);
    s.writeVector(0, keep(s, selector(s, 2, table).simd(V128.swizzle)));
  };
const shuffleMmx: Emit = (s) => {
  mmxPending(s);
  s.readVector(1);
  const result = keep(s, selector(s, 2, SHUFFLE_LOW_WORDS).simd(V128.swizzle));
  mmxEnter(s);
  mmxWrite(s, 0, result);
};
/** SHUFPS: the lower two elements from the first operand, the upper two from the second. */
const shufps: Emit = (s) => {
  const order = keep(s, selector(s, 2, SHUFFLE_DOUBLEWORDS));
  const a = keep(s, s.readVector(0).get(order).simd(V128.swizzle));
  s.readVector(1).get(order).simd(V128.swizzle);
  const b = s.keep(TYPE.v128);
  s.writeVector(
    0,
    keep(
      s,
      s.code
        .get(a)
        .get(b)
        .simdBytes(V128.shuffle, [...bytes(0, 8), ...bytes(24, 8)]),
    ),
  );
};
/** SHUFPD: bit 0 chooses of the first operand, bit 1 of the second. */
const shufpd: Emit = (s) => {
  const { code } = s;
  const a = keep(s, s.readVector(0));
  const b = keep(s, s.readVector(1));
  const order = s.local(s.read(2));
  const chosen = (vector: number, bit: number): number => {
    code.get(vector).lane(V128.i64x2_extract, 1).get(vector).lane(V128.i64x2_extract, 0);
    return s.local(code.get(order).i64(bit).op(I64.and).op(I64.eqz).op(I32.eqz).select());
  };
  const low = chosen(a, 1);
  const high = chosen(b, 2);
  code.simdBytes(V128.const, ZEROS).get(low).lane(V128.i64x2_replace, 0).get(high).lane(V128.i64x2_replace, 1);
  s.writeVector(0, s.keep(TYPE.v128));
};

/** Pushes the register-file address of a word of a vector register; its number is in an operand. */
function wordAddress(s: Sem, register: number, immediate: number, words: number): void {
  const operand = s.operand(register);
  s.pushRegisterAddress(operand);
  s.read(immediate)
    .op(I32.wrap_i64)
    .i32(words - 1)
    .op(I32.and)
    .i32(1)
    .op(I32.shl)
    .op(I32.add);
}
const insertWord =
  (mmx: boolean): Emit =>
  (s) => {
    if (mmx) mmxPending(s);
    const value = s.local(s.read(1));
    if (mmx) mmxEnter(s);
    wordAddress(s, 0, 2, mmx ? 4 : 8);
    s.code.get(value).store(STORE.i64_16, s.operand(0).fixed ?? 0);
    if (!mmx) return;
    s.pushRegisterAddress(s.operand(0));
    s.code.i32(0xffff).store(STORE.i32_16, (s.operand(0).fixed ?? 0) + 8);
  };
const extractWord =
  (mmx: boolean): Emit =>
  (s) => {
    if (mmx) mmxPending(s);
    wordAddress(s, 1, 2, mmx ? 4 : 8);
    s.write(0, s.local(s.code.load(LOAD.i64_16u, s.operand(1).fixed ?? 0)));
    if (mmx) mmxEnter(s);
  };

const logic =
  (instruction: number, swap = false): Emit =>
  (s) => {
    const a = keep(s, s.readVector(0));
    const b = keep(s, s.readVector(1));
    s.code.get(swap ? b : a).get(swap ? a : b);
    s.writeVector(0, keep(s, s.code.simd(instruction)));
  };

/** The number in a register-file slot. */
const slot = (cpu: HandlerCpu, offset: number): number => cpu.u32[(offset >> 2) + 1]! * 2 ** 32 + cpu.u32[offset >> 2]!;

/** MASKMOVQ and MASKMOVDQU: the bytes whose mask has its top bit set, to [rdi]. No byte is touched before all can be. */
function maskMove(cpu: HandlerCpu, record: number, size: 8 | 16): void {
  if (size === 8 && cpu.x87.pending) cpu.raise(record, VECTOR.x87);
  const value = cpu.first(record);
  const selected = cpu.second(record);
  const pointer = cpu.isNarrow() ? cpu.u32[RDI >> 2]! : slot(cpu, RDI);
  const address = slot(cpu, cpu.u16[(record + RECORD.segment) >> 1]!) + pointer;
  const chosen = bytes(0, size).filter((i) => cpu.u8[selected + i]! >= 0x80);
  for (const i of chosen) cpu.writeAddress(record, address + i, 1);
  for (const i of chosen) {
    const at = cpu.writeAddress(record, address + i, 1);
    cpu.u8[at] = cpu.u8[value + i]!;
    cpu.commit();
  }
  if (size === 8) enterMmx(cpu);
}

const emms = handler((cpu, record) => {
  if (cpu.x87.pending) cpu.raise(record, VECTOR.x87);
  cpu.x87.top = 0;
  cpu.u8[FPU_TAGS] = 0;
});

const ALIGNED = { aligned: true };
const MMX = { faults: true };

/** The same move under the prefixes of PS and PD. */
const psAndPd = (opcode: string, name: string, operands: string, emit: Emit, options = {}): Row[] => [
  row(`NP 0F ${opcode} /r`, `${name}ps`, operands, emit, options),
  row(`66 0F ${opcode} /r`, `${name}pd`, operands, emit, options),
];

export const SSE_MOVE_ROWS: readonly Row[] = [
  ...psAndPd("10", "movu", "=Vdq Wdq", move),
  ...psAndPd("11", "movu", "=Wdq Vdq", move),
  row("F3 0F 10 /r", "movss", "+Vdq Wd", moveScalar(4)),
  row("F3 0F 11 /r", "movss", "+Wd Vdq", moveScalar(4)),
  row("F2 0F 10 /r", "movsd", "+Vdq Wq", moveScalar(8)),
  row("F2 0F 11 /r", "movsd", "+Wq Vdq", moveScalar(8)),
  ...psAndPd("12", "movl", "+Vdq M8", lowFromLow),
  row("NP 0F 12 /r", "movhlps", "+Vdq Udq", lowFromHigh),
  ...psAndPd("13", "movl", "=M8 Vdq", move),
  row("NP 0F 14 /r", "unpcklps", "+Vdq Wdq", mix(interleave(4, 0)), ALIGNED),
  row("66 0F 14 /r", "unpcklpd", "+Vdq Wdq", mix(interleave(8, 0)), ALIGNED),
  row("NP 0F 15 /r", "unpckhps", "+Vdq Wdq", mix(interleave(4, 8)), ALIGNED),
  row("66 0F 15 /r", "unpckhpd", "+Vdq Wdq", mix(interleave(8, 8)), ALIGNED),
  ...psAndPd("16", "movh", "+Vdq M8", highFromLow),
  row("NP 0F 16 /r", "movlhps", "+Vdq Udq", highFromLow),
  ...psAndPd("17", "movh", "=M8 Vdq", storeHigh),
  ...psAndPd("28", "mova", "=Vdq Wdq", move, ALIGNED),
  ...psAndPd("29", "mova", "=Wdq Vdq", move, ALIGNED),
  ...psAndPd("2B", "movnt", "=M16 Vdq", move, ALIGNED),
  row("NP 0F 50 /r", "movmskps", "=Gd Udq", mask(V128.i32x4_bitmask, 4)),
  row("66 0F 50 /r", "movmskpd", "=Gd Udq", mask(V128.i64x2_bitmask, 2)),
  ...psAndPd("54", "and", "+Vdq Wdq", logic(V128.and), ALIGNED),
  ...psAndPd("55", "andn", "+Vdq Wdq", logic(V128.andnot, true), ALIGNED),
  ...psAndPd("56", "or", "+Vdq Wdq", logic(V128.or), ALIGNED),
  ...psAndPd("57", "xor", "+Vdq Wdq", logic(V128.xor), ALIGNED),
  row("NP 0F 6E /r", "movd|movd|movq", "=Pq Ey", toMmx, MMX),
  row("66 0F 6E /r", "movd|movd|movq", "=Vdq Ey", toXmm),
  row("NP 0F 7E /r", "movd|movd|movq", "=Ey Pq", fromMmx, MMX),
  row("66 0F 7E /r", "movd|movd|movq", "=Ey Vdq", fromXmm),
  row("F3 0F 7E /r", "movq", "=Vdq Wq", moveLowHalf),
  row("66 0F D6 /r", "movq", "=Wq Vdq", moveLowHalf),
  row("NP 0F 6F /r", "movq", "=Pq Qq", moveMmx, MMX),
  row("NP 0F 7F /r", "movq", "=Qq Pq", moveMmx, MMX),
  row("66 0F 6F /r", "movdqa", "=Vdq Wdq", move, ALIGNED),
  row("66 0F 7F /r", "movdqa", "=Wdq Vdq", move, ALIGNED),
  row("F3 0F 6F /r", "movdqu", "=Vdq Wdq", move),
  row("F3 0F 7F /r", "movdqu", "=Wdq Vdq", move),
  row("F3 0F D6 /r", "movq2dq", "=Vdq Nq", mmxToXmm, MMX),
  row("F2 0F D6 /r", "movdq2q", "=Pq Udq", moveMmx, MMX),
  row("NP 0F E7 /r", "movntq", "=M8 Pq", moveMmx, MMX),
  row("66 0F E7 /r", "movntdq", "=M16 Vdq", move, ALIGNED),
  row("NP 0F C3 /r", "movnti", "=My Gy", (s) => s.write(0, s.local(s.read(1)))),
  row("NP 0F 70 /r", "pshufw", "=Pq Qq Ib", shuffleMmx, MMX),
  row("66 0F 70 /r", "pshufd", "=Vdq Wdq Ib", shuffleBy(SHUFFLE_DOUBLEWORDS), ALIGNED),
  row("F2 0F 70 /r", "pshuflw", "=Vdq Wdq Ib", shuffleBy(SHUFFLE_LOW_WORDS), ALIGNED),
  row("F3 0F 70 /r", "pshufhw", "=Vdq Wdq Ib", shuffleBy(SHUFFLE_HIGH_WORDS), ALIGNED),
  row("NP 0F C6 /r", "shufps", "+Vdq Wdq Ib", shufps, ALIGNED),
  row("66 0F C6 /r", "shufpd", "+Vdq Wdq Ib", shufpd, ALIGNED),
  row("NP 0F C4 /r", "pinsrw", "+Pq Ew Ib", insertWord(true), MMX),
  row("66 0F C4 /r", "pinsrw", "+Vdq Ew Ib", insertWord(false)),
  row("NP 0F C5 /r", "pextrw", "=Gd Nq Ib", extractWord(true), MMX),
  row("66 0F C5 /r", "pextrw", "=Gd Udq Ib", extractWord(false)),
  row("NP 0F D7 /r", "pmovmskb", "=Gd Nq", maskOfMmx, MMX),
  row("66 0F D7 /r", "pmovmskb", "=Gd Udq", mask(V128.i8x16_bitmask, 16)),
  row(
    "NP 0F F7 /r",
    "maskmovq",
    "Pq Nq",
    handler((cpu, record) => maskMove(cpu, record, 8)),
    { recipe: "rdi" },
  ),
  row(
    "66 0F F7 /r",
    "maskmovdqu",
    "Vdq Udq",
    handler((cpu, record) => maskMove(cpu, record, 16)),
    { recipe: "rdi" },
  ),
  row("NP 0F 77", "emms", "", emms),
];
