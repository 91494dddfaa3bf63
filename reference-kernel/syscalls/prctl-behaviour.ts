/** Options of prctl(2) that change how a program runs: memory, time-stamp counter, calls that come back, timer ids. */
import { EFAULT, EINVAL, EPERM } from "../abi/errors.ts";
import { i32, u32, ulong } from "../abi/struct.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import type { Task } from "../process/task.ts";

type Option = (task: Task, a: number, b: number, c: number, d: number) => number;

const PR_TSC_ENABLE = 1;
const PR_TSC_SIGSEGV = 2;
const PR_MCE_KILL_CLEAR = 0;
const PR_MCE_KILL_SET = 1;
const PR_MCE_KILL_DEFAULT = 2;
const PR_THP_DISABLE_EXCEPT_ADVISED = 2;
const PR_MDWE_REFUSE_EXEC_GAIN = 1;
const PR_MDWE_NO_INHERIT = 2;
const PR_SYS_DISPATCH_OFF = 0;
const PR_SYS_DISPATCH_EXCLUSIVE_ON = 1;
const PR_SYS_DISPATCH_INCLUSIVE_ON = 2;
const PR_SET_MM_AUXV = 12;
const PR_SET_MM_MAP = 14;
const PR_SET_MM_MAP_SIZE = 15;
/** sizeof(struct prctl_mm_map). */
const MM_MAP_SIZE = 104;

/** A signed long that the caller gave. */
const MINUS = 2 ** 64;

const setMemoryFailure: Option = (task, what, policy, c, d) => {
  if (c !== 0 || d !== 0) throw EINVAL;
  if (what === PR_MCE_KILL_CLEAR) {
    if (policy !== 0) throw EINVAL;
    task.process.memoryFailure = PR_MCE_KILL_DEFAULT;
    return 0;
  }
  if (what !== PR_MCE_KILL_SET || policy > PR_MCE_KILL_DEFAULT) throw EINVAL;
  task.process.memoryFailure = policy;
  return 0;
};

/** What /proc shows of the layout may only be changed by who may everything. */
const setLayout: Option = (task, what, address, length, d) => {
  const takesLength = what === PR_SET_MM_AUXV || what === PR_SET_MM_MAP || what === PR_SET_MM_MAP_SIZE;
  if (d !== 0 || (length !== 0 && !takesLength)) throw EINVAL;
  if (what === PR_SET_MM_MAP_SIZE) {
    task.memory.write(u32, address, MM_MAP_SIZE);
    return 0;
  }
  if (what === PR_SET_MM_MAP) {
    task.system.unsupported.add("prctl(PR_SET_MM_MAP)");
    throw EINVAL;
  }
  throw EPERM;
};

const setHugePages: Option = (task, off, flags, c, d) => {
  if (c !== 0 || d !== 0) throw EINVAL;
  if (off === 0 ? flags !== 0 : flags !== 0 && flags !== PR_THP_DISABLE_EXCEPT_ADVISED) throw EINVAL;
  task.space.hugePagesOff = off === 0 ? 0 : 1 | flags;
  return 0;
};

const setExecutable: Option = (task, bits, b, c, d) => {
  if (b !== 0 || c !== 0 || d !== 0) throw EINVAL;
  const known = PR_MDWE_REFUSE_EXEC_GAIN | PR_MDWE_NO_INHERIT;
  if (bits > known || bits === PR_MDWE_NO_INHERIT) throw EINVAL;
  const old = task.space.executableIsFixed;
  if (old !== 0 && old !== bits) throw EPERM;
  task.space.executableIsFixed = bits;
  return 0;
};

const setDispatch: Option = (task, mode, start, length, selector) => {
  if (mode === PR_SYS_DISPATCH_OFF) {
    if (start !== 0 || length !== 0 || selector !== 0) throw EINVAL;
    task.dispatch = null;
    return 0;
  }
  if (mode === PR_SYS_DISPATCH_EXCLUSIVE_ON) {
    // A range that wraps around, or one that is nowhere and yet begins somewhere.
    if (start !== 0 && start + length >= MINUS) throw EINVAL;
    if (start !== 0 && length === 0) throw EINVAL;
  } else if (mode === PR_SYS_DISPATCH_INCLUSIVE_ON) {
    if (length === 0 || start + length >= MINUS) throw EINVAL;
  } else throw EINVAL;
  if (selector >= TASK_SIZE) throw EFAULT;
  task.dispatch = { start, length, isInclusive: mode === PR_SYS_DISPATCH_INCLUSIVE_ON, selector };
  return 0;
};

/** Answers a value; further arguments are to be 0. */
const answer =
  (value: (task: Task) => number): Option =>
  (task, a, b, c, d) => {
    if (a !== 0 || b !== 0 || c !== 0 || d !== 0) throw EINVAL;
    return value(task);
  };

const needsResourceRights: Option = () => {
  // CAP_SYS_RESOURCE in the first user namespace, where no guest lives.
  throw EPERM;
};

export const behaviourOptions: Readonly<Record<number, Option>> = {
  // PR_GET_TSC
  25: (task, address) => {
    task.memory.write(i32, address, task.tscFaults ? PR_TSC_SIGSEGV : PR_TSC_ENABLE);
    return 0;
  },
  // PR_SET_TSC
  26: (task, mode) => {
    if (mode !== PR_TSC_ENABLE && mode !== PR_TSC_SIGSEGV) throw EINVAL;
    task.tscFaults = mode === PR_TSC_SIGSEGV;
    task.system.machine.tscFaults = task.tscFaults;
    return 0;
  },
  // PR_TASK_PERF_EVENTS_DISABLE, PR_TASK_PERF_EVENTS_ENABLE: there are no such events.
  31: () => 0,
  32: () => 0,
  // PR_MCE_KILL
  33: setMemoryFailure,
  // PR_MCE_KILL_GET
  34: answer((task) => task.process.memoryFailure),
  // PR_SET_MM
  35: setLayout,
  // PR_GET_TID_ADDRESS
  40: (task, address) => {
    task.memory.write(ulong, address, task.clearChildTid);
    return 0;
  },
  // PR_SET_THP_DISABLE
  41: setHugePages,
  // PR_GET_THP_DISABLE
  42: answer((task) => task.space.hugePagesOff),
  // PR_SET_IO_FLUSHER, PR_GET_IO_FLUSHER
  57: needsResourceRights,
  58: needsResourceRights,
  // PR_SET_SYSCALL_USER_DISPATCH
  59: setDispatch,
  // PR_SET_MDWE
  65: setExecutable,
  // PR_GET_MDWE
  66: answer((task) => task.space.executableIsFixed),
  // PR_SET_MEMORY_MERGE
  67: (task, merges, b, c, d) => {
    if (b !== 0 || c !== 0 || d !== 0) throw EINVAL;
    task.space.mergeAll(merges !== 0);
    return 0;
  },
  // PR_GET_MEMORY_MERGE
  68: answer((task) => (task.space.mergesAll ? 1 : 0)),
  // PR_TIMER_CREATE_RESTORE_IDS
  77: (task, what, b, c, d) => {
    if (what > 2 || b !== 0 || c !== 0 || d !== 0) throw EINVAL;
    if (what === 2) return task.process.restoresTimerIds ? 1 : 0;
    task.process.restoresTimerIds = what === 1;
    return 0;
  },
};
