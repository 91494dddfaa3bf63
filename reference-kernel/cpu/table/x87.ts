/** The x87: opcodes D8 … DF and 9B. */
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
import { x87, x87Flags } from "../x87/run.ts";
import type { X87Operation } from "../x87/state.ts";
import { handler, type Row, type RowOptions, row } from "./form.ts";

const memory = (encoding: string, name: string, bytes: number, operation: X87Operation): Row =>
  row(encoding, name, `M${bytes}`, handler(x87(operation, { reads: bytes })));
const store = (encoding: string, name: string, bytes: number, operation: X87Operation): Row =>
  row(encoding, name, `=M${bytes}`, handler(x87(operation, { writes: bytes })));
const stack = (encoding: string, name: string, operation: X87Operation, operands = "", options: RowOptions = {}): Row =>
  row(encoding, name, operands, handler(x87(operation)), options);

/** Where a processor's own last bit may differ from the correctly rounded one. */
const APPROXIMATE: RowOptions = { vendor: "last-bit" };

/** Memory forms of the eight operations, at /0 … /7 of one opcode. */
function memoryForms(
  opcode: string,
  prefix: string,
  bytes: number,
  operand: (typeof OPERAND)[keyof typeof OPERAND],
): Row[] {
  const form = (reg: number, name: string, operation: X87Operation): Row =>
    memory(`${opcode} /${reg}`, prefix + name, bytes, operation);
  return [
    form(0, "add", withMemory(BINARY.add, operand)),
    form(1, "mul", withMemory(BINARY.mul, operand)),
    form(2, "com", compareMemory(operand, 0)),
    form(3, "comp", compareMemory(operand, 1)),
    form(4, "sub", withMemory(BINARY.sub, operand)),
    form(5, "subr", withMemory(BINARY.subr, operand)),
    form(6, "div", withMemory(BINARY.div, operand)),
    form(7, "divr", withMemory(BINARY.divr, operand)),
  ];
}

const arithmeticRows: Row[] = [
  ...memoryForms("D8", "f", 4, OPERAND.m32),
  ...memoryForms("DC", "f", 8, OPERAND.m64),
  ...memoryForms("DA", "fi", 4, OPERAND.i32),
  ...memoryForms("DE", "fi", 2, OPERAND.i16),
  stack("D8 C0+i", "fadd", toTop(BINARY.add), "+ST0 STi"),
  stack("D8 C8+i", "fmul", toTop(BINARY.mul), "+ST0 STi"),
  stack("D8 E0+i", "fsub", toTop(BINARY.sub), "+ST0 STi"),
  stack("D8 E8+i", "fsubr", toTop(BINARY.subr), "+ST0 STi"),
  stack("D8 F0+i", "fdiv", toTop(BINARY.div), "+ST0 STi"),
  stack("D8 F8+i", "fdivr", toTop(BINARY.divr), "+ST0 STi"),
  ...(["DC", "DE"] as const).flatMap((opcode) => {
    const pops = opcode === "DE";
    const p = pops ? "p" : "";
    return [
      stack(`${opcode} C0+i`, `fadd${p}`, toIndex(BINARY.add, pops), "+STi ST0"),
      stack(`${opcode} C8+i`, `fmul${p}`, toIndex(BINARY.mul, pops), "+STi ST0"),
      // With ST(i) as destination the plain and the reversed form have changed places.
      stack(`${opcode} E0+i`, `fsubr${p}`, toIndex(BINARY.subr, pops), "+STi ST0"),
      stack(`${opcode} E8+i`, `fsub${p}`, toIndex(BINARY.sub, pops), "+STi ST0"),
      stack(`${opcode} F0+i`, `fdivr${p}`, toIndex(BINARY.divr, pops), "+STi ST0"),
      stack(`${opcode} F8+i`, `fdiv${p}`, toIndex(BINARY.div, pops), "+STi ST0"),
    ];
  }),
  stack("D9 E0", "fchs", fchs),
  stack("D9 E1", "fabs", fabs),
  stack("D9 F4", "fxtract", fxtract),
  stack("D9 F5", "fprem1", fprem1),
  stack("D9 F8", "fprem", fprem),
  stack("D9 FA", "fsqrt", fsqrt),
  stack("D9 FC", "frndint", frndint),
  stack("D9 FD", "fscale", fscale),
];

