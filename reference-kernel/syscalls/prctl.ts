/** prctl(2) and arch_prctl(2): what a process sets of itself. */
import { EFAULT, EINVAL, EPERM } from "../abi/errors.ts";
import { NSIG } from "../abi/signal.ts";
import { i32, ulong } from "../abi/struct.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import type { Task } from "../process/task.ts";
import { int, oneOf, pointer, size } from "./arguments.ts";
import { call } from "./define.ts";
import { behaviourOptions } from "./prctl-behaviour.ts";
import { privilegeOptions } from "./prctl-privileges.ts";
import { seccompOptions } from "./seccomp.ts";

const ARCH_SET_GS = 0x1001;
const ARCH_SET_FS = 0x1002;
const ARCH_GET_FS = 0x1003;
const ARCH_GET_GS = 0x1004;

const archNames = {
  [ARCH_SET_GS]: "ARCH_SET_GS",
  [ARCH_SET_FS]: "ARCH_SET_FS",
  [ARCH_GET_FS]: "ARCH_GET_FS",
  [ARCH_GET_GS]: "ARCH_GET_GS",
};

const archPrctl = (task: Task, code: number, address: number): number => {
  const { registers, memory } = task;
  switch (code) {
    case ARCH_SET_FS:
      if (address >= TASK_SIZE) throw EPERM;
      registers.fsBase = address;
      return 0;
    case ARCH_SET_GS:
      if (address >= TASK_SIZE) throw EPERM;
      registers.gsBase = address;
      return 0;
    case ARCH_GET_FS:
      memory.write(ulong, address, registers.fsBase);
      return 0;
    case ARCH_GET_GS:
      memory.write(ulong, address, registers.gsBase);
      return 0;
    default:
      throw EINVAL;
  }
};

const NAME_SIZE = 16;

/** Each option as the man page has it; `a` to `d` are the further arguments. */
const options: Readonly<Record<number, (task: Task, a: number, b: number, c: number, d: number) => number>> = {
  ...privilegeOptions,
  ...behaviourOptions,
  ...seccompOptions,
  // PR_SET_PDEATHSIG
  1: (task, signal) => {
    if (signal > NSIG) throw EINVAL;
    task.parentDeathSignal = signal;
    return 0;
  },
  // PR_GET_PDEATHSIG
  2: (task, address) => {
    task.memory.write(i32, address, task.parentDeathSignal);
    return 0;
  },
  // PR_GET_DUMPABLE
  3: (task) => (task.process.isDumpable ? 1 : 0),
  // PR_SET_DUMPABLE
  4: (task, value) => {
    if (value > 1) throw EINVAL;
    task.process.isDumpable = value === 1;
    return 0;
  },
  // PR_GET_TIMING: only PR_TIMING_STATISTICAL, 0, is implemented by Linux.
  13: () => 0,
  // PR_SET_TIMING
  14: (_task, value) => {
    if (value !== 0) throw EINVAL;
    return 0;
  },
  // PR_SET_NAME
  15: (task, address) => {
    task.name = readName(task, address);
    return 0;
  },
  // PR_GET_NAME
  16: (task, address) => {
    const name = new Uint8Array(NAME_SIZE);
    for (let i = 0; i < task.name.length; i++) name[i] = task.name.charCodeAt(i);
    task.memory.writeBytes(address, name);
    return 0;
  },
  // PR_SET_TIMERSLACK
  29: (task, value) => {
    task.timerSlack = value === 0 ? task.defaultTimerSlack : value;
    return 0;
  },
  // PR_GET_TIMERSLACK
  30: (task) => task.timerSlack,
  // PR_SET_CHILD_SUBREAPER
  36: (task, value) => {
    task.process.isSubreaper = value !== 0;
    return 0;
  },
  // PR_GET_CHILD_SUBREAPER
  37: (task, address) => {
    task.memory.write(i32, address, task.process.isSubreaper ? 1 : 0);
    return 0;
  },
  // PR_SET_NO_NEW_PRIVS
  38: (task, a, b, c, d) => {
    if (a !== 1 || b !== 0 || c !== 0 || d !== 0) throw EINVAL;
    task.noNewPrivileges = true;
    return 0;
  },
  // PR_GET_NO_NEW_PRIVS
  39: (task, a, b, c, d) => {
    if (a !== 0 || b !== 0 || c !== 0 || d !== 0) throw EINVAL;
    return task.noNewPrivileges ? 1 : 0;
  },
};

/** At most 15 bytes count, terminated or not. */
const readName = (task: Task, address: number): string => {
  const bytes = new Uint8Array(NAME_SIZE - 1);
  const read = task.memory.copyIn(address, bytes, 0, bytes.length);
  const end = bytes.subarray(0, read).indexOf(0);
  if (end < 0 && read < bytes.length) throw EFAULT;
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
};

const PR_SET_VMA = 0x53564d41;

/**
 * What Linux has on this architecture and answers otherwise: names of areas, limits of speculation (52, 53), cores for
 * oneself (62), shadow stacks (74 to 76), a hash of futexes (78).
 */
const missing: ReadonlySet<number> = new Set([PR_SET_VMA, 52, 53, 62, 74, 75, 76, 78]);

const prctl = (task: Task, option: number, a: number, b: number, c: number, d: number): number => {
  const handler = options[option];
  if (handler === undefined) {
    // What Linux does not have either is no gap.
    if (missing.has(option)) task.system.unsupported.add(`prctl(${option})`);
    throw EINVAL;
  }
  return handler(task, a, b, c, d);
};

export const prctlCalls = [
  call("arch_prctl", [oneOf("code", archNames), pointer("addr")], archPrctl),
  call(
    "prctl",
    [int("option"), size("arg2"), size("arg3"), size("arg4"), size("arg5")],
    prctl,
    "without names of areas, and what wants hardware: speculation, shadow stacks",
  ),
];
