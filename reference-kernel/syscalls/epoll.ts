/** epoll_create(2), epoll_ctl(2), epoll_wait(2) and their relatives. */
import { EFAULT, EINTR, EINVAL, EPERM } from "../abi/errors.ts";
import { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, epollEvent } from "../abi/poll.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import { Epoll } from "../files/epoll.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, int, oneOf, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { install } from "./install.ts";
import { useSignalMask } from "./readiness.ts";
import { epollEventArgument, epollEvents, signalMask } from "./readiness-arguments.ts";
import { millisecondsDeadline, timespecArgument, timespecDeadline } from "./timeouts.ts";

/** Most events that one call may ask for (EP_MAX_EVENTS). */
const MAX_EVENTS = Math.floor(0x7fff_ffff / epollEvent.size);

const control = (task: Task, epfd: number, op: number, target: number, address: number): number => {
  const event = op === EPOLL_CTL_DEL ? { events: 0, data: 0n } : task.memory.read(epollEvent, address);
  const file = task.files.get(epfd);
  const watched = task.files.get(target);
  if (!watched.isPollable) throw EPERM;
  if (file === watched || !(file instanceof Epoll)) throw EINVAL;
  switch (op) {
    case EPOLL_CTL_ADD:
      file.add(watched, target, event.events, event.data);
      return 0;
    case EPOLL_CTL_MOD:
      file.modify(watched, target, event.events, event.data);
      return 0;
    case EPOLL_CTL_DEL:
      file.delete(watched, target);
      return 0;
    default:
      throw EINVAL;
  }
};

const wait = (
  task: Task,
  epfd: number,
  address: number,
  limit: number,
  deadline: number,
): number | Blocking<number> => {
  const file = task.files.get(epfd);
  if (limit <= 0 || limit > MAX_EVENTS) throw EINVAL;
  if (address + limit * epollEvent.size > TASK_SIZE) throw EFAULT;
  if (!(file instanceof Epoll)) throw EINVAL;
  const collect = (): number =>
    file.collect(limit, (events, data, index) =>
      task.memory.write(epollEvent, address + index * epollEvent.size, { events: events >>> 0, data }),
    );
  const ready = collect();
  if (ready > 0 || deadline <= task.clock.now) return ready;
  return sleep(task, file, collect, deadline);
};

function* sleep(task: Task, file: Epoll, collect: () => number, deadline: number): Blocking<number> {
  file.retain();
  try {
    const ready = yield* task.waitEvent([file.sleepers], () => collect() || undefined, {
      deadline,
      exclusive: true,
      interrupt: EINTR,
      reason: "epoll_wait",
    });
    return ready === TIMED_OUT ? 0 : ready;
  } finally {
    file.release();
  }
}

const opNames = {
  [EPOLL_CTL_ADD]: "EPOLL_CTL_ADD",
  [EPOLL_CTL_DEL]: "EPOLL_CTL_DEL",
  [EPOLL_CTL_MOD]: "EPOLL_CTL_MOD",
};
const waitArguments = [fd("epfd"), epollEvents("events"), int("maxevents")] as const;

export const epollCalls: readonly Syscall[] = [
  call("epoll_create", [int("size")], (task, hint) => {
    if (hint <= 0) throw EINVAL;
    return install(task, new Epoll(), false);
  }),
  call("epoll_create1", [flags("flags", [[EPOLL_CLOEXEC, "EPOLL_CLOEXEC"]])], (task, bits) => {
    if ((bits & ~EPOLL_CLOEXEC) !== 0) throw EINVAL;
    return install(task, new Epoll(), bits !== 0);
  }),
  call("epoll_ctl", [fd("epfd"), oneOf("op", opNames), fd(), epollEventArgument("event")], control),
  call("epoll_wait", [...waitArguments, int("timeout")], (task, epfd, events, limit, timeout) =>
    wait(task, epfd, events, limit, millisecondsDeadline(task, timeout)),
  ),
  call(
    "epoll_pwait",
    [...waitArguments, int("timeout"), signalMask("sigmask"), size("sigsetsize")],
    (task, epfd, events, limit, timeout, mask, maskSize) => {
      useSignalMask(task, mask, maskSize);
      return wait(task, epfd, events, limit, millisecondsDeadline(task, timeout));
    },
  ),
  call(
    "epoll_pwait2",
    [...waitArguments, timespecArgument("timeout"), signalMask("sigmask"), size("sigsetsize")],
    (task, epfd, events, limit, timeout, mask, maskSize) => {
      const deadline = timespecDeadline(task, timeout);
      useSignalMask(task, mask, maskSize);
      return wait(task, epfd, events, limit, deadline);
    },
  ),
];
