/** ioprio_get(2), ioprio_set(2): kept and reported; no disk is behind anything here. */
import { CAP_SYS_ADMIN, CAP_SYS_NICE } from "../abi/capabilities.ts";
import { EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { capableOverall } from "../core/user-namespace.ts";
import type { Task } from "../process/task.ts";
import { int } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { selectTasks } from "./priority.ts";

/** A value is a class above 13 bits, of which the lowest three are the level and the others a hint. */
const CLASS_SHIFT = 13;
const LEVEL_MASK = 7;
const CLASS = { none: 0, realtime: 1, bestEffort: 2, idle: 3 } as const;
const PROCESS = 1;

/** IOPRIO_WHO_PROCESS, PGRP and USER are one more than PRIO_*. */
const select = (task: Task, which: number, who: number): readonly Task[] => {
  if (which < PROCESS) throw EINVAL;
  return selectTasks(task, which - PROCESS, who);
};

const check = (task: Task, value: number): void => {
  switch (value >> CLASS_SHIFT) {
    case CLASS.realtime:
      if (!capableOverall(task.credentials, CAP_SYS_ADMIN) && !capableOverall(task.credentials, CAP_SYS_NICE))
        throw EPERM;
      return;
    case CLASS.bestEffort:
    case CLASS.idle:
      return;
    case CLASS.none:
      if ((value & LEVEL_MASK) !== 0) throw EINVAL;
      return;
    default:
      throw EINVAL;
  }
};

/** What counts for a task that asked for nothing follows from its nice value (task_nice_ioprio). */
const effective = (task: Task): number =>
  task.ioPriority === 0 ? (CLASS.bestEffort << CLASS_SHIFT) | Math.floor((task.nice + 20) / 5) : task.ioPriority;

export const ioPriorityCalls: readonly Syscall[] = [
  call("ioprio_set", [int("which"), int("who"), int("ioprio")], (task, which, who, given) => {
    const value = given & 0xffff;
    check(task, value);
    const targets = select(task, which, who);
    if (targets.length === 0) throw ESRCH;
    const { uid, euid } = task.credentials;
    for (const target of targets) {
      const owner = target.credentials.uid;
      if (owner !== euid && owner !== uid && !capableOverall(task.credentials, CAP_SYS_NICE)) throw EPERM;
      target.ioPriority = value;
    }
    return 0;
  }),
  // One process tells what it asked for; of several, the best that counts.
  call("ioprio_get", [int("which"), int("who")], (task, which, who) => {
    const targets = select(task, which, who);
    const [first] = targets;
    if (first === undefined) throw ESRCH;
    return which === PROCESS ? first.ioPriority : Math.min(...targets.map(effective));
  }),
];