const compareRows: Row[] = [
  stack("D8 D0+i", "fcom", compareRegister(false, 0), "ST0 STi"),
  stack("D8 D8+i", "fcomp", compareRegister(false, 1), "ST0 STi"),
  // Older encodings of the same.
  stack("DC D0+i", "fcom", compareRegister(false, 0), "ST0 STi"),
  stack("DC D8+i", "fcomp", compareRegister(false, 1), "ST0 STi"),
  stack("DE D0+i", "fcomp", compareRegister(false, 1), "ST0 STi"),
  stack("DE D9", "fcompp", compareRegister(false, 2)),
  stack("DD E0+i", "fucom", compareRegister(true, 0), "ST0 STi"),
  stack("DD E8+i", "fucomp", compareRegister(true, 1), "ST0 STi"),
  stack("DA E9", "fucompp", compareRegister(true, 2)),
  ...(
    [
      ["DB F0+i", "fcomi", false, 0],
      ["DB E8+i", "fucomi", true, 0],
      ["DF F0+i", "fcomip", false, 1],
      ["DF E8+i", "fucomip", true, 1],
    ] as const
  ).map(([encoding, name, quiet, pops]) =>
    row(encoding, name, "ST0 STi", handler(x87Flags(compareRegister(quiet, pops, true))), {
      writes: "oszapc",
      vendor: "c1",
    }),
  ),
  stack("D9 E4", "ftst", ftst),
  stack("D9 E5", "fxam", fxam),
];

const moveRows: Row[] = [
  memory("D9 /0", "fld", 4, move.fld32),
  memory("DD /0", "fld", 8, move.fld64),
  memory("DB /5", "fld", 10, move.fld80),
  memory("DF /0", "fild", 2, move.fild16),
  memory("DB /0", "fild", 4, move.fild32),
  memory("DF /5", "fild", 8, move.fild64),
  memory("DF /4", "fbld", 10, move.fbld),
  stack("D9 C0+i", "fld", move.fldRegister, "STi"),
  store("D9 /2", "fst", 4, move.fst32),
  store("D9 /3", "fstp", 4, move.fstp32),
  store("DD /2", "fst", 8, move.fst64),
  store("DD /3", "fstp", 8, move.fstp64),
  store("DB /7", "fstp", 10, move.fstp80),
  store("DF /2", "fist", 2, move.fist16),
  store("DF /3", "fistp", 2, move.fistp16),
  store("DB /2", "fist", 4, move.fist32),
  store("DB /3", "fistp", 4, move.fistp32),
  store("DF /7", "fistp", 8, move.fistp64),
  store("DF /6", "fbstp", 10, move.fbstp),
  stack("DD D0+i", "fst", move.storeRegister(false), "STi"),
  stack("DD D8+i", "fstp", move.storeRegister(true), "STi"),
  stack("D9 D8+i", "fstpnce", move.fstpnce, "STi"),
  stack("DF D0+i", "fstp", move.storeRegister(true), "STi"),
  stack("DF D8+i", "fstp", move.storeRegister(true), "STi"),
  stack("D9 C8+i", "fxch", move.fxch, "STi"),
  stack("DD C8+i", "fxch", move.fxch, "STi"),
  stack("DF C8+i", "fxch", move.fxch, "STi"),
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
  stack("D9 E8", "fld1", move.fld1),
  stack("D9 E9", "fldl2t", move.fldl2t),
  stack("D9 EA", "fldl2e", move.fldl2e),
  stack("D9 EB", "fldpi", move.fldpi),
  stack("D9 EC", "fldlg2", move.fldlg2),
  stack("D9 ED", "fldln2", move.fldln2),
  stack("D9 EE", "fldz", move.fldz),
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
/** Reads the status word into AX. */
const fnstswAx = x87(control.fnstsw, noWait);

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
  row("D9 /5", "fldcw", "M2", handler(x87(control.fldcw, { reads: 2, control: true }))),
  row("D9 /7", "fnstcw", "=M2", handler(x87(control.fnstcw, { writes: 2, ...noWait }))),
  row("DD /7", "fnstsw", "=M2", handler(x87(control.fnstsw, { writes: 2, ...noWait }))),
  row(
    "DF E0",
    "fnstsw",
    "=Aw",
    handler((cpu, record) => {
      fnstswAx(cpu, record);
      cpu.u16[0] = cpu.x87.memory.getUint16(0, true);
    }),
  ),
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
