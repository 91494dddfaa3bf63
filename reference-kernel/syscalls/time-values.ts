/** Times as user space gives them, as nanoseconds. */
import { EINVAL } from "../abi/errors.ts";
import { timespec, timeval } from "../abi/time.ts";
import { BOOT_REALTIME_SECONDS } from "../core/clock.ts";
import type { Task } from "../process/task.ts";

/** A struct timespec as nanoseconds; EINVAL unless 0 ≤ sec and 0 ≤ nsec < 10⁹ (timespec64_valid). */
export const readTimespec = (task: Task, address: number): number => {
  const { sec, nsec } = task.memory.read(timespec, address);
  if (sec < 0 || nsec < 0 || nsec >= 1e9) throw EINVAL;
  return sec * 1e9 + nsec;
};

/** A struct timeval as nanoseconds, by the same rule. */
export const readTimeval = (task: Task, address: number): number => {
  const { sec, usec } = task.memory.read(timeval, address);
  if (sec < 0 || usec < 0 || usec >= 1e6) throw EINVAL;
  return sec * 1e9 + usec * 1e3;
};

export const timespecOf = (nanoseconds: number): { sec: number; nsec: number } => {
  const sec = Math.floor(nanoseconds / 1e9);
  return { sec, nsec: nanoseconds - sec * 1e9 };
};

/** A point in real time, read from a struct timespec, as nanoseconds since boot (exact: seconds are subtracted first). */
export const readRealtimeDeadline = (task: Task, address: number): number => {
  const { sec, nsec } = task.memory.read(timespec, address);
  if (sec < 0 || nsec < 0 || nsec >= 1e9) throw EINVAL;
  return (sec - BOOT_REALTIME_SECONDS) * 1e9 + nsec - task.clock.realtimeOffset;
};
