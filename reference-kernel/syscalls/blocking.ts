/** How a call on an open file sleeps: it tries, and tries again after each wake, until it need not block. */
import { EAGAIN, EINTR, ERESTARTSYS, Errno } from "../abi/errors.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import type { Blocking } from "../core/thread.ts";
import { TIMED_OUT, type WaitOptions } from "../core/thread.ts";
import { type OpenFile, WOULD_BLOCK, type WouldBlock } from "../files/open-file.ts";
import type { Sink, Source } from "../memory/io.ts";
import type { Task } from "../process/task.ts";

export interface AttemptOptions extends WaitOptions {
  /** Overrides the file's O_NONBLOCK (MSG_DONTWAIT, RWF_NOWAIT). */
  readonly nonBlocking?: boolean;
}

/**
 * The result of `attempt`, at once when it does not block; EAGAIN (not thrown) when it would and the file is
 * non-blocking (or `nonBlocking` says so); else a generator that sleeps on the file's queues until one of `events` (poll bits; ERR
 * and HUP always count) lets it go on. A deadline in `options`, or
 * the file's own timeout, ends in EAGAIN.
 */
export const attemptOn = <T>(
  task: Task,
  file: OpenFile,
  events: number,
  attempt: () => T | WouldBlock,
  options: AttemptOptions,
): T | Errno | Blocking<T> => {
  const first = attempt();
  if (first !== WOULD_BLOCK) return first;
  if (options.nonBlocking ?? file.isNonBlocking) return EAGAIN;
  return sleepOn(task, file, events, attempt, options);
};

/** For who goes on with the result of such a call: an error that was answered is thrown. */
export const orThrow = <T>(result: T | Errno): T => {
  if (result instanceof Errno) throw result;
  return result;
};

/** A file's own timeout ends the sleep, and makes an interrupted call EINTR for good (sock_intr_errno). */
const waitOptions = (task: Task, file: OpenFile, events: number, given: WaitOptions): WaitOptions => {
  const timeout = file.sleepTimeout(events);
  const isLimited = timeout !== Number.POSITIVE_INFINITY;
  return {
    deadline: given.deadline ?? (isLimited ? task.clock.now + timeout : timeout),
    exclusive: given.exclusive ?? file.sleepsExclusively,
    mask: events | POLLERR | POLLHUP,
    interrupt: given.interrupt ?? (isLimited ? EINTR : ERESTARTSYS),
    killable: given.killable ?? false,
    reason: given.reason,
  };
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
    const value = yield* task.waitEvent(file.waitQueues, retry, waitOptions(task, file, events, options));
    if (value === TIMED_OUT) throw EAGAIN;
    file.passOnWake(events);
    return value;
  } finally {
    file.release();
  }
}

/** Reads at the file's own offset, sleeping until there is something to read (or the end). */
export const readFrom = (
  task: Task,
  file: OpenFile,
  sink: Sink,
  options: AttemptOptions,
): number | Errno | Blocking<number> => {
  const whole = file.readSleeping(task, sink, options.nonBlocking);
  if (whole !== null) return holding(file, whole);
  return attemptOn(task, file, POLLIN | POLLRDNORM, () => file.read(task, sink), options);
};

/** The file stays open while somebody sleeps on it. */
function* holding(file: OpenFile, call: Blocking<number>): Blocking<number> {
  file.retain();
  try {
    return yield* call;
  } finally {
    file.release();
  }
}

/**
 * Writes at the file's own offset. Where blocking writes go on until everything is taken (`OpenFile.writesAll`), it
 * sleeps between pieces; whatever ends it after the first piece (signal, EPIPE, fault) makes a short count.
 */
export const writeTo = (
  task: Task,
  file: OpenFile,
  source: Source,
  options: AttemptOptions,
): number | Errno | Blocking<number> => {
  const whole = file.writeSleeping(task, source, options.nonBlocking);
  if (whole !== null) return holding(file, whole);
  const written = file.write(task, source);
  if (written !== WOULD_BLOCK && (source.remaining === 0 || !file.writesAll)) return written;
  if (options.nonBlocking ?? file.isNonBlocking) {
    return written === WOULD_BLOCK ? EAGAIN : written;
  }
  return writeOn(task, file, source, written === WOULD_BLOCK ? 0 : written, options);
};

function* writeOn(
  task: Task,
  file: OpenFile,
  source: Source,
  already: number,
  options: AttemptOptions,
): Blocking<number> {
  let done = already;
  const attempt = (): number | WouldBlock => {
    const written = file.write(task, source, true);
    if (written === WOULD_BLOCK) return WOULD_BLOCK;
    done += written;
    return file.writesAll && source.remaining > 0 ? WOULD_BLOCK : done;
  };
  try {
    return yield* sleepOn(task, file, POLLOUT | POLLWRNORM, attempt, options);
  } catch (error) {
    if (done > 0 && error instanceof Errno) return done;
    throw error;
  }
}
