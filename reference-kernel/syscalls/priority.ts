/** Nice values: getpriority(2), setpriority(2). They are kept and reported; every thread gets the same turns. */
import { EACCES, EINVAL, ESRCH } from "../abi/errors.ts";
import { namedPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";
import { int } from "./arguments.ts";
import { call } from "./define.ts";

const PRIO_PROCESS = 0;
const PRIO_PGRP = 1;
const PRIO_USER = 2;
const MIN_NICE = -20;
const MAX_NICE = 19;

/** Living threads by process, group or user (PRIO_*); EINVAL for another way, none for somebody unknown. */
export const selectTasks = (task: Task, which: number, who: number): Task[] => {
  const { pids } = task.system;
  const threads = [...pids.tasks.values()].filter((other) => !other.isExited);
  switch (which) {
    case PRIO_PROCESS: {
      const target = who === 0 ? task : pids.tasks.get(namedPid(task, who));
      return target === undefined ? [] : [target];
    }
    case PRIO_PGRP: {
      const group = who === 0 ? task.process.groupId : namedPid(task, who);
      return threads.filter((other) => other.process.groupId === group);
    }
    case PRIO_USER: {
      const user = who === 0 ? task.credentials.uid : task.credentials.userNs.uids.toKernel(who);
      return threads.filter((other) => other.credentials.uid === user);
    }
    default:
      throw EINVAL;
  }
};

const chosen = (task: Task, which: number, who: number): Task[] => {
  const tasks = selectTasks(task, which, who);
  if (tasks.length === 0) throw ESRCH;
  return tasks;
};

export const priorityCalls = [
  // The raw call answers 20 − nice, 1 to 40, so that no answer looks like an error.
  call(
    "getpriority",
    [int("which"), int("who")],
    (task, which, who) => 20 - Math.min(...chosen(task, which, who).map(({ nice }) => nice)),
  ),
  call("setpriority", [int("which"), int("who"), int("prio")], (task, which, who, value) => {
    const nice = Math.min(Math.max(value, MIN_NICE), MAX_NICE);
    let refused = false;
    for (const target of chosen(task, which, who)) {
      // Less nice takes CAP_SYS_NICE in the first user namespace (or RLIMIT_NICE, which is 0).
      if (nice < target.nice) refused = true;
      else target.nice = nice;
    }
    if (refused) throw EACCES;
    return 0;
  }),
];
