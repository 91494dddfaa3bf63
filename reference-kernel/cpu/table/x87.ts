/** The x87: opcodes D8 … DF and 9B. */
import type { Value } from "../float/value.ts";
import { FPU_CONTROL, FPU_STATUS } from "../layout.ts";
import {
  BINARY,
  fabs,
  fchs,
  fprem,
  fprem1,
  frndint,
  fscale,
  fsqrt,
  fxtract,
  OPERAND,
  toIndex,
  toTop,
  withMemory,
} from "../x87/arithmetic.ts";
import { compareMemory, compareRegister, ftst, fxam } from "../x87/compare.ts";
import * as control from "../x87/control.ts";
import { f2xm1, fcos, fpatan, fptan, fsin, fsincos, fyl2x, fyl2xp1 } from "../x87/functions.ts";
import * as move from "../x87/load-store.ts";
import type { Arithmetic, Kind, Quick } from "../x87/quick.ts";
import * as fast from "../x87/quick.ts";
import { x87, x87Flags } from "../x87/run.ts";
import type { X87, X87Operation } from "../x87/state.ts";
import { handler, type Row, type RowOptions, row } from "./form.ts";

const memory = (encoding: string, name: string, bytes: number, operation: X87Operation, quick?: Quick): Row => {
  const run = x87(operation, { reads: bytes });
  return row(encoding, name, `M${bytes}`, quick ? fast.quick(run, quick, { bytes, written: false }) : handler(run));
};
const store = (encoding: string, name: string, bytes: number, operation: X87Operation, quick?: Quick): Row => {
  const run = x87(operation, { writes: bytes });
  return row(encoding, name, `=M${bytes}`, quick ? fast.quick(run, quick, { bytes, written: true }) : handler(run));
};
const stack = (
  encoding: string,
  name: string,
  operation: X87Operation,
  operands = "",
  options: RowOptions = {},
  quick?: Quick,
): Row => row(encoding, name, operands, quick ? fast.quick(x87(operation), quick) : handler(x87(operation)), options);

/** Where a processor's own last bit may differ from the correctly rounded one. */
const APPROXIMATE: RowOptions = { vendor: "last-bit" };

/** Memory forms of the eight operations, at /0 … /7 of one opcode. */
function memoryForms(opcode: string, prefix: string, kind: Kind, operand: (fpu: X87) => Value): Row[] {
  const form = (reg: number, name: string, operation: X87Operation, quick: Quick): Row =>
    memory(`${opcode} /${reg}`, prefix + name, fast.BYTES[kind], operation, quick);
  const arithmetic = (reg: number, name: Arithmetic): Row =>
    form(reg, name, withMemory(BINARY[name], operand), fast.withMemory(name, kind));
  return [
    arithmetic(0, "add"),
    arithmetic(1, "mul"),
    form(2, "com", compareMemory(operand, 0), fast.compareMemory(kind, 0)),
    form(3, "comp", compareMemory(operand, 1), fast.compareMemory(kind, 1)),
    arithmetic(4, "sub"),
    arithmetic(5, "subr"),
    arithmetic(6, "div"),
    arithmetic(7, "divr"),
  ];
}

const onTop = (encoding: string, name: Arithmetic): Row =>
  stack(encoding, `f${name}`, toTop(BINARY[name]), "+ST0 STi", {}, fast.toTop(name));
const onIndex = (encoding: string, name: Arithmetic, pops: boolean): Row =>
  stack(encoding, `f${name}${pops ? "p" : ""}`, toIndex(BINARY[name], pops), "+STi ST0", {}, fast.toIndex(name, pops));

const arithmeticRows: Row[] = [
  ...memoryForms("D8", "f", "single", OPERAND.m32),
  ...memoryForms("DC", "f", "double", OPERAND.m64),
  ...memoryForms("DA", "fi", "i32", OPERAND.i32),
  ...memoryForms("DE", "fi", "i16", OPERAND.i16),
  onTop("D8 C0+i", "add"),
  onTop("D8 C8+i", "mul"),
  onTop("D8 E0+i", "sub"),
  onTop("D8 E8+i", "subr"),
  onTop("D8 F0+i", "div"),
  onTop("D8 F8+i", "divr"),
  ...(["DC", "DE"] as const).flatMap((opcode) => {
    const pops = opcode === "DE";
    return [
      onIndex(`${opcode} C0+i`, "add", pops),
      onIndex(`${opcode} C8+i`, "mul", pops),
      // With ST(i) as destination the plain and the reversed form have changed places.
      onIndex(`${opcode} E0+i`, "subr", pops),
      onIndex(`${opcode} E8+i`, "sub", pops),
      onIndex(`${opcode} F0+i`, "divr", pops),
      onIndex(`${opcode} F8+i`, "div", pops),
    ];
  }),
  stack("D9 E0", "fchs", fchs, "", {}, fast.fchs),
  stack("D9 E1", "fabs", fabs, "", {}, fast.fabs),
  stack("D9 F4", "fxtract", fxtract),
  stack("D9 F5", "fprem1", fprem1),
  stack("D9 F8", "fprem", fprem),
  stack("D9 FA", "fsqrt", fsqrt),
  stack("D9 FC", "frndint", frndint),
  stack("D9 FD", "fscale", fscale),
];

