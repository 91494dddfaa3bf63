/** Timeouts of calls that wait for readiness: from user space's struct to a deadline, and back to what is left. */
import { EFAULT, EINTR, EINVAL, ERESTARTNOHAND } from "../abi/errors.ts";
import type { Decoded } from "../abi/struct.ts";
import { timespec, timeval } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import type { Task } from "../process/task.ts";
import { inOutStruct } from "./structures.ts";
import { readTimespec, timespecOf } from "./time-values.ts";

export const formatTimespec = (value: Decoded<typeof timespec>): string =>
  `{tv_sec=${value.sec}, tv_nsec=${value.nsec}}`;
export const formatTimeval = (value: Decoded<typeof timeval>): string => `{tv_sec=${value.sec}, tv_usec=${value.usec}}`;

export const timespecArgument = (name: string) => inOutStruct(name, timespec, formatTimespec);
export const timevalArgument = (name: string) => inOutStruct(name, timeval, formatTimeval);

/** Milliseconds as poll and epoll_wait take them: negative waits for ever. Answers nanoseconds since boot. */
export const millisecondsDeadline = (task: Task, milliseconds: number): number =>
  milliseconds < 0 ? Number.POSITIVE_INFINITY : task.clock.now + milliseconds * 1e6;

/** A relative timespec at `address` (0: for ever) as a deadline; EFAULT, EINVAL. */
export const timespecDeadline = (task: Task, address: number): number =>
  address === 0 ? Number.POSITIVE_INFINITY : task.clock.now + readTimespec(task, address);

/** A relative timeval as select takes it: microseconds beyond a second carry over (kern_select). */
export const timevalDeadline = (task: Task, address: number): number => {
  if (address === 0) return Number.POSITIVE_INFINITY;
  const { sec, usec } = task.memory.read(timeval, address);
  if (usec < 0 || sec < 0) throw EINVAL;
  return task.clock.now + sec * 1e9 + usec * 1e3;
};

/** Looking at descriptors takes time as well, so that what is left is always less than what was given. */
const SCAN_NS = 100;

type WriteBack = (task: Task, address: number, nanoseconds: number) => void;

export const writeTimespec: WriteBack = (task, address, nanoseconds) =>
  task.memory.write(timespec, address, timespecOf(nanoseconds));

export const writeTimeval: WriteBack = (task, address, nanoseconds) => {
  const sec = Math.floor(nanoseconds / 1e9);
  task.memory.write(timeval, address, { sec, usec: Math.floor((nanoseconds - sec * 1e9) / 1e3) });
};

/**
 * Runs a call and, however it ends, writes the time that is left back to the guest (poll_select_finish). A timeout of
 * zero is not written. Where it cannot be written, a call that would be restarted is EINTR instead.
 */
export const reportTimeLeft = (
  task: Task,
  address: number,
  deadline: number,
  write: WriteBack,
  run: () => number | Blocking<number>,
): number | Blocking<number> => {
  if (address === 0 || deadline <= task.clock.now) return run();
  const left = (): boolean => {
    try {
      write(task, address, Math.max(0, deadline - task.clock.now - SCAN_NS));
      return true;
    } catch (error) {
      if (error !== EFAULT) throw error;
      return false;
    }
  };
  const failed = (error: unknown): unknown => (!left() && error === ERESTARTNOHAND ? EINTR : error);
  function* sleeping(call: Blocking<number>): Blocking<number> {
    try {
      const result = yield* call;
      left();
      return result;
    } catch (error) {
      throw failed(error);
    }
  }
  try {
    const result = run();
    if (typeof result !== "number") return sleeping(result);
    left();
    return result;
  } catch (error) {
    throw failed(error);
  }
};
