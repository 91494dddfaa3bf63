/** poll(2), ppoll(2). */
import { EINVAL, ERESTART_RESTARTBLOCK, ERESTARTNOHAND, type Errno } from "../abi/errors.ts";
import { POLLERR, POLLHUP, POLLNVAL, pollfd } from "../abi/poll.ts";
import { u16 } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import type { OpenFile } from "../files/open-file.ts";
import { READ, WRITE } from "../memory/mmu.ts";
import { FRAME_SIZE, inPageOf } from "../memory/physical.ts";
import { RLIMIT } from "../process/limits.ts";
import type { Task } from "../process/task.ts";
import { int, size, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { pollDescriptor, scanUntilReady, useSignalMask } from "./readiness.ts";
import { pollfds, signalMask } from "./readiness-arguments.ts";
import type { CountedArray } from "./structures.ts";
import { millisecondsDeadline, reportTimeLeft, timespecArgument, timespecDeadline, writeTimespec } from "./timeouts.ts";

/** Entries that are looked at without a copy. */
const FEW = 16;
const ALWAYS = POLLERR | POLLHUP | POLLNVAL;

/** Looks at a short array where it lies, in one page. What is not ready is told, too: the call may end by a signal. */
const lookAtOnce = (task: Task, address: number, count: number): number => {
  const { memory } = task;
  const { scratch, physical } = memory;
  const { view } = physical;
  const { size, offsets } = pollfd;
  const from = memory.place(address, count * size, READ);
  let ready = 0;
  for (let i = 0; i < count; i++) {
    const at = from + i * size;
    const fd = view.getInt32(at, true);
    const mask = fd < 0 ? 0 : pollDescriptor(task, fd) & (view.getUint16(at + offsets.events, true) | ALWAYS);
    scratch.setUint16(i * 2, mask, true);
    if (mask !== 0) ready++;
  }
  const to = memory.place(address, count * size, WRITE);
  for (let i = 0; i < count; i++) view.setUint16(to + i * size + offsets.revents, scratch.getUint16(i * 2, true), true);
  return ready;
};

/** Reads the array, waits, and writes every `revents` back, also when a signal came (do_sys_poll). */
const pollAll = (
  task: Task,
  { address, count }: CountedArray,
  deadline: number,
  interrupt: Errno,
): number | Blocking<number> => {
  if (count > task.limit(RLIMIT.NOFILE)) throw EINVAL;
  if (count > 0 && count <= FEW && inPageOf(address) + count * pollfd.size <= FRAME_SIZE) {
    const ready = lookAtOnce(task, address, count);
    if (ready > 0) return ready;
  }
  const bytes = task.memory.readBytes(address, count * pollfd.size);
  const results: number[] = [];

  const scan = (visit?: (file: OpenFile) => void): number => {
    let ready = 0;
    for (let i = 0; i < count; i++) {
      const at = i * pollfd.size;
      const fd = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      const asked = bytes[at + pollfd.offsets.events]! | (bytes[at + pollfd.offsets.events + 1]! << 8);
      const mask = fd < 0 ? 0 : pollDescriptor(task, fd, visit) & (asked | ALWAYS);
      results[i] = mask;
      if (mask !== 0) ready++;
    }
    return ready;
  };
  const writeBack = (): void => {
    for (let i = 0; i < count; i++)
      task.memory.write(u16, address + i * pollfd.size + pollfd.offsets.revents, results[i]!);
  };
  function* sleeping(wait: Blocking<number>): Blocking<number> {
    try {
      return yield* wait;
    } finally {
      writeBack();
    }
  }
  const ready = scanUntilReady(task, scan, deadline, interrupt, "poll");
  if (typeof ready !== "number") return sleeping(ready);
  writeBack();
  return ready;
};

/** poll: where no handler ran it goes on to the same deadline through restart_syscall(2). */
const poll = (task: Task, fds: CountedArray, deadline: number): number | Blocking<number> => {
  task.restartCall = () => poll(task, fds, deadline);
  return pollAll(task, fds, deadline, ERESTART_RESTARTBLOCK);
};

export const pollCalls: readonly Syscall[] = [
  call("poll", [pollfds("fds"), uint("nfds"), int("timeout")], (task, fds, _count, timeout) =>
    poll(task, fds, millisecondsDeadline(task, timeout)),
  ),
  call(
    "ppoll",
    [pollfds("fds"), uint("nfds"), timespecArgument("tmo_p"), signalMask("sigmask"), size("sigsetsize")],
    (task, fds, _count, timeout, mask, maskSize) => {
      const deadline = timespecDeadline(task, timeout);
      useSignalMask(task, mask, maskSize);
      return reportTimeLeft(task, timeout, deadline, writeTimespec, () => pollAll(task, fds, deadline, ERESTARTNOHAND));
    },
  ),
];
