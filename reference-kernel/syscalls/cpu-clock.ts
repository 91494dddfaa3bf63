/** Which CPU clock a clock id names: one's own, or by clock_getcpuclockid(3) and pthread_getcpuclockid(3) another's. */

import { CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID } from "../abi/time.ts";
import type { Clock } from "../core/clock.ts";
import { namedPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";

/** Lowest bits of a dynamic clock id (include/linux/posix-timers.h): what is counted, and for whom. */
const COUNT_MASK = 3;
const COUNT_USER = 1;
const PER_THREAD = 4;

/** The clock; null when the id names none. Threads of other processes cannot be named. */
export const cpuClock = (task: Task, id: number): Clock | null => {
  if (id === CLOCK_PROCESS_CPUTIME_ID) return task.process.cpu.total;
  if (id === CLOCK_THREAD_CPUTIME_ID) return task.cpu.total;
  if (id >= 0 || (id & COUNT_MASK) === COUNT_MASK) return null;
  const pid = namedPid(task, ~(id >> 3));
  const { pids } = task.system;
  const isThread = (id & PER_THREAD) !== 0;
  const thread = pid === 0 ? task : pids.tasks.get(pid);
  const clocks = isThread
    ? thread?.process === task.process
      ? thread.cpu
      : undefined
    : (pid === 0 ? task.process : pids.processes.get(pid))?.cpu;
  if (clocks === undefined) return null;
  return (id & COUNT_MASK) === COUNT_USER ? clocks.user : clocks.total;
};
