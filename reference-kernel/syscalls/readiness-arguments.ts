/** How the trace shows pollfd arrays, epoll events and fd_sets. */
import {
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLONESHOT,
  EPOLLWAKEUP,
  epollEvent,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLMSG,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDBAND,
  POLLRDHUP,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
  pollfd,
} from "../abi/poll.ts";
import { signalName } from "../abi/signal.ts";
import { u64 } from "../abi/struct.ts";
import type { Task } from "../process/task.ts";
import { formatFlags } from "./arguments.ts";
import type { ArgumentCodec } from "./define.ts";
import { type CountedArray, counted, shown } from "./structures.ts";

type Names = readonly (readonly [number, string])[];

const pollNames: Names = [
  [POLLIN, "POLLIN"],
  [POLLPRI, "POLLPRI"],
  [POLLOUT, "POLLOUT"],
  [POLLRDNORM, "POLLRDNORM"],
  [POLLRDBAND, "POLLRDBAND"],
  [POLLWRNORM, "POLLWRNORM"],
  [POLLWRBAND, "POLLWRBAND"],
  [POLLMSG, "POLLMSG"],
  [POLLRDHUP, "POLLRDHUP"],
  [POLLERR, "POLLERR"],
  [POLLHUP, "POLLHUP"],
  [POLLNVAL, "POLLNVAL"],
];

const epollNames: Names = [
  ...pollNames.map(([bits, name]) => [bits, `E${name}`] as const),
  [EPOLLEXCLUSIVE, "EPOLLEXCLUSIVE"],
  [EPOLLWAKEUP, "EPOLLWAKEUP"],
  [EPOLLONESHOT, "EPOLLONESHOT"],
  [EPOLLET | 0, "EPOLLET"],
];

/** More entries than this are not shown. */
const SHOWN = 16;

const list = (count: number, one: (index: number) => string): string => {
  const parts = Array.from({ length: Math.min(count, SHOWN) }, (_, i) => one(i));
  return `[${[...parts, ...(count > SHOWN ? ["..."] : [])].join(", ")}]`;
};

/** The pollfd array and its length, which is the next argument. */
export const pollfds = (name: string): ArgumentCodec<CountedArray> =>
  counted(name, (task, { address, count }) =>
    list(count, (index) => formatPollfd(task, address + index * pollfd.size)),
  );

const formatPollfd = (task: Task, address: number): string => {
  const { fd, events, revents } = task.memory.read(pollfd, address);
  const came = revents === 0 ? "" : `, revents=${formatFlags(revents, pollNames)}`;
  return `{fd=${fd}, events=${formatFlags(events, pollNames)}${came}}`;
};

const formatEvent = (task: Task, address: number): string => {
  const { events, data } = task.memory.read(epollEvent, address);
  return `{events=${formatFlags(events | 0, epollNames)}, data=0x${data.toString(16)}}`;
};

/** The event of epoll_ctl. */
export const epollEventArgument = (name: string): ArgumentCodec<number> =>
  shown(name, (address, task) => formatEvent(task, address));

/** The events that epoll_wait answers. */
export const epollEvents = (name: string): ArgumentCodec<number> =>
  shown(name, (address, task, result) =>
    result === null ? null : list(Number(result), (i) => formatEvent(task, address + i * epollEvent.size)),
  );

/** The first 64 descriptors of an fd_set. */
export const fdSet = (name: string): ArgumentCodec<number> =>
  shown(name, (address, task) => {
    const bits = task.memory.read(u64, address);
    const fds: number[] = [];
    for (let fd = 0; fd < 64; fd++) if ((bits >> BigInt(fd)) & 1n) fds.push(fd);
    return `[${fds.join(" ")}]`;
  });

/** A signal mask that the call reads. */
export const signalMask = (name: string): ArgumentCodec<number> =>
  shown(name, (address, task) => {
    const bits = task.memory.read(u64, address);
    const names: string[] = [];
    for (let signal = 1; signal <= 64; signal++)
      if ((bits >> BigInt(signal - 1)) & 1n) names.push(signalName(signal).replace(/^SIG/, ""));
    return `[${names.join(" ")}]`;
  });
