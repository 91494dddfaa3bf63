/** Arithmetic and logic with two operands: add or adc sbb and sub xor cmp, test. */
import type { Sem } from "../emit/sem.ts";
import { I64 } from "../wasm/opcodes.ts";
import { type Emit, type Row, row, STATUS } from "./form.ts";

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
  return { result, flags: () => s.flagsSubtract(a, b, result) };
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
];
