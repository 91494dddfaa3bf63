/** What poll, select and epoll_wait share: how a descriptor is asked, and the temporary signal mask of their p-forms. */
import { EBADF, EINVAL, type Errno } from "../abi/errors.ts";
import { POLLNVAL } from "../abi/poll.ts";
import { u64 } from "../abi/struct.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import type { WaitQueue } from "../core/wait-queue.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { Task } from "../process/task.ts";

/** The poll bits of a descriptor; POLLNVAL when it is not open (or O_PATH). `visit` sees the file. */
export const pollDescriptor = (task: Task, fd: number, visit?: (file: OpenFile) => void): number => {
  let file: OpenFile;
  try {
    file = task.files.get(fd);
  } catch (error) {
    if (error !== EBADF) throw error;
    return POLLNVAL;
  }
  visit?.(file);
  return file.poll();
};

/**
 * Scans until something is ready (a count above zero), the deadline comes (0) or a signal does (`interrupt`). `scan`
 * names the files it asks to its first argument; they are held while the call sleeps.
 */
export const scanUntilReady = (
  task: Task,
  scan: (visit?: (file: OpenFile) => void) => number,
  deadline: number,
  interrupt: Errno,
  reason: string,
): number | Blocking<number> => {
  const ready = scan();
  if (ready > 0) return ready;
  if (task.hasPendingSignal()) throw interrupt;
  if (deadline <= task.clock.now) return 0;
  const files: OpenFile[] = [];
  scan((file) => files.push(file));
  return sleepUntilReady(task, files, () => scan() || undefined, deadline, interrupt, reason);
};

function* sleepUntilReady(
  task: Task,
  files: readonly OpenFile[],
  condition: () => number | undefined,
  deadline: number,
  interrupt: Errno,
  reason: string,
): Blocking<number> {
  for (const file of files) file.retain();
  try {
    const queues: WaitQueue[] = files.flatMap((file) => [...file.waitQueues]);
    const ready = yield* task.waitEvent(queues, condition, { deadline, interrupt, reason });
    return ready === TIMED_OUT ? 0 : ready;
  } finally {
    for (const file of files) file.release();
  }
}

/**
 * The signal mask of ppoll, pselect6, epoll_pwait (set_user_sigmask): in force until the call is over, or its handler
 * has run. EINVAL for a wrong size, EFAULT.
 */
export const useSignalMask = (task: Task, address: number, size: number): void => {
  if (address === 0) return;
  if (size !== 8) throw EINVAL;
  task.signals.setTemporaryMask(task.memory.read(u64, address));
};
