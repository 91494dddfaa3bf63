/** Single bits (bt bts btr btc, bsf bsr), and what programs synchronise with: xadd, cmpxchg, cmpxchg8b/16b. */
import type { Sem } from "../emit/sem.ts";
import type { HandlerCpu } from "../handler.ts";
import { FLAG_CARRY, FLAG_EXTRA, GPR, REG } from "../layout.ts";
import { FLAG, readRflags, writeStatusFlags } from "../rflags.ts";
import { VECTOR } from "../vectors.ts";
import { I64, STORE } from "../wasm/opcodes.ts";
import { type Emit, handler, type Row, row, STATUS } from "./form.ts";
import { writeFixed } from "./mov.ts";

const RAX = GPR + REG.rax * 8;

/** How the bit changes; `mask` is a local with that one bit set. */
type Change = ((s: Sem, value: number, mask: number) => void) | null;

const CHANGES: Record<string, Change> = {
  bt: null,
  bts: (s, value, mask) => void s.code.get(value).get(mask).op(I64.or),
  btr: (s, value, mask) => void s.code.get(value).get(mask).i64(-1).op(I64.xor).op(I64.and),
  btc: (s, value, mask) => void s.code.get(value).get(mask).op(I64.xor),
};

/**
 * CF becomes the bit. With memory and a register as offset, the offset is signed and reaches beyond the operand: the
 * word that holds the bit is accessed.
 */
const bit =
  (change: Change, byRegister: boolean): Emit =>
  (s) => {
    const { code } = s;
    const bits = s.size * 8;
    const far = byRegister && s.operand(0).kind === "memory";
    let value: number;
    let access = -1;
    const index = s.local(far ? s.readSigned(1) : s.read(1));
    if (far) {
      const shift = Math.log2(bits);
      const distance = s.local(code.get(index).i64(shift).op(I64.shr_s).i64(Math.log2(s.size)).op(I64.shl));
      s.effectiveAddress(true, distance);
      access = s.translate(s.size, change !== null);
      code.get(access);
      value = s.local(s.loadTranslated(s.size));
    } else value = s.local(s.read(0));
    const position = s.local(
      code
        .get(index)
        .i64(bits - 1)
        .op(I64.and),
    );
    const carry = s.local(code.get(value).get(position).op(I64.shr_u));
    if (change !== null) {
      const mask = s.local(code.i64(1).get(position).op(I64.shl));
      change(s, value, mask);
      const result = s.local(code);
      if (far) s.storeTranslated(access, s.size, result);
      else s.write(0, result);
    }
    if (!s.flagsDead) s.setCarryOnly(carry);
  };

/** bsf, bsr: a source of zero leaves the destination as it is (as processors do) and sets ZF. */
const scan =
  (reverse: boolean): Emit =>
  (s) => {
    const { code } = s;
    const source = s.local(s.read(1));
    code.get(source).i64(0).op(I64.ne).if();
    if (reverse) code.i64(63).get(source).op(I64.clz).op(I64.sub);
    else code.get(source).op(I64.ctz);
    const result = s.local(code);
    s.write(0, result);
    code.end();
    s.setResult(source);
    code.i32(0).i64(0).store(STORE.i64, FLAG_CARRY);
    code.i32(0).i64(0).store(STORE.i64, FLAG_EXTRA);
  };

const xadd: Emit = (s) => {
  const a = s.local(s.read(0));
  const b = s.local(s.read(1));
  const sum = s.local(s.code.get(a).get(b).op(I64.add));
  s.write(1, a);
  s.write(0, sum);
  s.flagsAdd(a, b, sum);
};

/** When the comparison fails memory is written with its old value; a register is left alone (seen on a processor). */
const cmpxchg: Emit = (s) => {
  const { code } = s;
  const old = s.local(s.read(0));
  const replacement = s.local(s.read(1));
  const accumulator = s.local(s.readAt(RAX, s.size));
  const difference = s.local(code.get(accumulator).get(old).op(I64.sub));
  code.get(accumulator).get(old).op(I64.eq).if();
  s.write(0, replacement);
  code.else();
  if (s.operand(0).kind === "memory") s.write(0, old);
  writeFixed(s, RAX, old);
  code.end();
  s.flagsSubtract(accumulator, old, difference);
};

