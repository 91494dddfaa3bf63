/** Instructions that talk to the processor itself: cpuid, rdtsc, syscall, traps, fences, hints, and what user mode may not do. */
import { EXIT } from "../emit/record.ts";
import type { Sem } from "../emit/sem.ts";
import type { HandlerCpu } from "../handler.ts";
import { FLAG_STORED, GPR, REG, RIP, SEGMENTS } from "../layout.ts";
import { VECTOR } from "../vectors.ts";
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

function rdtsc(cpu: HandlerCpu, record: number): void {
  const time = BigInt.asUintN(64, cpu.timestamp(record));
  cpu.u64[(GPR >> 3) + REG.rax] = time & 0xffffffffn;
  cpu.u64[(GPR >> 3) + REG.rdx] = time >> 32n;
}

function int3(cpu: HandlerCpu, record: number): void {
  cpu.raiseAfter(record, VECTOR.breakpoint);
}

/** mov to a data segment register: user mode may load null selectors and Linux's user data segment. */
function movToSegment(cpu: HandlerCpu, record: number): void {
  const selector = cpu.isMemory()
    ? cpu.view.getUint16(cpu.readOperand(record, 2), true)
    : cpu.u16[cpu.second(record) >> 1]!;
  const segment = cpu.isMemory() ? cpu.first(record) : cpu.first(record);
  loadSegment(cpu, record, segment, selector);
}

const SEGMENT_CS = SEGMENTS + 2;
const SEGMENT_SS = SEGMENTS + 4;
const SEGMENT_FS = SEGMENTS + 8;
/** Linux: __USER_DS, __USER_CS, __USER32_CS with RPL 3. */
const USER_SELECTORS: readonly number[] = [0x2b, 0x33, 0x23];

function loadSegment(cpu: HandlerCpu, record: number, segment: number, selector: number): void {
  if (segment === SEGMENT_CS || segment >= SEGMENTS + 12) cpu.raise(record, VECTOR.invalidOpcode);
  if (selector < 4) {
    // The null selector, with any RPL; the stack segment may not be null in user mode.
    if (segment === SEGMENT_SS) cpu.raise(record, VECTOR.generalProtection);
  } else if (segment === SEGMENT_SS ? selector !== 0x2b : !USER_SELECTORS.includes(selector)) {
    cpu.raise(record, VECTOR.generalProtection, selector & 0xfffc);
  }
  cpu.u16[segment >> 1] = selector;
  // Loading fs or gs replaces its base by the descriptor's, which is 0.
  if (segment >= SEGMENT_FS) cpu.clearSegmentBase(segment === SEGMENT_FS ? 0 : 1);
}

/** mov from a segment register: zero-extended to a register's operand size, two bytes in memory. */
const movFromSegment: Emit = (s) => {
  const selector = s.local(s.read(1));
  s.write(0, selector);
};

/** std, cld. */
const direction =
  (set: boolean): Emit =>
  (s: Sem) => {
    s.readAt(FLAG_STORED, 4);
    s.code.i64(set ? 0x400 : ~0x400).op(set ? 0x84 : 0x83);
    const flags = s.local(s.code);
    s.writeAt(FLAG_STORED, flags, 4);
  };

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
  row("0F 31", "rdtsc", "", handler(rdtsc), { unchecked: "time" }),
  row("0F 05", "syscall", "", syscall, { ends: true, unchecked }),
  row("0F 0B", "ud2", "", raise(VECTOR.invalidOpcode), { ends: true, unchecked }),
  row("0F B9 /r", "ud1", "Gv Ev", raise(VECTOR.invalidOpcode), { ends: true, harmless: true, unchecked }),
  row("0F FF /r", "ud0", "Gv Ev", raise(VECTOR.invalidOpcode), { ends: true, harmless: true, unchecked }),
  row("CC", "int3", "", handler(int3), { ends: true, unchecked }),
  protectedRow("CD", "int", "Ib"),
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
  protectedRow("0F 08", "invd"),
  protectedRow("0F 09", "wbinvd"),
  protectedRow("0F 20 /r", "mov", "Rq Gq", { harmless: true }),
  protectedRow("0F 21 /r", "mov", "Rq Gq", { harmless: true }),
  protectedRow("0F 22 /r", "mov", "Gq Rq", { harmless: true }),
  protectedRow("0F 23 /r", "mov", "Gq Rq", { harmless: true }),
  protectedRow("0F 30", "wrmsr"),
  protectedRow("0F 32", "rdmsr"),
  protectedRow("0F 33", "rdpmc"),
  row("8C /r", "mov", "=Ev Sw", movFromSegment, { unchecked }),
  row("8E /r", "mov", "=Sw Ew", handler(movToSegment), { unchecked }),
];