const compareRows: Row[] = [
  stack("D8 D0+i", "fcom", compareRegister(false, 0), "ST0 STi", {}, fast.compareRegister(0)),
  stack("D8 D8+i", "fcomp", compareRegister(false, 1), "ST0 STi", {}, fast.compareRegister(1)),
  // Older encodings of the same.
  stack("DC D0+i", "fcom", compareRegister(false, 0), "ST0 STi", {}, fast.compareRegister(0)),
  stack("DC D8+i", "fcomp", compareRegister(false, 1), "ST0 STi", {}, fast.compareRegister(1)),
  stack("DE D0+i", "fcomp", compareRegister(false, 1), "ST0 STi", {}, fast.compareRegister(1)),
  stack("DE D9", "fcompp", compareRegister(false, 2), "", {}, fast.compareRegister(2)),
  stack("DD E0+i", "fucom", compareRegister(true, 0), "ST0 STi", {}, fast.compareRegister(0)),
  stack("DD E8+i", "fucomp", compareRegister(true, 1), "ST0 STi", {}, fast.compareRegister(1)),
  stack("DA E9", "fucompp", compareRegister(true, 2), "", {}, fast.compareRegister(2)),
  ...(
    [
      ["DB F0+i", "fcomi", false, 0],
      ["DB E8+i", "fucomi", true, 0],
      ["DF F0+i", "fcomip", false, 1],
      ["DF E8+i", "fucomip", true, 1],
    ] as const
  ).map(([encoding, name, quiet, pops]) =>
    row(
      encoding,
      name,
      "ST0 STi",
      fast.quick(x87Flags(compareRegister(quiet, pops, true)), fast.compareRegister(pops, true)),
      {
        writes: "oszapc",
        vendor: "c1",
      },
    ),
  ),
  stack("D9 E4", "ftst", ftst, "", {}, fast.ftst),
  stack("D9 E5", "fxam", fxam),
];

const moveRows: Row[] = [
  memory("D9 /0", "fld", 4, move.fld32, fast.load("single")),
  memory("DD /0", "fld", 8, move.fld64, fast.load("double")),
  memory("DB /5", "fld", 10, move.fld80, fast.load("extended")),
  memory("DF /0", "fild", 2, move.fild16, fast.load("i16")),
  memory("DB /0", "fild", 4, move.fild32, fast.load("i32")),
  memory("DF /5", "fild", 8, move.fild64, fast.load("i64")),
  memory("DF /4", "fbld", 10, move.fbld),
  stack("D9 C0+i", "fld", move.fldRegister, "STi", {}, fast.loadRegister),
  store("D9 /2", "fst", 4, move.fst32, fast.store("single", false)),
  store("D9 /3", "fstp", 4, move.fstp32, fast.store("single", true)),
  store("DD /2", "fst", 8, move.fst64, fast.store("double", false)),
  store("DD /3", "fstp", 8, move.fstp64, fast.store("double", true)),
  store("DB /7", "fstp", 10, move.fstp80, fast.store("extended", true)),
  store("DF /2", "fist", 2, move.fist16, fast.store("i16", false)),
  store("DF /3", "fistp", 2, move.fistp16, fast.store("i16", true)),
  store("DB /2", "fist", 4, move.fist32, fast.store("i32", false)),
  store("DB /3", "fistp", 4, move.fistp32, fast.store("i32", true)),
  store("DF /7", "fistp", 8, move.fistp64, fast.store("i64", true)),
  store("DF /6", "fbstp", 10, move.fbstp),
  stack("DD D0+i", "fst", move.storeRegister(false), "STi", {}, fast.storeRegister(false)),
  stack("DD D8+i", "fstp", move.storeRegister(true), "STi", {}, fast.storeRegister(true)),
  stack("D9 D8+i", "fstpnce", move.fstpnce, "STi"),
  stack("DF D0+i", "fstp", move.storeRegister(true), "STi", {}, fast.storeRegister(true)),
  stack("DF D8+i", "fstp", move.storeRegister(true), "STi", {}, fast.storeRegister(true)),
  stack("D9 C8+i", "fxch", move.fxch, "STi", {}, fast.exchange),
  stack("DD C8+i", "fxch", move.fxch, "STi", {}, fast.exchange),
  stack("DF C8+i", "fxch", move.fxch, "STi", {}, fast.exchange),
  ...Object.entries(move.CONDITION).flatMap(([name, condition], i) => {
    const code = (0xc0 + 8 * i).toString(16).toUpperCase();
    const suffix = ["b", "e", "be", "u"][i] ?? name;
    const reads = ["c", "z", "cz", "p"][i] ?? "";
    return [
      row(`DA ${code}+i`, `fcmov${suffix}`, "+ST0 STi", handler(x87Flags(move.moveIf(condition, true))), {
        reads,
        vendor: "c1",
      }),
      row(`DB ${code}+i`, `fcmovn${suffix}`, "+ST0 STi", handler(x87Flags(move.moveIf(condition, false))), {
        reads,
        vendor: "c1",
      }),
    ];
  }),
  stack("D9 E8", "fld1", move.fld1, "", {}, fast.constant(0x3fff, 0x8000000000000000n)),
  stack("D9 E9", "fldl2t", move.fldl2t, "", {}, fast.constant(0x4000, 0xd49a784bcd1b8afen)),
  stack("D9 EA", "fldl2e", move.fldl2e, "", {}, fast.constant(0x3fff, 0xb8aa3b295c17f0bcn)),
  stack("D9 EB", "fldpi", move.fldpi, "", {}, fast.constant(0x4000, 0xc90fdaa22168c235n)),
  stack("D9 EC", "fldlg2", move.fldlg2, "", {}, fast.constant(0x3ffd, 0x9a209a84fbcff799n)),
  stack("D9 ED", "fldln2", move.fldln2, "", {}, fast.constant(0x3ffe, 0xb17217f7d1cf79acn)),
  stack("D9 EE", "fldz", move.fldz, "", {}, fast.constant(0, 0n)),
];

