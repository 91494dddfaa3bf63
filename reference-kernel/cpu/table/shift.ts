/**
 * Shifts and rotates. A count of zero (after masking) leaves the flags alone. The carry vector (rflags.ts) is made so
 * that bit 63 is the last bit that went out and bit 62 gives the OF of a count of one.
 */
import type { Sem } from "../emit/sem.ts";
import { I32, I64, TYPE } from "../wasm/opcodes.ts";
import { type Emit, type Row, row } from "./form.ts";

/** What a shift computes: a local with the result, and a pusher of the carry vector (i64). Count is not 0 for the latter. */
type Shift = (s: Sem, a: number, count: number) => { result: number; carries: () => void };

/** A local with the masked count. */
function countOf(s: Sem, operand: number): number {
  return s.local(
    s
      .read(operand)
      .i64(s.size === 8 ? 63 : 31)
      .op(I64.and),
  );
}

function shift(compute: Shift, setsResult: boolean, countOperand = 1): Emit {
  return (s) => {
    const { code } = s;
    const a = s.local(s.read(0));
    const count = countOf(s, countOperand);
    const { result, carries } = compute(s, a, count);
    s.write(0, result);
    if (s.flagsDead) return;
    const constant = s.operand(countOperand).kind === "one";
    if (!constant) code.get(count).i64(0).op(I64.ne).if();
    carries();
    const vector = s.local(code);
    if (setsResult) {
      s.setResult(result);
      s.setExtra(s.local(code.i64(0)));
    }
    s.setCarry(vector);
    if (!constant) code.end();
  };
}

/** Pushes count − 1. */
const less = (s: Sem, count: number) => s.code.get(count).i64(1).op(I64.sub);
/** Pushes the top bit of a value of the operand's size, as bit 0. */
const topBit = (s: Sem, value: number) =>
  s.code
    .get(value)
    .i64(s.size * 8 - 1)
    .op(I64.shr_u)
    .i64(1)
    .op(I64.and);

const shl: Shift = (s, a, count) => ({
  result: s.local(s.code.get(a).get(count).op(I64.shl)),
  carries: () => {
    s.code
      .get(a)
      .i64(64 - s.size * 8)
      .op(I64.shl);
    less(s, count).op(I64.shl);
  },
});

const shr: Shift = (s, a, count) => ({
  result: s.local(s.code.get(a).get(count).op(I64.shr_u)),
  carries: () => {
    const { code } = s;
    code.get(a);
    const out = s.local(less(s, count).op(I64.shr_u));
    code.get(out).i64(63).op(I64.shl);
    topBit(s, a).get(out).op(I64.xor).i64(1).op(I64.and).i64(62).op(I64.shl).op(I64.or);
  },
});

const sar: Shift = (s, a, count) => {
  s.code.get(a);
  const signed = s.local(s.signExtend());
  return {
    result: s.local(s.code.get(signed).get(count).op(I64.shr_s)),
    carries: () => {
      const { code } = s;
      code.get(signed);
      const out = s.local(less(s, count).op(I64.shr_s).i64(1).op(I64.and));
      code.get(out).i64(63).op(I64.shl).get(out).i64(62).op(I64.shl).op(I64.or);
    },
  };
};

/** Bytes and words are repeated to fill 32 bits, so that a rotation by up to 31 is right in the low bits. */
function rotate(s: Sem, a: number, count: number, opcode32: number, opcode64: number): number {
  const { code } = s;
  if (s.size === 8) return s.local(code.get(a).get(count).op(opcode64));
  code.get(a);
  if (s.size === 1) code.i64(0x01010101).op(I64.mul);
  if (s.size === 2) code.i64(0x00010001).op(I64.mul);
  code.op(I32.wrap_i64).get(count).op(I32.wrap_i64).op(opcode32).op(I64.extend_i32_u);
  return s.local(s.zeroExtend());
}

const rol: Shift = (s, a, count) => {
  const result = rotate(s, a, count, I32.rotl, I64.rotl);
  return {
    result,
    carries: () => {
      s.code.get(result).i64(63).op(I64.shl);
      topBit(s, result).i64(62).op(I64.shl).op(I64.or);
    },
  };
};

const ror: Shift = (s, a, count) => {
  const result = rotate(s, a, count, I32.rotr, I64.rotr);
  return {
    result,
    carries: () =>
      s.code
        .get(result)
        .i64(64 - s.size * 8)
        .op(I64.shl),
  };
};

