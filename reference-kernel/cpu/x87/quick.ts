/**
 * How x87 instructions are emitted: as a call of a routine (routines.ts), and where that declines, of the operation in
 * TypeScript.
 */

import { RECORD } from "../emit/record.ts";
import type { Sem } from "../emit/sem.ts";
import type { Handler } from "../handler.ts";
import { BLOCK_BASE, FPU_CONTROL, FPU_DP, FPU_IP, FPU_OPCODE, FPU_STATUS } from "../layout.ts";
import type { Emit, Routine } from "../table/form.ts";
import { SIGNATURE } from "../wasm/module.ts";
import { I32, I64, LOAD, STORE, TYPE } from "../wasm/opcodes.ts";
import { KIND, SLOT } from "./routine.ts";
import { OPERANDS, ORDER, POPS } from "./routine-operands.ts";
import { ROUTINE } from "./routines.ts";
import { STATUS } from "./state.ts";

/** A call of a routine. */
export interface Quick {
  readonly routine: Routine;
  /** Its parameter. */
  readonly what: number;
  /** Where in the parameter the register's number goes. */
  readonly indexAt?: number;
  /** Put into SLOT before. */
  readonly slot?: { readonly signExponent: number; readonly significand: bigint };
  /** Only when the control word says to round to nearest. */
  readonly nearest?: boolean;
  /** FCOMI: the order goes into the flags. */
  readonly toFlags?: boolean;
}

/** A memory operand. `loads`: as it lies there; integers are sign-extended. */
interface Memory {
  readonly bytes: number;
  readonly written: boolean;
}

export function quick(run: Handler, { routine, what, indexAt, slot, nearest, toFlags }: Quick, memory?: Memory): Emit {
  const emit = (s: Sem): void => {
    const { code } = s;
    code.block().block();
    let address = -1;
    let access = -1;
    if (memory !== undefined) {
      // A pending exception comes before a page fault.
      code.loadAt(LOAD.i32_16u, FPU_STATUS).i32(STATUS.summary).op(I32.and).brIf(0);
      address = s.local(s.effectiveAddress());
      code.get(address);
      access = s.translate(memory.bytes, memory.written);
      if (!memory.written) toSlot(s, access, memory.bytes, what);
    }
    if (nearest) code.loadAt(LOAD.i32_16u, FPU_CONTROL).i32(0xc00).op(I32.and).brIf(0);
    if (slot !== undefined) {
      code.i32(0).i64(slot.significand).store(STORE.i64, SLOT);
      code
        .i32(0)
        .i32(slot.signExponent)
        .store(STORE.i32_16, SLOT + 8);
    }
    if (indexAt === undefined) code.i32(what);
    else {
      s.field(LOAD.i64, RECORD.immediate).op(I32.wrap_i64).i32(7).op(I32.and);
      if (indexAt > 0) code.i32(indexAt).op(I32.shl);
      if (what !== 0) code.i32(what).op(I32.or);
    }
    code.i32(routine.index).callIndirect(SIGNATURE.handler);
    const answer = s.keep(TYPE.i32);
    code.get(answer).op(I32.eqz).brIf(0);
    if (toFlags && !s.flagsDead) {
      const is = (order: number): number =>
        s.local(code.get(answer).i32(order).op(I32.and).i32(0).op(I32.ne).op(I64.extend_i32_u));
      const equal = is(ORDER.equal);
      s.setOrder(equal, is(ORDER.less));
    }
    if (memory?.written) fromSlot(s, access, memory.bytes);
    setPointers(s, address);
    code.br(1).end();
    s.leave(run);
    code.end();
  };
  return Object.assign(emit, { leaves: "sometimes" as const, routine });
}

function toSlot(s: Sem, access: number, bytes: number, what: number): void {
  const { code } = s;
  code.i32(0).get(access);
  const isInteger = bytes === 2 || ((what >> OPERANDS.kind) & 3) === KIND.i64 || what === KIND.i64;
  const load = bytes >= 8 ? LOAD.i64 : bytes === 2 ? LOAD.i64_16s : isInteger ? LOAD.i64_32s : LOAD.i64_32u;
  code.load(load).store(STORE.i64, SLOT);
  if (bytes !== 10) return;
  code.i32(0).get(access).load(LOAD.i32_16u, 8);
  code.store(STORE.i32_16, SLOT + 8);
}

function fromSlot(s: Sem, access: number, bytes: number): void {
  const { code } = s;
  const store = bytes >= 8 ? STORE.i64 : bytes === 4 ? STORE.i64_32 : STORE.i64_16;
  code.get(access).loadAt(LOAD.i64, SLOT).store(store);
  if (bytes === 10) {
    code
      .get(access)
      .loadAt(LOAD.i32_16u, SLOT + 8)
      .store(STORE.i32_16, 8);
  }
  s.commit();
}

