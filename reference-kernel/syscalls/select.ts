/** select(2), pselect6(2). */
import { EBADF, EINVAL, ERESTARTNOHAND } from "../abi/errors.ts";
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDBAND,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from "../abi/poll.ts";
import { struct, ulong } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { Task } from "../process/task.ts";
import { int, pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { pollDescriptor, scanUntilReady, useSignalMask } from "./readiness.ts";
import { fdSet } from "./readiness-arguments.ts";
import {
  reportTimeLeft,
  timespecArgument,
  timespecDeadline,
  timevalArgument,
  timevalDeadline,
  writeTimespec,
  writeTimeval,
} from "./timeouts.ts";

/** What counts as readable, writable and exceptional (POLLIN_SET, POLLOUT_SET, POLLEX_SET). */
const KINDS = [
  POLLNVAL | POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR,
  POLLNVAL | POLLWRNORM | POLLWRBAND | POLLOUT | POLLERR,
  POLLNVAL | POLLPRI,
] as const;

const isSet = (set: Uint8Array, fd: number): boolean => ((set[fd >> 3]! >> (fd & 7)) & 1) !== 0;

/** core_sys_select. `addresses` are the three sets, 0 where not given. */
const selectAll = (
  task: Task,
  count: number,
  addresses: readonly number[],
  deadline: number,
): number | Blocking<number> => {
  if (count < 0) throw EINVAL;
  const limit = Math.min(count, task.files.capacity);
  const length = Math.ceil(limit / 64) * 8;
  const asked = addresses.map((address) =>
    address === 0 ? new Uint8Array(length) : task.memory.readBytes(address, length),
  );
  const wanted: number[] = [];
  for (let fd = 0; fd < limit; fd++) {
    if (!asked.some((set) => isSet(set, fd))) continue;
    if (!task.files.has(fd)) throw EBADF;
    wanted.push(fd);
  }
  const found = asked.map(() => new Uint8Array(length));

  const scan = (visit?: (file: OpenFile) => void): number => {
    let ready = 0;
    for (const fd of wanted) {
      const mask = pollDescriptor(task, fd, visit);
      for (const [kind, bits] of KINDS.entries()) {
        if ((mask & bits) === 0 || !isSet(asked[kind] as Uint8Array, fd)) continue;
        const set = found[kind] as Uint8Array;
        set[fd >> 3]! |= 1 << (fd & 7);
        ready++;
      }
    }
    return ready;
  };
  const writeBack = (ready: number): number => {
    for (const [kind, address] of addresses.entries())
      if (address !== 0) task.memory.writeBytes(address, found[kind] as Uint8Array);
    return ready;
  };
  function* sleeping(wait: Blocking<number>): Blocking<number> {
    return writeBack(yield* wait);
  }
  const ready = scanUntilReady(task, scan, deadline, ERESTARTNOHAND, "select");
  return typeof ready === "number" ? writeBack(ready) : sleeping(ready);
};

/** What pselect6 takes as its sixth argument: the mask and its size. */
const maskPair = struct({ mask: ulong, size: ulong });

export const selectCalls: readonly Syscall[] = [
  call(
    "select",
    [int("n"), fdSet("readfds"), fdSet("writefds"), fdSet("exceptfds"), timevalArgument("timeout")],
    (task, count, read, write, except, timeout) => {
      const deadline = timevalDeadline(task, timeout);
      return reportTimeLeft(task, timeout, deadline, writeTimeval, () =>
        selectAll(task, count, [read, write, except], deadline),
      );
    },
  ),
  call(
    "pselect6",
    [int("n"), fdSet("readfds"), fdSet("writefds"), fdSet("exceptfds"), timespecArgument("timeout"), pointer("sig")],
    (task, count, read, write, except, timeout, pair) => {
      const { mask, size } = pair === 0 ? { mask: 0, size: 0 } : task.memory.read(maskPair, pair);
      const deadline = timespecDeadline(task, timeout);
      useSignalMask(task, mask, size);
      return reportTimeLeft(task, timeout, deadline, writeTimespec, () =>
        selectAll(task, count, [read, write, except], deadline),
      );
    },
  ),
];
