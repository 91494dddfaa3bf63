/**
 * CPU time and what waits for it: clocks that advance only while their process or thread runs. They are the same kind
 * of clock as the virtual one, so timers of every sort can be armed on them (kernel/time/posix-cpu-timers.c).
 */
import { Clock } from "../core/clock.ts";
import type { CpuTimes } from "./process.ts";

/** CPU time of a process: user mode alone, and all of it. */
export class CpuClocks {
  readonly user = new Clock();
  readonly total = new Clock();

  get times(): CpuTimes {
    return { user: this.user.now, system: this.total.now - this.user.now };
  }
}

/** Nanoseconds of user mode until the first timer of any of these clocks fires. */
export const untilCpuTimer = (process: CpuClocks, thread: CpuClocks): number =>
  Math.min(
    process.user.nextDeadline - process.user.now,
    process.total.nextDeadline - process.total.now,
    thread.total.nextDeadline - thread.total.now,
  );

/** Nanoseconds in user mode and in the kernel. */
export const charge = (process: CpuClocks, thread: CpuClocks, user: number, kernel: number): void => {
  process.user.now += user;
  process.total.now += user + kernel;
  thread.user.now += user;
  thread.total.now += user + kernel;
};

export const runExpiredCpuTimers = (process: CpuClocks, thread: CpuClocks): void => {
  process.user.runExpired();
  process.total.runExpired();
  thread.total.runExpired();
};
