/** Arithmetic and logic with two operands: add or adc sbb and sub xor cmp, test. */
import type { Sem } from "../emit/sem.ts";
import { FLAG_CARRY } from "../layout.ts";
import { I64 } from "../wasm/opcodes.ts";
import { type Emit, type Row, row, STATUS } from "./form.ts";

const TOP_BIT = -(2n ** 63n);

type Operation = (s: Sem, a: number, b: number) => { readonly result: number; readonly flags: () => void };

/** result = a ∘ b: the write may fault, so it comes before the flags. */
function binary(operation: Operation, writes = true): Emit {
  return (s) => {
    const a = s.local(s.read(0));
    const b = s.local(s.read(1));
    const { result, flags } = operation(s, a, b);
    if (writes) s.write(0, result);
    flags();
  };
}

const add: Operation = (s, a, b) => {
  const result = s.local(s.code.get(a).get(b).op(I64.add));
  return { result, flags: () => s.flagsAdd(a, b, result) };
};

const adc: Operation = (s, a, b) => {
  const result = s.local(s.code.get(a).get(b).op(I64.add));
  s.carry().get(result).op(I64.add).set(result);
  return { result, flags: () => s.flagsAdd(a, b, result) };
};

const sub: Operation = (s, a, b) => {
  const result = s.local(s.code.get(a).get(b).op(I64.sub));
  return { result, flags: () => s.flagsSubtract(a, b, result) };
};

const sbb: Operation = (s, a, b) => {
  s.code.get(a).get(b).op(I64.sub);
  const result = s.local(s.carry().op(I64.sub));
  const flags = (): void => {
    s.flagsSubtract(a, b, result);
    // With a borrow coming in, the conditions are not comparisons of a and b.
    s.flagSource = { kind: "result", result, size: s.size };
  };
  return { result, flags };
};

const logic =
  (opcode: number): Operation =>
  (s, a, b) => {
    const result = s.local(s.code.get(a).get(b).op(opcode));
    return { result, flags: () => s.flagsLogic(result) };
  };

/** In the order of their opcodes. `carryIn` reads CF; `compare` writes no operand. */
const OPERATIONS: readonly { name: string; operation: Operation; carryIn?: true; compare?: true; logic?: true }[] = [
  { name: "add", operation: add },
  { name: "or", operation: logic(I64.or), logic: true },
  { name: "adc", operation: adc, carryIn: true },
  { name: "sbb", operation: sbb, carryIn: true },
  { name: "and", operation: logic(I64.and), logic: true },
  { name: "sub", operation: sub },
  { name: "xor", operation: logic(I64.xor), logic: true },
  { name: "cmp", operation: sub, compare: true },
];

const hex = (value: number): string => value.toString(16).padStart(2, "0").toUpperCase();

const binaryRows: Row[] = OPERATIONS.flatMap(({ name, operation, carryIn, compare, logic }, i) => {
  const emit = binary(operation, compare !== true);
  const use = compare ? "" : "+";
  const options = {
    writes: logic ? "oszpc" : STATUS,
    ...(logic ? { undefined: "a" } : {}),
    ...(carryIn ? { reads: "c" } : {}),
    ...(compare ? {} : { lock: true }),
  };
  return [
    row(`${hex(i * 8)} /r`, name, `${use}Eb Gb`, emit, { ...options, size: "b" }),
    row(`${hex(i * 8 + 1)} /r`, name, `${use}Ev Gv`, emit, options),
    row(`${hex(i * 8 + 2)} /r`, name, `${use}Gb Eb`, emit, { ...options, size: "b", lock: false }),
    row(`${hex(i * 8 + 3)} /r`, name, `${use}Gv Ev`, emit, { ...options, lock: false }),
    row(hex(i * 8 + 4), name, `${use}Ab Ib`, emit, { ...options, size: "b", lock: false }),
    row(hex(i * 8 + 5), name, `${use}Av Iz`, emit, { ...options, lock: false }),
    row(`80 /${i}`, name, `${use}Eb Ib`, emit, { ...options, size: "b" }),
    row(`81 /${i}`, name, `${use}Ev Iz`, emit, options),
    row(`83 /${i}`, name, `${use}Ev Ibs`, emit, options),
  ];
});

const test = binary(logic(I64.and), false);
const testFlags = { writes: "oszpc", undefined: "a" };

/** inc, dec: CF stays. The new bit 62 of the carries is CF xor OF. */
const step =
  (change: 1 | -1): Emit =>
  (s) => {
    const { code } = s;
    const a = s.local(s.read(0));
    const result = s.local(code.get(a).i64(change).op(I64.add));
    s.write(0, result);
    s.flagSource = { kind: "result", result, size: s.size };
    if (s.flagsDead) return;
    s.setResult(result);
    // Carries of a + 1 are a & ~result, borrows of a - 1 are ~a & result.
    code
      .get(change > 0 ? a : result)
      .get(change > 0 ? result : a)
      .i64(-1)
      .op(I64.xor)
      .op(I64.and);
    const carries = s.local(code);
    const extra = s.local(code.get(carries).i64(8).op(I64.and));
    s.setExtra(extra);
    code
      .get(carries)
      .i64(64 - s.size * 8)
      .op(I64.shl)
      .set(carries);
    const old = s.local(s.readAt(FLAG_CARRY));
    code.get(old).get(carries).op(I64.xor).get(carries).i64(1).op(I64.shl).op(I64.xor);
    code.i64(TOP_BIT).op(I64.and).i64(1).op(I64.shr_u);
    code.get(old).i64(TOP_BIT).op(I64.and).op(I64.or);
    s.setCarry(s.local(code));
  };

const neg: Emit = (s) => {
  const a = s.local(s.read(0));
  const zero = s.local(s.code.i64(0));
  const result = s.local(s.code.get(zero).get(a).op(I64.sub));
  s.write(0, result);
  s.flagsSubtract(zero, a, result);
};

const not: Emit = (s) => {
  const result = s.local(s.read(0).i64(-1).op(I64.xor));
  s.write(0, result);
};

export const ALU_ROWS: readonly Row[] = [
  ...binaryRows,
  row("84 /r", "test", "Eb Gb", test, { ...testFlags, size: "b" }),
  row("85 /r", "test", "Ev Gv", test, testFlags),
  row("A8", "test", "Ab Ib", test, { ...testFlags, size: "b" }),
  row("A9", "test", "Av Iz", test, testFlags),
  row("F6 /0", "test", "Eb Ib", test, { ...testFlags, size: "b" }),
  row("F6 /1", "test", "Eb Ib", test, { ...testFlags, size: "b" }),
  row("F7 /0", "test", "Ev Iz", test, testFlags),
  row("F7 /1", "test", "Ev Iz", test, testFlags),
  row("FE /0", "inc", "+Eb", step(1), { size: "b", writes: "oszap", lock: true }),
  row("FF /0", "inc", "+Ev", step(1), { writes: "oszap", lock: true }),
  row("FE /1", "dec", "+Eb", step(-1), { size: "b", writes: "oszap", lock: true }),
  row("FF /1", "dec", "+Ev", step(-1), { writes: "oszap", lock: true }),
  row("F6 /2", "not", "+Eb", not, { size: "b", lock: true }),
  row("F7 /2", "not", "+Ev", not, { lock: true }),
  row("F6 /3", "neg", "+Eb", neg, { size: "b", writes: STATUS, lock: true }),
  row("F7 /3", "neg", "+Ev", neg, { writes: STATUS, lock: true }),
];
