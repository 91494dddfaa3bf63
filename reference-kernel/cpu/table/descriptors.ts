/** LAR, LSL, VERR, VERW: what user mode may know of the descriptors that Linux has made, with any requested privilege. */
import type { HandlerCpu } from "../handler.ts";
import { FLAG, readRflags, writeStatusFlags } from "../rflags.ts";
import { handler, type Row, row } from "./form.ts";

interface Descriptor {
  /** As LAR shows them: the second doubleword of the descriptor without its bases. */
  readonly rights: number;
  /** In bytes, less one. */
  readonly limit: number;
  readonly writable: boolean;
}

/** Linux's descriptors that user mode sees (arch/x86/include/asm/segment.h), by selector without the privilege. */
const DESCRIPTORS = new Map<number, Descriptor>([
  // __USER32_CS, __USER_DS, __USER_CS
  [0x20, { rights: 0xcffb00, limit: 0xffffffff, writable: false }],
  [0x28, { rights: 0xcff300, limit: 0xffffffff, writable: true }],
  [0x30, { rights: 0xaffb00, limit: 0xffffffff, writable: false }],
  // __CPUNODE_SEG: its limit says on which processor it is loaded, which is the first.
  [0x78, { rights: 0x40f500, limit: 0, writable: false }],
]);

function found(cpu: HandlerCpu, record: number, register: number): Descriptor | undefined {
  const selector = cpu.isMemory() ? cpu.view.getUint16(cpu.readOperand(record, 2), true) : cpu.u16[register >> 1]!;
  return DESCRIPTORS.get(selector & ~3);
}

function setZero(cpu: HandlerCpu, zero: boolean): void {
  writeStatusFlags(cpu, (readRflags(cpu) & ~FLAG.ZF) | (zero ? FLAG.ZF : 0));
}

/** Loads a field into the first operand, or leaves it as it is. */
const load = (field: "rights" | "limit") =>
  handler((cpu, record) => {
    const descriptor = found(cpu, record, cpu.second(record));
    setZero(cpu, descriptor !== undefined);
    if (descriptor === undefined) return;
    const register = cpu.first(record);
    if (cpu.operandSize() === 2) cpu.u16[register >> 1] = descriptor[field];
    else cpu.u64[register >> 3] = BigInt(descriptor[field]);
  });

const verify = (toWrite: boolean) =>
  handler((cpu, record) => {
    const descriptor = found(cpu, record, cpu.first(record));
    setZero(cpu, descriptor !== undefined && (descriptor.writable || !toWrite));
  });

const options = { writes: "z", faults: true, unchecked: "descriptors are the host's" };

export const DESCRIPTOR_ROWS: readonly Row[] = [
  row("0F 02 /r", "lar", "+Gv Ew", load("rights"), options),
  row("0F 03 /r", "lsl", "+Gv Ew", load("limit"), options),
  row("0F 00 /4", "verr", "Ew", verify(false), options),
  row("0F 00 /5", "verw", "Ew", verify(true), options),
];
