/** Control groups as tasks meet them: who a control file's caller is, and what freezing does to a task. */
import type { Cgroup } from "../cgroup/cgroup.ts";
import { updateFrozen } from "../cgroup/freezer.ts";
import type { CgroupView } from "../cgroup/view.ts";
import type { FsCaller } from "../fs/context.ts";
import { killIn } from "./oom.ts";
import { namedPid, shownPid } from "./pids.ts";
import type { Task } from "./task.ts";

/** procfs and cgroupfs hand their caller on; in this kernel it is a task. */
export const cgroupView = (caller: FsCaller, mayWrite: (group: Cgroup) => boolean): CgroupView => {
  const task = caller as Task;
  return {
    self: task,
    find: (tid) => task.system.pids.tasks.get(namedPid(task, tid)) ?? null,
    shown: (tid) => shownPid(task, tid),
    relieve: killIn,
    mayWrite,
  };
};

/** The task is to stand still, or to go on (cgroup_freeze_task). */
export const setFreezing = (task: Task, isFreezing: boolean): void => {
  if (task.isFreezing === isFreezing) return;
  task.isFreezing = isFreezing;
  // Whatever it sleeps in breaks off, as for a signal, and starts again when it goes on.
  if (isFreezing) task.wake();
  else if (task.state === "frozen") goOn(task);
};

/** On its way back to user mode (do_freezer_trap). */
export const standStill = (task: Task): void => {
  task.state = "frozen";
  updateFrozen(task.cgroup);
};

export const goOn = (task: Task): void => {
  task.state = "runnable";
  task.scheduler.enqueue(task);
  updateFrozen(task.cgroup);
};

/** What /proc/PID/cgroup says to a reader whose cgroup namespace has this root. */
export const cgroupText = (task: Task, root: Cgroup): string =>
  `0::${task.cgroup.pathFrom(root)}${task.cgroup.isDead ? " (deleted)" : ""}\n`;
