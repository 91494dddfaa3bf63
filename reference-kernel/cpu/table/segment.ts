/** Segment registers as 64-bit user mode sees them, and far returns: only Linux's own selectors can be loaded. */

import { EXIT } from "../emit/record.ts";
import type { HandlerCpu } from "../handler.ts";
import { GPR, REG, RIP, SEGMENTS } from "../layout.ts";
import { writeRflags } from "../rflags.ts";
import { VECTOR } from "../vectors.ts";
import { type Emit, handler, type Row, row } from "./form.ts";

/** mov to a data segment register: user mode may load null selectors and Linux's user data segment. */
function movToSegment(cpu: HandlerCpu, record: number): void {
  const selector = cpu.isMemory()
    ? cpu.view.getUint16(cpu.readOperand(record, 2), true)
    : cpu.u16[cpu.second(record) >> 1]!;
  loadSegment(cpu, record, cpu.first(record), selector);
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

const RSP = GPR + REG.rsp * 8;
const HIGH = 4294967296;
/** Linux: __USER_CS with RPL 3; __USER_DS. */
const USER_CODE = 0x33;
const USER_DATA = 0x2b;

/** Reads `count` values of the operand size from the top of the stack. */
function stackValues(cpu: HandlerCpu, record: number, count: number): bigint[] {
  const size = cpu.operandSize();
  const top = cpu.u32[(RSP >> 2) + 1]! * HIGH + cpu.u32[RSP >> 2]!;
  return Array.from({ length: count }, (_, i) => {
    const at = cpu.readAddress(record, top + i * size, size);
    if (size === 8) return cpu.view.getBigUint64(at, true);
    return BigInt(size === 4 ? cpu.view.getUint32(at, true) : cpu.view.getUint16(at, true));
  });
}

function requireSelector(cpu: HandlerCpu, record: number, value: bigint | undefined, selector: number): void {
  const wanted = Number((value ?? 0n) & 0xffffn);
  if (wanted !== selector) cpu.raise(record, VECTOR.generalProtection, wanted & 0xfffc);
}

/** retf, retf n: to the same code segment. */
function farReturn(cpu: HandlerCpu, record: number): void {
  const [rip = 0n, selector] = stackValues(cpu, record, 2);
  requireSelector(cpu, record, selector, USER_CODE);
  cpu.u64[RSP >> 3]! += BigInt(cpu.operandSize() * 2 + (cpu.immediate(record) & 0xffff));
  cpu.u64[RIP >> 3] = rip;
}

/** iret, which in 64-bit mode always takes rsp and ss from the stack as well. */
function interruptReturn(cpu: HandlerCpu, record: number): void {
  const [rip = 0n, code, flags = 0n, rsp = 0n, data] = stackValues(cpu, record, 5);
  requireSelector(cpu, record, code, USER_CODE);
  requireSelector(cpu, record, data, USER_DATA);
  writeRflags(cpu, Number(flags & 0xffffffffn));
  cpu.u64[RSP >> 3] = rsp;
  cpu.u64[RIP >> 3] = rip;
}

function popSegment(offset: number): (cpu: HandlerCpu, record: number) => void {
  return (cpu, record) => {
    const [value = 0n] = stackValues(cpu, record, 1);
    loadSegment(cpu, record, offset, Number(value & 0xffffn));
    cpu.u64[RSP >> 3]! += BigInt(cpu.operandSize());
  };
}

/** The handler has set rip; the machine finds the block. */
const leaveTo =
  (run: (cpu: HandlerCpu, record: number) => void): Emit =>
  (s) => {
    s.leave(run);
    s.exit(EXIT.lookup);
  };

const unchecked = "selectors are the host's";
const stack = { stack: true, faults: true, unchecked };
const far = { ...stack, ends: true };

export const SEGMENT_ROWS: readonly Row[] = [
  row("8C /r", "mov", "=Mw Sw", movFromSegment, { unchecked }),
  row("8C /r", "mov", "=Rv Sw", movFromSegment, { unchecked }),
  row("8E /r", "mov", "=Sw Ew", handler(movToSegment), { unchecked }),
  row("0F A1", "pop fs", "", handler(popSegment(SEGMENT_FS)), { ...stack, size: "q64" }),
  row("0F A9", "pop gs", "", handler(popSegment(SEGMENT_FS + 2)), { ...stack, size: "q64" }),
  row("CB", "retf", "", leaveTo(farReturn), far),
  row("CA", "retf", "Iw", leaveTo(farReturn), far),
  row("CF", "iret|iretd|iretq", "", leaveTo(interruptReturn), far),
];
