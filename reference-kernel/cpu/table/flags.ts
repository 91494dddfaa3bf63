/** Instructions about the flags themselves, and enter. */
import { EXIT } from "../emit/record.ts";
import type { HandlerCpu } from "../handler.ts";
import { FLAG_CARRY, GPR, REG, RIP } from "../layout.ts";
import { FLAG, readRflags, STATUS_FLAGS, writeRflags, writeStatusFlags } from "../rflags.ts";
import { I64 } from "../wasm/opcodes.ts";
import { type Emit, handler, type Row, row, STATUS } from "./form.ts";

const AH = GPR + 1;
const RSP = GPR + REG.rsp * 8;
const RBP = GPR + REG.rbp * 8;
const HIGH = 4294967296;

const setCarry =
  (value: 0 | 1): Emit =>
  (s) => {
    if (!s.flagsDead) s.setCarryOnly(s.local(s.code.i64(value)));
  };

const complement: Emit = (s) => {
  if (s.flagsDead) return;
  s.readAt(FLAG_CARRY);
  s.setCarryOnly(s.local(s.code.i64(63).op(I64.shr_u).i64(1).op(I64.xor)));
};

/** SF ZF AF PF CF: the flags that lahf and sahf know. */
const LOW_FLAGS = STATUS_FLAGS & 0xff;

function lahf(cpu: HandlerCpu): void {
  cpu.u8[AH] = (readRflags(cpu) & LOW_FLAGS) | 2;
}

function sahf(cpu: HandlerCpu): void {
  writeStatusFlags(cpu, (readRflags(cpu) & FLAG.OF) | (cpu.u8[AH]! & LOW_FLAGS));
}

/** A stack pointer as a number; what is not exact faults anyway. */
function stackPointer(cpu: HandlerCpu, offset = RSP): number {
  return cpu.u32[(offset >> 2) + 1]! * HIGH + cpu.u32[offset >> 2]!;
}

function setPointer(cpu: HandlerCpu, offset: number, value: number): void {
  cpu.u32[offset >> 2] = value;
  cpu.u32[(offset >> 2) + 1] = Math.floor(value / HIGH);
}

function store(cpu: HandlerCpu, record: number, address: number, size: number, value: bigint): void {
  const at = cpu.writeAddress(record, address, size);
  if (size === 8) cpu.view.setBigUint64(at, value, true);
  else cpu.view.setUint16(at, Number(value & 0xffffn), true);
  cpu.commit();
}

function load(cpu: HandlerCpu, record: number, address: number, size: number): bigint {
  const at = cpu.readAddress(record, address, size);
  return size === 8 ? cpu.view.getBigUint64(at, true) : BigInt(cpu.view.getUint16(at, true));
}

function pushf(cpu: HandlerCpu, record: number): void {
  const size = cpu.operandSize();
  const top = stackPointer(cpu) - size;
  store(cpu, record, top, size, BigInt(readRflags(cpu)));
  setPointer(cpu, RSP, top);
}

/** User mode changes no IF and no IOPL; the 16-bit form leaves the upper half. */
function popf(cpu: HandlerCpu, record: number): void {
  const size = cpu.operandSize();
  const top = stackPointer(cpu);
  const value = Number(load(cpu, record, top, size) & 0xffffffffn);
  setPointer(cpu, RSP, top + size);
  const upper = size === 2 ? readRflags(cpu) & 0xffff0000 : 0;
  writeRflags(cpu, (size === 2 ? value & 0xffff : value) | upper);
}

/** enter size, level: a stack frame, with the enclosing frames' pointers for level > 0. */
function enter(cpu: HandlerCpu, record: number): void {
  const size = cpu.operandSize();
  const bytes = cpu.immediate(record) & 0xffff;
  const level = cpu.immediateHigh(record) & 31;
  const rbp = stackPointer(cpu, RBP);
  let top = stackPointer(cpu) - size;
  store(cpu, record, top, size, cpu.u64[RBP >> 3]!);
  const frame = top;
  for (let i = 1; i <= level; i++) {
    const pointer = i < level ? load(cpu, record, rbp - i * size, size) : BigInt(frame);
    top -= size;
    store(cpu, record, top, size, pointer);
  }
  // The new top of the stack is checked for writing before anything changes.
  top -= bytes;
  cpu.writeAddress(record, top, size);
  setPointer(cpu, RSP, top);
  if (size === 8) setPointer(cpu, RBP, frame);
  else cpu.u16[RBP >> 1] = frame & 0xffff;
}

/** It may have set TF, which the machine sees to between blocks. */
const popfAndLeave: Emit = (s) => {
  s.leave(popf);
  s.writeAt(RIP, s.local(s.nextAddress()));
  s.exit(EXIT.lookup);
};

const stack = { size: "q64", stack: true } as const;

export const FLAG_ROWS: readonly Row[] = [
  row("F8", "clc", "", setCarry(0), { writes: "c" }),
  row("F9", "stc", "", setCarry(1), { writes: "c" }),
  row("F5", "cmc", "", complement, { reads: "c", writes: "c" }),
  row("9F", "lahf", "", handler(lahf), { reads: "szapc" }),
  row("9E", "sahf", "", handler(sahf), { writes: "szapc" }),
  row("9C", "pushf", "", handler(pushf), { ...stack, reads: STATUS, recipe: "stack" }),
  row("9D", "popf", "", popfAndLeave, { ...stack, writes: STATUS, recipe: "popf", ends: true }),
  row("C8", "enter", "Iw Ib", handler(enter), { ...stack, recipe: "enter" }),
];
