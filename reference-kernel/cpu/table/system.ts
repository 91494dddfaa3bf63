/** Instructions that talk to the processor itself: cpuid, rdtsc, syscall, traps, fences, hints, and what user mode may not do. */
import { EXIT } from "../emit/record.ts";
import type { Sem } from "../emit/sem.ts";
import type { Handler, HandlerCpu } from "../handler.ts";
import { FLAG_STORED, GPR, REG, RIP, TIME_AND_BUDGET } from "../layout.ts";
import { VECTOR } from "../vectors.ts";
import { F64, I64, LOAD } from "../wasm/opcodes.ts";
import { cpuid } from "./cpuid.ts";
import { type Emit, handler, type Row, row } from "./form.ts";

const nothing: Emit = () => {};

const raise =
  (vector: number): Emit =>
  (s) =>
    s.raise(vector);

/** #UD: what the decoder uses for bytes that are no instruction. */
export const INVALID_ROW = row("", "(bad)", "", raise(VECTOR.invalidOpcode), { ends: true });
/** #GP: an instruction of more than 15 bytes. */
export const TOO_LONG_ROW = row("", "(too long)", "", raise(VECTOR.generalProtection), { ends: true });

/** rcx and rip get the next address here, r11 gets RFLAGS in the machine. */
const syscall: Emit = (s) => {
  const next = s.local(s.nextAddress());
  s.writeAt(GPR + REG.rcx * 8, next);
  s.writeAt(RIP, next);
  s.exit(EXIT.syscall);
};

/** With CR4.TSD set. */
const refuseTime: Handler = (cpu, record) => cpu.raise(record, VECTOR.generalProtection);

const rdtsc: Emit = Object.assign(
  (s: Sem): void => {
    const { code } = s;
    code.block().block();
    code.loadAt(LOAD.f64, TIME_AND_BUDGET).f64(0).op(F64.lt).brIf(0);
    code.loadAt(LOAD.f64, TIME_AND_BUDGET).op(I64.trunc_f64_s);
    const time = s.local(s.budgetHere().op(I64.sub));
    s.writeAt(GPR + REG.rax * 8, s.local(code.get(time).low32()));
    s.writeAt(GPR + REG.rdx * 8, s.local(code.get(time).i64(32).op(I64.shr_u)));
    code.br(1).end();
    s.leave(refuseTime);
    code.end();
  },
  { leaves: "sometimes" as const },
);

function int3(cpu: HandlerCpu, record: number): void {
  cpu.raiseAfter(record, VECTOR.breakpoint);
}

/** std, cld. */
const direction =
  (set: boolean): Emit =>
  (s: Sem) => {
    s.readAt(FLAG_STORED, 4);
    s.code.i64(set ? 0x400 : ~0x400).op(set ? 0x84 : 0x83);
    const flags = s.local(s.code);
    s.writeAt(FLAG_STORED, flags, 4);
  };

/** int n: only the breakpoint and overflow vectors may be used by programs; the error code names the gate. */
function intN(cpu: HandlerCpu, record: number): void {
  const vector = cpu.immediate(record) & 255;
  if (vector === VECTOR.breakpoint || vector === VECTOR.overflow) cpu.raiseAfter(record, vector);
  cpu.raise(record, VECTOR.generalProtection, vector * 8 + 2);
}

const unchecked = "it needs its caller or the kernel";
const protectedRow = (encoding: string, mnemonic: string, operands = "", options = {}): Row =>
  row(encoding, mnemonic, operands, raise(VECTOR.generalProtection), { ends: true, unchecked, ...options });

