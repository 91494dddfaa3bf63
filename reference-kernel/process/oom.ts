/** The out-of-memory killer of control groups (mm/oom_kill.c, mem_cgroup_out_of_memory). */

import { SIGKILL } from "../abi/signal.ts";
import type { MemoryControl } from "../cgroup/memory.ts";
import { FRAME_SIZE } from "../memory/physical.ts";
import { usageOf } from "../memory/usage.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import type { Process } from "./process.ts";
import { sendToProcess } from "./signals/send.ts";
import { killInfo } from "./signals/siginfo.ts";
import type { Task } from "./task.ts";

/** oom_score_adj that saves a process. */
const NEVER = -1000;

/**
 * A page that the task wants is beyond its group's limit: somebody of the group dies. False when it is no group's
 * limit that was met, or nobody is left to kill: then the task itself is.
 */
export const killForMemory = (task: Task): boolean => {
  const full = task.cgroup.memory.payer?.fullWith(FRAME_SIZE) ?? null;
  return full !== null && killIn(full);
};

/** Somebody of a group that is full, unless somebody dies already. False when there is nobody. */
export const killIn = (full: MemoryControl): boolean => {
  const processes = membersOf(full);
  // Somebody dies already: his memory is waited for.
  if (processes.some((process) => process.mainTask?.isDying() === true)) return true;
  const victim = worstOf(processes, full);
  if (victim === null) return false;
  full.tell("oom");
  kill(victim);
  const together = victim.mainTask?.cgroup.memory.dyingTogether(full) ?? null;
  if (together === null) return true;
  together.tell("oom_group_kill");
  for (const process of membersOf(together)) if (process.oomScoreAdjustment > NEVER) kill(process);
  return true;
};

const kill = (process: Process): void => {
  process.mainTask?.cgroup.memory.payer?.tell("oom_kill");
  sendToProcess(process, killInfo(SIGKILL, 0, 0));
};

const membersOf = (control: MemoryControl): readonly Process[] => {
  const found = new Set<Process>();
  for (const group of control.group.subtree()) for (const member of group.members) found.add((member as Task).process);
  return [...found];
};

/** oom_badness: pages in frames, shifted by oom_score_adj in thousandths of what the group may have. */
const worstOf = (processes: readonly Process[], full: MemoryControl): Process | null => {
  let worst: Process | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const process of processes) {
    const { mainTask, oomScoreAdjustment } = process;
    const [living] = process.tasks;
    if (mainTask === null || living === undefined || oomScoreAdjustment <= NEVER) continue;
    const pages = usageOf(living.space, 0, TASK_SIZE).resident / FRAME_SIZE;
    const badness = pages + (oomScoreAdjustment * full.max) / FRAME_SIZE / 1000;
    if (badness > most) {
      worst = process;
      most = badness;
    }
  }
  return worst;
};