/** Through the carry, bit by bit; for bytes and words the count is taken modulo 9 and 17. */
const throughCarry =
  (left: boolean): Shift =>
  (s, a, count) => {
    const { code } = s;
    const bits = s.size * 8;
    const result = s.local(code.get(a));
    const carry = s.local(s.carry());
    const left_ = s.local(code.get(count));
    const out = code.local(TYPE.i64);
    if (s.size < 4)
      code
        .get(left_)
        .i64(bits + 1)
        .op(I64.rem_u)
        .set(left_);
    code.block().loop();
    code.get(left_).op(I64.eqz).brIf(1);
    if (left) {
      topBit(s, result).set(out);
      code.get(result).i64(1).op(I64.shl).get(carry).op(I64.or);
      s.zeroExtend().set(result);
    } else {
      code.get(result).i64(1).op(I64.and).set(out);
      code
        .get(result)
        .i64(1)
        .op(I64.shr_u)
        .get(carry)
        .i64(bits - 1)
        .op(I64.shl)
        .op(I64.or)
        .set(result);
    }
    code.get(out).set(carry);
    code.get(left_).i64(1).op(I64.sub).set(left_);
    code.br(0).end().end();
    return {
      result,
      carries: () => {
        code.get(carry).i64(63).op(I64.shl);
        if (left) topBit(s, result);
        else {
          // OF is the xor of the two top bits; bit 62 is CF xor OF.
          code.get(result).get(result).i64(1).op(I64.shl).op(I64.xor);
          const changed = s.local(code);
          topBit(s, changed).get(carry).op(I64.xor);
        }
        code.i64(62).op(I64.shl).op(I64.or);
      },
    };
  };

/** shld, shrd: bits of operand 1 are shifted in. */
const double =
  (left: boolean): Emit =>
  (s) => {
    const { code } = s;
    const bits = s.size * 8;
    const a = s.local(s.read(0));
    const b = s.local(s.read(1));
    const count = countOf(s, 2);
    // The bits that come in: b shifted the other way by (bits − count), in two steps so that a count of 0 gives none.
    const incoming = (): void => {
      code.get(b);
      if (left)
        code
          .i64(1)
          .op(I64.shr_u)
          .i64(bits - 1)
          .get(count)
          .op(I64.sub)
          .op(I64.shr_u);
      else
        code
          .i64(1)
          .op(I64.shl)
          .i64(bits - 1)
          .get(count)
          .op(I64.sub)
          .op(I64.shl);
    };
    if (s.size === 2) {
      // Counts above 16 are undefined; an AMD processor was seen to shift the same bits in again.
      code
        .get(b)
        .i64(left ? 0x10001 : 0x100010000)
        .op(I64.mul)
        .get(a);
      if (left) code.i64(32).op(I64.shl);
      code
        .op(I64.or)
        .get(count)
        .op(left ? I64.shl : I64.shr_u);
      if (left) code.i64(32).op(I64.shr_u);
    } else {
      code
        .get(a)
        .get(count)
        .op(left ? I64.shl : I64.shr_u);
      incoming();
      code.op(I64.or);
    }
    const result = s.local(code);
    s.write(0, result);
    if (s.flagsDead) return;
    code.get(count).i64(0).op(I64.ne).if();
    s.setResult(result);
    s.setExtra(s.local(code.i64(0)));
    if (left) {
      code
        .get(a)
        .i64(64 - bits)
        .op(I64.shl);
      less(s, count).op(I64.shl);
    } else {
      code.get(a);
      const out = s.local(less(s, count).op(I64.shr_u).i64(1).op(I64.and));
      code.get(out).i64(63).op(I64.shl);
      const changed = s.local(code.get(a).get(result).op(I64.xor));
      topBit(s, changed).get(out).op(I64.xor).i64(62).op(I64.shl).op(I64.or);
    }
    s.setCarry(s.local(code));
    code.end();
  };

const FLAGS = { writes: "oszpc", undefined: "a", undefinedWhen: "shift-count" };
const ROTATE_FLAGS = { writes: "oc", undefinedWhen: "shift-count" };
const CARRY_FLAGS = { ...ROTATE_FLAGS, reads: "c" };

const GROUP: readonly [digit: number, name: string, emit: Emit, options: object][] = [
  [0, "rol", shift(rol, false), ROTATE_FLAGS],
  [1, "ror", shift(ror, false), ROTATE_FLAGS],
  [2, "rcl", shift(throughCarry(true), false), CARRY_FLAGS],
  [3, "rcr", shift(throughCarry(false), false), CARRY_FLAGS],
  [4, "shl", shift(shl, true), FLAGS],
  [5, "shr", shift(shr, true), FLAGS],
  [6, "shl", shift(shl, true), FLAGS],
  [7, "sar", shift(sar, true), FLAGS],
];

export const SHIFT_ROWS: readonly Row[] = [
  ...GROUP.flatMap(([digit, name, emit, options]) => [
    row(`C0 /${digit}`, name, "+Eb Ib", emit, { ...options, size: "b" }),
    row(`C1 /${digit}`, name, "+Ev Ib", emit, options),
    row(`D0 /${digit}`, name, "+Eb 1", emit, { ...options, size: "b" }),
    row(`D1 /${digit}`, name, "+Ev 1", emit, options),
    row(`D2 /${digit}`, name, "+Eb Cb", emit, { ...options, size: "b" }),
    row(`D3 /${digit}`, name, "+Ev Cb", emit, options),
  ]),
  row("0F A4 /r", "shld", "+Ev Gv Ib", double(true), FLAGS),
  row("0F A5 /r", "shld", "+Ev Gv Cb", double(true), FLAGS),
  row("0F AC /r", "shrd", "+Ev Gv Ib", double(false), FLAGS),
  row("0F AD /r", "shrd", "+Ev Gv Cb", double(false), FLAGS),
];