export const SYSTEM_ROWS: readonly Row[] = [
  INVALID_ROW,
  TOO_LONG_ROW,
  row("90 noB", "nop", "", nothing, { harmless: true }),
  row("F3 90 noB", "pause", "", nothing),
  row("0F 1F /r", "nop", "Ev", nothing, { harmless: true }),
  ...["18", "19", "1A", "1B", "1C", "1D", "1E"].map((opcode) =>
    row(`0F ${opcode} /r`, "nop", "Ev", nothing, { harmless: true }),
  ),
  row("0F 0D /r", "prefetchw", "M", nothing, { harmless: true }),
  row("0F 18 /0", "prefetchnta", "M", nothing, { harmless: true }),
  row("0F 18 /1", "prefetcht0", "M", nothing, { harmless: true }),
  row("0F 18 /2", "prefetcht1", "M", nothing, { harmless: true }),
  row("0F 18 /3", "prefetcht2", "M", nothing, { harmless: true }),
  row("NP 0F AE /5 mod3", "lfence", "", nothing),
  row("NP 0F AE /6 mod3", "mfence", "", nothing),
  row("NP 0F AE /7 mod3", "sfence", "", nothing),
  row("FC", "cld", "", direction(false), { writes: "d" }),
  row("FD", "std", "", direction(true), { writes: "d" }),
  row("0F A2", "cpuid", "", handler(cpuid), { unchecked: "it tells what this processor is" }),
  row("0F 31", "rdtsc", "", rdtsc, { unchecked: "time" }),
  row("0F 05", "syscall", "", syscall, { ends: true, unchecked }),
  row("0F 0B", "ud2", "", raise(VECTOR.invalidOpcode), { ends: true, unchecked }),
  row("0F B9 /r", "ud1", "Gv Ev", raise(VECTOR.invalidOpcode), { ends: true, harmless: true, unchecked }),
  row("0F FF /r", "ud0", "Gv Ev", raise(VECTOR.invalidOpcode), { ends: true, harmless: true, unchecked }),
  row("CC", "int3", "", handler(int3), { ends: true, unchecked }),
  row("CD", "int", "Ib", handler(intN), { ends: true, unchecked }),
  row(
    "F1",
    "int1",
    "",
    handler((cpu, record) => cpu.raiseAfter(record, VECTOR.debug)),
    { ends: true, unchecked },
  ),
  protectedRow("F4", "hlt"),
  protectedRow("FA", "cli"),
  protectedRow("FB", "sti"),
  protectedRow("E4", "in", "Ab Ib"),
  protectedRow("E5", "in", "Av Ib"),
  protectedRow("E6", "out", "Ib Ab"),
  protectedRow("E7", "out", "Ib Av"),
  protectedRow("EC", "in", "Ab Dw"),
  protectedRow("ED", "in", "Av Dw"),
  protectedRow("EE", "out", "Dw Ab"),
  protectedRow("EF", "out", "Dw Av"),
  protectedRow("6C", "ins", ""),
  protectedRow("6D", "ins", ""),
  protectedRow("6E", "outs", ""),
  protectedRow("6F", "outs", ""),
  protectedRow("0F 06", "clts"),
  protectedRow("0F 07", "sysret"),
  protectedRow("0F 00 /0", "sldt", "Ew", { harmless: true }),
  protectedRow("0F 00 /1", "str", "Ew", { harmless: true }),
  protectedRow("0F 00 /2", "lldt", "Ew", { harmless: true }),
  protectedRow("0F 00 /3", "ltr", "Ew", { harmless: true }),
  protectedRow("0F 01 /0", "sgdt", "M", { harmless: true }),
  protectedRow("0F 01 /1", "sidt", "M", { harmless: true }),
  protectedRow("0F 01 /2", "lgdt", "M", { harmless: true }),
  protectedRow("0F 01 /3", "lidt", "M", { harmless: true }),
  protectedRow("0F 01 /4", "smsw", "Ew", { harmless: true }),
  protectedRow("0F 01 /6", "lmsw", "Ew", { harmless: true }),
  protectedRow("0F 01 /7", "invlpg", "M", { harmless: true }),
  protectedRow("0F 01 F8", "swapgs"),
  protectedRow("0F 08", "invd"),
  protectedRow("0F 09", "wbinvd"),
  protectedRow("0F 20 /r", "mov", "Rq Gq", { harmless: true }),
  protectedRow("0F 21 /r", "mov", "Rq Gq", { harmless: true }),
  protectedRow("0F 22 /r", "mov", "Gq Rq", { harmless: true }),
  protectedRow("0F 23 /r", "mov", "Gq Rq", { harmless: true }),
  protectedRow("0F 30", "wrmsr"),
  protectedRow("0F 32", "rdmsr"),
  protectedRow("0F 33", "rdpmc"),
];
