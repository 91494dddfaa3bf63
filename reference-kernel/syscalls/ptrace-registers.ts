/** Requests of ptrace(2) for registers: whole sets, and words of struct user (arch/x86/kernel/ptrace.c, regset.c). */
import { EINVAL, EIO, ENODEV, EPERM } from "../abi/errors.ts";
import {
  NT_PRFPREG,
  NT_PRSTATUS,
  NT_X86_XSTATE,
  PTRACE,
  USER_DEBUG_REGISTERS,
  USER_DEBUG_REGISTERS_END,
  USER_REGISTERS_SIZE,
  USER_SIZE,
  type UserRegister,
  userRegisters,
} from "../abi/ptrace.ts";
import { u64, ulong } from "../abi/struct.ts";
import { loadFxsave, saveFxsave } from "../cpu/fxsave.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { DebugRegisters } from "../process/ptrace/debug-registers.ts";
import type { Tracee } from "../process/ptrace/tracee.ts";
import {
  readUserRegister,
  setUserRegisters,
  userRegisterBytes,
  writeUserRegister,
} from "../process/ptrace/user-registers.ts";
import type { PtraceRequest } from "./ptrace-request.ts";

const FXSAVE_SIZE = 512;

interface RegisterSet {
  readonly size: number;
  /** Lengths are multiples of it. */
  readonly unit: number;
  readonly read: (tracee: Tracee) => Uint8Array;
  readonly write: (tracee: Tracee, bytes: Uint8Array) => void;
}

const general: RegisterSet = {
  size: USER_REGISTERS_SIZE,
  unit: 8,
  read: (tracee) => userRegisterBytes(tracee.task, tracee),
  write: (tracee, bytes) => setUserRegisters(tracee.task, tracee, bytes),
};

const floating: RegisterSet = {
  size: FXSAVE_SIZE,
  unit: 8,
  read: ({ task }) => {
    const words = new Uint32Array(FXSAVE_SIZE / 4);
    saveFxsave(task.registers.raw.u32, words, 0);
    return new Uint8Array(words.buffer);
  },
  write: ({ task }, bytes) => {
    // No parts of it (xfpregs_set).
    if (bytes.length < FXSAVE_SIZE) throw EINVAL;
    const words = new Uint32Array(bytes.slice().buffer);
    if (!loadFxsave(task.registers.raw.u32, words, 0)) throw EINVAL;
  },
};

const setOf = (type: number): RegisterSet => {
  if (type === NT_PRSTATUS) return general;
  if (type === NT_PRFPREG) return floating;
  // The processor has no XSAVE.
  if (type === NT_X86_XSTATE) throw ENODEV;
  throw EINVAL;
};

const getAll =
  (set: RegisterSet): PtraceRequest =>
  (task, tracee, _address, data) => {
    task.memory.writeBytes(Number(data), set.read(tracee));
    return 0;
  };

const setAll =
  (set: RegisterSet): PtraceRequest =>
  (task, tracee, _address, data) => {
    set.write(tracee, task.memory.readBytes(Number(data), set.size));
    return 0;
  };

/** `data` is an iovec, whose length says afterwards how much there was; `address` the kind of set. */
const getSet: PtraceRequest = (task, tracee, address, data) => {
  const at = Number(data);
  const base = task.memory.read(ulong, at);
  const wanted = task.memory.read(ulong, at + 8);
  const set = setOf(address);
  if (wanted % set.unit !== 0) throw EINVAL;
  const length = Math.min(wanted, set.size);
  task.memory.writeBytes(base, set.read(tracee).subarray(0, length));
  task.memory.write(ulong, at + 8, length);
  return 0;
};

const setSet: PtraceRequest = (task, tracee, address, data) => {
  const at = Number(data);
  const base = task.memory.read(ulong, at);
  const given = task.memory.read(ulong, at + 8);
  const set = setOf(address);
  if (given % set.unit !== 0) throw EINVAL;
  const length = Math.min(given, set.size);
  set.write(tracee, task.memory.readBytes(base, length));
  task.memory.write(ulong, at + 8, length);
  return 0;
};

const registerAt = (address: number): UserRegister | null =>
  address < USER_REGISTERS_SIZE ? (userRegisters[address / 8] ?? null) : null;

const isDebugRegister = (address: number): boolean =>
  address >= USER_DEBUG_REGISTERS && address < USER_DEBUG_REGISTERS_END;

/** What is kept for core dumps reads as 0. */
const peekOther = ({ task }: Tracee, address: number): bigint =>
  isDebugRegister(address) ? (task.debug ?? new DebugRegisters()).read((address - USER_DEBUG_REGISTERS) / 8) : 0n;

const peekUser: PtraceRequest = (task, tracee, address, data) => {
  if (address % 8 !== 0 || address >= USER_SIZE) throw EIO;
  const name = registerAt(address);
  const value = name === null ? peekOther(tracee, address) : readUserRegister(tracee.task, tracee, name);
  task.memory.write(u64, Number(data), value);
  return 0;
};

const pokeUser: PtraceRequest = (task, tracee, address, data) => {
  if (address % 8 !== 0 || address >= USER_SIZE) throw EIO;
  const name = registerAt(address);
  if (name !== null) writeUserRegister(tracee.task, tracee, name, data);
  else if (!isDebugRegister(address)) throw EIO;
  else {
    tracee.task.debug ??= new DebugRegisters();
    tracee.task.debug.write((address - USER_DEBUG_REGISTERS) / 8, data);
    if (tracee.task.debug.missesReads) task.system.unsupported.add("ptrace(PTRACE_POKEUSER): traps of reads");
  }
  return 0;
};

const ARCH_SET_GS = 0x1001n;
const ARCH_SET_FS = 0x1002n;
const ARCH_GET_FS = 0x1003n;
const ARCH_GET_GS = 0x1004n;

/** arch_prctl(2) for the tracee; what is asked for goes to the tracer. */
const archPrctl: PtraceRequest = (task, { task: { registers } }, address, data) => {
  switch (data) {
    case ARCH_SET_FS:
    case ARCH_SET_GS:
      if (address >= TASK_SIZE) throw EPERM;
      if (data === ARCH_SET_FS) registers.fsBase = address;
      else registers.gsBase = address;
      return 0;
    case ARCH_GET_FS:
    case ARCH_GET_GS:
      task.memory.write(ulong, address, data === ARCH_GET_FS ? registers.fsBase : registers.gsBase);
      return 0;
    default:
      throw EINVAL;
  }
};

export const registerRequests: Readonly<Record<number, PtraceRequest>> = {
  [PTRACE.GETREGS]: getAll(general),
  [PTRACE.SETREGS]: setAll(general),
  [PTRACE.GETFPREGS]: getAll(floating),
  [PTRACE.SETFPREGS]: setAll(floating),
  [PTRACE.GETREGSET]: getSet,
  [PTRACE.SETREGSET]: setSet,
  [PTRACE.PEEKUSER]: peekUser,
  [PTRACE.POKEUSER]: pokeUser,
  [PTRACE.ARCH_PRCTL]: archPrctl,
};
