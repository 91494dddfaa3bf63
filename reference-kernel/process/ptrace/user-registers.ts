/** The registers of a traced thread as struct user_regs_struct shows them, and the rules of setting them (getreg, putreg). */
import { EIO } from "../../abi/errors.ts";
import { USER_REGISTERS_SIZE, type UserRegister, userRegisters } from "../../abi/ptrace.ts";
import { FS_BASE, GS_BASE, REG, RIP, SEGMENTS } from "../../cpu/layout.ts";
import { FLAG } from "../../cpu/rflags.ts";
import { TASK_SIZE } from "../../memory/user-memory.ts";
import type { Task } from "../task.ts";
import type { Tracee } from "./tracee.ts";

const USER_CS = 0x33n;
const USER_SS = 0x2bn;
const RF = 1 << 16;
/** Flags that a tracer may set (FLAG_MASK). */
const SETTABLE = FLAG.CF | FLAG.PF | FLAG.AF | FLAG.ZF | FLAG.SF | FLAG.TF | FLAG.DF | FLAG.OF | FLAG.NT | FLAG.AC | RF;

/** Where selectors stand in the machine: es cs ss ds fs gs, two bytes each. */
const selectors: Partial<Record<UserRegister, number>> = { es: 0, ds: 3, fs: 4, gs: 5 };

const slot64 = (task: Task, at: number): bigint => {
  const bytes = task.registers.bytes();
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true);
};

export const readUserRegister = (task: Task, tracee: Tracee, name: UserRegister): bigint => {
  const { registers } = task;
  switch (name) {
    case "orig_rax":
      return BigInt.asUintN(64, tracee.originalCall);
    case "rip":
      return slot64(task, RIP);
    case "eflags":
      return BigInt((registers.rflags & (tracee.isTrapForced ? ~FLAG.TF : -1)) | (task.debug?.resumes ? RF : 0));
    case "cs":
      return USER_CS;
    case "ss":
      return USER_SS;
    case "fs_base":
      return slot64(task, FS_BASE);
    case "gs_base":
      return slot64(task, GS_BASE);
    case "ds":
    case "es":
    case "fs":
    case "gs": {
      const bytes = registers.bytes();
      const at = SEGMENTS + 2 * (selectors[name] ?? 0);
      return BigInt(bytes[at]! | (bytes[at + 1]! << 8));
    }
    default:
      return registers.big(REG[name]);
  }
};

/** EIO for selectors of another ring and bases outside of user memory. */
export const writeUserRegister = (task: Task, tracee: Tracee, name: UserRegister, value: bigint): void => {
  const { registers } = task;
  switch (name) {
    case "orig_rax":
      tracee.originalCall = BigInt.asIntN(64, value);
      return;
    case "rip":
      writeSlot(task, RIP, value);
      return;
    case "eflags":
      writeFlags(task, tracee, Number(value & 0xffff_ffffn));
      return;
    case "cs":
    case "ss":
      if ((value & 0xffffn) === 0n) throw EIO;
      checkSelector(value);
      return;
    case "ds":
    case "es":
    case "fs":
    case "gs": {
      checkSelector(value);
      const bytes = registers.bytes();
      const at = SEGMENTS + 2 * (selectors[name] ?? 0);
      bytes[at] = Number(value & 0xffn);
      bytes[at + 1] = Number((value >> 8n) & 0xffn);
      return;
    }
    case "fs_base":
    case "gs_base":
      if (value >= BigInt(TASK_SIZE)) throw EIO;
      writeSlot(task, name === "fs_base" ? FS_BASE : GS_BASE, value);
      return;
    default:
      registers.setBig(REG[name], value);
  }
};

const writeSlot = (task: Task, at: number, value: bigint): void => {
  const bytes = task.registers.bytes();
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(at, value, true);
};

/** A trap flag that the tracer names is the program's from then on. */
const writeFlags = (task: Task, tracee: Tracee, value: number): void => {
  let flags = (task.registers.rflags & ~SETTABLE) | (value & SETTABLE);
  if ((flags & FLAG.TF) !== 0) tracee.isTrapForced = false;
  else if (tracee.isTrapForced) flags |= FLAG.TF;
  task.registers.rflags = flags;
};

/** invalid_selector: not null, and not of user mode. */
const checkSelector = (value: bigint): void => {
  if ((value & 0xffffn) !== 0n && (value & 3n) !== 3n) throw EIO;
};

/** All of them, as GETREGS and NT_PRSTATUS have them. */
export const userRegisterBytes = (task: Task, tracee: Tracee): Uint8Array => {
  const view = new DataView(new ArrayBuffer(USER_REGISTERS_SIZE));
  userRegisters.forEach((name, index) => {
    view.setBigUint64(index * 8, readUserRegister(task, tracee, name), true);
  });
  return new Uint8Array(view.buffer);
};

/** As many as `bytes` holds, in order; EIO at the first that cannot be set. */
export const setUserRegisters = (task: Task, tracee: Tracee, bytes: Uint8Array): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let index = 0; index * 8 + 8 <= bytes.length; index++) {
    writeUserRegister(task, tracee, userRegisters[index] as UserRegister, view.getBigUint64(index * 8, true));
  }
};