const functionRows: Row[] = [
  stack("D9 F0", "f2xm1", f2xm1, "", APPROXIMATE),
  stack("D9 F1", "fyl2x", fyl2x, "", APPROXIMATE),
  stack("D9 F2", "fptan", fptan, "", APPROXIMATE),
  stack("D9 F3", "fpatan", fpatan, "", APPROXIMATE),
  stack("D9 F9", "fyl2xp1", fyl2xp1, "", APPROXIMATE),
  stack("D9 FB", "fsincos", fsincos, "", APPROXIMATE),
  stack("D9 FE", "fsin", fsin, "", APPROXIMATE),
  stack("D9 FF", "fcos", fcos, "", APPROXIMATE),
];

const noWait = { noWait: true, control: true };

/** With prefix 66 environments have the 16-bit form. */
const bySize = (
  make: (size: 2 | 4) => X87Operation,
  sizes: { 2: number; 4: number },
  writes: boolean,
  waits: boolean,
) => {
  const form = (size: 2 | 4) =>
    x87(make(size), { ...(writes ? { writes: sizes[size] } : { reads: sizes[size] }), noWait: !waits, control: true });
  const forms = { 2: form(2), 4: form(4) };
  return handler((cpu, record) => forms[cpu.operandSize() === 2 ? 2 : 4](cpu, record));
};
const POINTERS: RowOptions = { vendor: "pointers" };

const controlRows: Row[] = [
  row("9B", "fwait", "", handler(x87(control.fnop, { control: true }))),
  row("D9 D0", "fnop", "", handler(x87(control.fnop, { control: true }))),
  row("DB E2", "fnclex", "", handler(x87(control.fnclex, noWait))),
  row("DB E3", "fninit", "", handler(x87(control.fninit, noWait))),
  // Of the 8087 and the 80287; nothing since.
  row("DB E0", "fneni", "", handler(x87(control.fnop, noWait))),
  row("DB E1", "fndisi", "", handler(x87(control.fnop, noWait))),
  row("DB E4", "fnsetpm", "", handler(x87(control.fnop, noWait))),
  row("D9 /5", "fldcw", "M2", fast.loadControl(x87(control.fldcw, { reads: 2, control: true }))),
  row("D9 /7", "fnstcw", "=M2", fast.storeWord(FPU_CONTROL)),
  row("DD /7", "fnstsw", "=M2", fast.storeWord(FPU_STATUS)),
  row("DF E0", "fnstsw", "=Aw", fast.storeWord(FPU_STATUS)),
  row("D9 /4", "fldenv", "M28", bySize(control.fldenv, control.ENVIRONMENT_SIZE, false, true)),
  row("D9 /6", "fnstenv", "=M28", bySize(control.fnstenv, control.ENVIRONMENT_SIZE, true, false), POINTERS),
  row("DD /4", "frstor", "M108", bySize(control.frstor, control.STATE_SIZE, false, true)),
  row("DD /6", "fnsave", "=M108", bySize(control.fnsave, control.STATE_SIZE, true, false), POINTERS),
  stack("D9 F6", "fdecstp", control.fdecstp),
  stack("D9 F7", "fincstp", control.fincstp),
  stack("DD C0+i", "ffree", control.ffree(false), "STi", { vendor: "c1" }),
  stack("DF C0+i", "ffreep", control.ffree(true), "STi", { vendor: "c1" }),
];

export const X87_ROWS: readonly Row[] = [
  ...arithmeticRows,
  ...compareRows,
  ...moveRows,
  ...functionRows,
  ...controlRows,
];
