/** How a call on an open file sleeps: it tries, and tries again after each wake, until it need not block. */
import { EAGAIN } from "../abi/errors.ts";
import { POLLERR, POLLHUP } from "../abi/poll.ts";
import type { Blocking } from "../core/thread.ts";
import { TIMED_OUT, type WaitOptions } from "../core/thread.ts";
import { type OpenFile, WOULD_BLOCK, type WouldBlock } from "../files/open-file.ts";
import type { Task } from "../process/task.ts";

/**
 * The result of `attempt`, at once when it does not block; EAGAIN when it would and the file is non-blocking
 * (or `nonBlocking` says so); else a generator that sleeps on the file's queues until one of `events` (poll bits; ERR
 * and HUP always count) lets it go on. A deadline in `options` ends in EAGAIN (SO_RCVTIMEO).
 */
export const attemptOn = <T>(
  task: Task,
  file: OpenFile,
  events: number,
  attempt: () => T | WouldBlock,
  options: WaitOptions & { readonly nonBlocking?: boolean },
): T | Blocking<T> => {
  const first = attempt();
  if (first !== WOULD_BLOCK) return first;
  if (options.nonBlocking ?? file.isNonBlocking) throw EAGAIN;
  return sleepOn(task, file, events, attempt, options);
};

function* sleepOn<T>(
  task: Task,
  file: OpenFile,
  events: number,
  attempt: () => T | WouldBlock,
  options: WaitOptions,
): Blocking<T> {
  file.retain();
  try {
    const retry = (): T | undefined => {
      const value = attempt();
      return value === WOULD_BLOCK ? undefined : value;
    };
    const value = yield* task.waitEvent(file.waitQueues, retry, { ...options, mask: events | POLLERR | POLLHUP });
    if (value === TIMED_OUT) throw EAGAIN;
    return value;
  } finally {
    file.release();
  }
}