/** The last instruction's address, and that of its memory operand (i64 local, -1: none). */
function setPointers(s: Sem, address: number): void {
  const { code } = s;
  code.i32(0);
  s.readAt(BLOCK_BASE);
  s.field(LOAD.i64_16u, RECORD.offset).op(I64.add).store(STORE.i64, FPU_IP);
  code.i32(0);
  if (address < 0) code.i64(0);
  else code.get(address);
  code.store(STORE.i64, FPU_DP);
  code.i32(0).i32(0).store(STORE.i32_16, FPU_OPCODE);
}

// ---- instructions -----------------------------------------------------------------------------------------------------

/** What add, multiply and divide are told of the six operations. */
const ARITHMETIC = {
  add: { routine: ROUTINE.add, what: 0 },
  sub: { routine: ROUTINE.add, what: OPERANDS.flipOther },
  subr: { routine: ROUTINE.add, what: OPERANDS.flipFirst },
  mul: { routine: ROUTINE.multiply, what: 0 },
  div: { routine: ROUTINE.divide, what: 0 },
  divr: { routine: ROUTINE.divide, what: OPERANDS.reversed },
} as const;
export type Arithmetic = keyof typeof ARITHMETIC;

/** How a memory operand of so many bytes is a number. */
export type Kind = keyof typeof KIND;
const LOADED = { extended: 0, double: 1, single: 2, i64: 3, i32: 3, i16: 3 } as const;
export const BYTES = { extended: 10, double: 8, single: 4, i64: 8, i32: 4, i16: 2 } as const;

const fromMemory = (kind: Kind): number => OPERANDS.fromSlot | (LOADED[kind] << OPERANDS.kind);

/** ST(0) and ST(i), into ST(0). */
export function toTop(name: Arithmetic): Quick {
  const { routine, what } = ARITHMETIC[name];
  return { routine, what, indexAt: OPERANDS.other };
}
/** ST(i) and ST(0), into ST(i). */
export function toIndex(name: Arithmetic, pops: boolean): Quick {
  const { routine, what } = ARITHMETIC[name];
  return { routine, what: what | (pops ? OPERANDS.pops : 0), indexAt: 0 };
}
export function withMemory(name: Arithmetic, kind: Kind): Quick {
  const { routine, what } = ARITHMETIC[name];
  return { routine, what: what | fromMemory(kind) };
}

const popping = (pops: number): number => (pops > 0 ? OPERANDS.pops : 0) | (pops > 1 ? OPERANDS.popsTwice : 0);
export const compareMemory = (kind: Kind, pops: number): Quick => ({
  routine: ROUTINE.compare,
  what: fromMemory(kind) | popping(pops),
});
export function compareRegister(pops: number, toFlags = false): Quick {
  const what = popping(pops) | (toFlags ? OPERANDS.toFlags : 0);
  if (pops > 1) return { routine: ROUTINE.compare, what: what | (1 << OPERANDS.other) };
  return { routine: ROUTINE.compare, what, indexAt: OPERANDS.other, toFlags };
}
export const ftst: Quick = {
  routine: ROUTINE.compare,
  what: OPERANDS.fromSlot,
  slot: { signExponent: 0, significand: 0n },
};

export const load = (kind: Kind): Quick => ({ routine: ROUTINE.push, what: LOADED[kind] });
export const constant = (signExponent: number, significand: bigint): Quick => ({
  routine: ROUTINE.push,
  what: KIND.extended,
  slot: { signExponent, significand },
  nearest: true,
});
export const store = (kind: Kind, pops: boolean): Quick => ({
  routine: ROUTINE.store,
  what: KIND[kind] | (pops ? POPS : 0),
});
export const loadRegister: Quick = { routine: ROUTINE.pushRegister, what: 0, indexAt: 0 };
export const storeRegister = (pops: boolean): Quick => ({
  routine: ROUTINE.storeRegister,
  what: pops ? POPS : 0,
  indexAt: 0,
});
export const exchange: Quick = { routine: ROUTINE.exchange, what: 0, indexAt: 0 };
export const fabs: Quick = { routine: ROUTINE.sign, what: 0x7fff };
export const fchs: Quick = { routine: ROUTINE.sign, what: 0xffff | (0x8000 << 16) };

/** FLDCW, as long as no exception becomes pending. */
export function loadControl(run: Handler): Emit {
  const emit = (s: Sem): void => {
    const { code } = s;
    code.block().block();
    const both = STATUS.summary | STATUS.busy;
    code.loadAt(LOAD.i32_16u, FPU_STATUS).i32(both).op(I32.and).brIf(0);
    const value = s.local(s.read(0).i64(0x1f3f).op(I64.and).i64(0x40).op(I64.or));
    s.readAt(FPU_STATUS, 2).get(value).i64(-1).op(I64.xor).op(I64.and).i64(0x3f).op(I64.and).i64(0).op(I64.ne).brIf(0);
    s.writeAt(FPU_CONTROL, value, 2);
    code.br(1).end();
    s.leave(run);
    code.end();
  };
  return Object.assign(emit, { leaves: "sometimes" as const });
}

/** FNSTCW, FNSTSW: a word of the state. */
export const storeWord =
  (offset: number): Emit =>
  (s) =>
    s.write(0, s.local(s.readAt(offset, 2)));