const at = (register: number, bytes: number): number => (GPR + register * 8) / bytes;

function setZero(cpu: HandlerCpu, zero: boolean): void {
  writeStatusFlags(cpu, (readRflags(cpu) & ~FLAG.ZF) | (zero ? FLAG.ZF : 0));
}

function cmpxchg8b(cpu: HandlerCpu, record: number): void {
  const place = cpu.writeOperand(record, 8);
  const { u32, view } = cpu;
  const low = view.getUint32(place, true);
  const high = view.getUint32(place + 4, true);
  const equal = low === u32[at(REG.rax, 4)] && high === u32[at(REG.rdx, 4)];
  if (equal) {
    view.setUint32(place, u32[at(REG.rbx, 4)]!, true);
    view.setUint32(place + 4, u32[at(REG.rcx, 4)]!, true);
  } else {
    cpu.u64[at(REG.rax, 8)] = BigInt(low);
    cpu.u64[at(REG.rdx, 8)] = BigInt(high);
  }
  cpu.commit();
  setZero(cpu, equal);
}

function cmpxchg16b(cpu: HandlerCpu, record: number): void {
  if (cpu.effectiveAddress() % 16 !== 0) cpu.raise(record, VECTOR.generalProtection);
  const place = cpu.writeOperand(record, 16);
  const { u64, view } = cpu;
  const low = view.getBigUint64(place, true);
  const high = view.getBigUint64(place + 8, true);
  const equal = low === u64[at(REG.rax, 8)] && high === u64[at(REG.rdx, 8)];
  if (equal) {
    view.setBigUint64(place, u64[at(REG.rbx, 8)]!, true);
    view.setBigUint64(place + 8, u64[at(REG.rcx, 8)]!, true);
  } else {
    u64[at(REG.rax, 8)] = low;
    u64[at(REG.rdx, 8)] = high;
  }
  cpu.commit();
  setZero(cpu, equal);
}

const GROUP = ["bt", "bts", "btr", "btc"] as const;
const FLAGS = { writes: "c", undefined: "osap" };

export const BIT_ROWS: readonly Row[] = [
  ...GROUP.flatMap((name, i) => {
    const change = CHANGES[name] ?? null;
    const use = change === null ? "" : "+";
    const options = change === null ? FLAGS : { ...FLAGS, lock: true };
    const opcode = (0xa3 + i * 8).toString(16).toUpperCase();
    return [
      row(`0F ${opcode} /r`, name, `${use}Ev Gv`, bit(change, true), { ...options, recipe: "bit-offset" }),
      row(`0F BA /${4 + i}`, name, `${use}Ev Ib`, bit(change, false), options),
    ];
  }),
  row("0F BC /r", "bsf", "+Gv Ev", scan(false), { writes: "z", undefined: "osapc" }),
  row("0F BD /r", "bsr", "+Gv Ev", scan(true), { writes: "z", undefined: "osapc" }),
  row("0F C0 /r", "xadd", "+Eb +Gb", xadd, { size: "b", writes: STATUS, lock: true }),
  row("0F C1 /r", "xadd", "+Ev +Gv", xadd, { writes: STATUS, lock: true }),
  row("0F B0 /r", "cmpxchg", "+Eb Gb", cmpxchg, { size: "b", writes: STATUS, lock: true, recipe: "cmpxchg" }),
  row("0F B1 /r", "cmpxchg", "+Ev Gv", cmpxchg, { writes: STATUS, lock: true, recipe: "cmpxchg" }),
  row("0F C7 /1 W0", "cmpxchg8b", "+M8", handler(cmpxchg8b), { writes: "z", lock: true, recipe: "cmpxchg" }),
  row("0F C7 /1 W1", "cmpxchg16b", "+M16", handler(cmpxchg16b), {
    writes: "z",
    lock: true,
    recipe: "cmpxchg",
    aligned: true,
  }),
];
