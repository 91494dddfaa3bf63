/** The options of SOL_SOCKET, one row each: how they are answered and set (sk_getsockopt, sk_setsockopt). */
import { EDOM, EINVAL, ENODEV, ENOENT, ENOPROTOOPT, EOPNOTSUPP, EPERM, errors } from "../abi/errors.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  linger,
  SO_ACCEPTCONN,
  SO_ATTACH_FILTER,
  SO_BINDTODEVICE,
  SO_BINDTOIFINDEX,
  SO_BROADCAST,
  SO_BUSY_POLL,
  SO_BUSY_POLL_BUDGET,
  SO_COOKIE,
  SO_DEBUG,
  SO_DETACH_FILTER,
  SO_DOMAIN,
  SO_DONTROUTE,
  SO_ERROR,
  SO_INCOMING_CPU,
  SO_INCOMING_NAPI_ID,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_LOCK_FILTER,
  SO_MARK,
  SO_MAX_PACING_RATE,
  SO_NETNS_COOKIE,
  SO_NO_CHECK,
  SO_NOFCS,
  SO_OOBINLINE,
  SO_PASSCRED,
  SO_PASSPIDFD,
  SO_PASSSEC,
  SO_PEEK_OFF,
  SO_PEERCRED,
  SO_PEERGROUPS,
  SO_PEERNAME,
  SO_PEERPIDFD,
  SO_PEERSEC,
  SO_PREFER_BUSY_POLL,
  SO_PRIORITY,
  SO_PROTOCOL,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_RCVLOWAT,
  SO_RCVMARK,
  SO_RCVTIMEO,
  SO_RCVTIMEO_NEW,
  SO_RESERVE_MEM,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SO_RXQ_OVFL,
  SO_SELECT_ERR_QUEUE,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SO_SNDLOWAT,
  SO_SNDTIMEO,
  SO_SNDTIMEO_NEW,
  SO_TIMESTAMP,
  SO_TIMESTAMP_NEW,
  SO_TIMESTAMPNS,
  SO_TIMESTAMPNS_NEW,
  SO_TXREHASH,
  SO_TYPE,
  SO_WIFI_STATUS,
  SO_ZEROCOPY,
  SOCK_DGRAM,
  SOCK_STREAM,
  sockFilter,
  sockFprog,
  ucred,
} from "../abi/socket.ts";
import { type Codec, decode, encode, i32, u32, u64 } from "../abi/struct.ts";
import { timeval } from "../abi/time.ts";
import { hasCapability } from "../core/caller.ts";
import { ClassicFilter, FILTER_MOST, type Instruction } from "../core/classic-bpf.ts";
import { LOOPBACK, nameIn } from "../net/interfaces.ts";
import type { Socket } from "../net/socket.ts";
import type { Task } from "../process/task.ts";
import { senderFor } from "./control-messages.ts";
import { installPidfd } from "./pidfd.ts";

const CAP_NET_ADMIN = 12;
const CAP_NET_RAW = 13;
/** Priorities that anybody may set. */
const FREE_PRIORITY = 6;
/** Longest name of an interface, with its NUL. */
const IFNAMSIZ = 16;

export interface SocketOption {
  readonly name: string;
  /** The value as getsockopt answers it; `room` is what the caller has for it. */
  readonly get?: (socket: Socket, task: Task, room: number) => Uint8Array;
  readonly set?: (task: Task, socket: Socket, value: Uint8Array) => void;
  /** Its value may be shorter than a whole number. */
  readonly isText?: boolean;
}

const number = (value: number): Uint8Array => encode(i32, value);
const intOf = (value: Uint8Array): number => decode(i32, value);
const isInternet = ({ family }: Socket): boolean => family === AF_INET || family === AF_INET6;

const exact = <T>(codec: Codec<T>, value: Uint8Array): T => {
  if (value.length < codec.size) throw EINVAL;
  return decode(codec, value);
};

type BooleanOption = {
  [K in keyof Socket["options"]]: Socket["options"][K] extends boolean ? K : never;
}[keyof Socket["options"]];

const flag = (name: string, key: BooleanOption): SocketOption => ({
  name,
  get: (socket) => number(socket.options[key] ? 1 : 0),
  set: (_task, socket, value) => {
    socket.options[key] = intOf(value) !== 0;
  },
});

/** A flag of AF_UNIX sockets (and of netlink ones, for credentials). */
const localFlag = (name: string, key: BooleanOption): SocketOption => ({
  name,
  get: (socket) => {
    if (isInternet(socket)) throw EOPNOTSUPP;
    return number(socket.options[key] ? 1 : 0);
  },
  set: (_task, socket, value) => {
    if (isInternet(socket)) throw EOPNOTSUPP;
    socket.options[key] = intOf(value) !== 0;
  },
});

const timeout = (name: string, key: "receiveTimeout" | "sendTimeout"): SocketOption => ({
  name,
  get: (socket) => {
    const nanoseconds = socket.options[key];
    if (nanoseconds === Number.POSITIVE_INFINITY || nanoseconds === 0) return encode(timeval, { sec: 0, usec: 0 });
    const sec = Math.floor(nanoseconds / 1e9);
    return encode(timeval, { sec, usec: Math.floor((nanoseconds - sec * 1e9) / 1e3) });
  },
  set: (_task, socket, value) => {
    const { sec, usec } = exact(timeval, value);
    if (usec < 0 || usec >= 1e6) throw EDOM;
    const nanoseconds = sec * 1e9 + usec * 1e3;
    socket.options[key] = sec < 0 ? 0 : nanoseconds === 0 ? Number.POSITIVE_INFINITY : nanoseconds;
  },
});

/** One of the four ways to ask for times of arrival: the last that was set holds; clearing any of them clears all. */
const timestamp = (name: string, option: number): SocketOption => ({
  name,
  get: (socket) => number(socket.options.timestamp === option ? 1 : 0),
  set: (_task, socket, value) => {
    socket.options.timestamp = intOf(value) !== 0 ? option : 0;
  },
});

/** Rights over the machine itself, which no user namespace gives. */
const needMachine = (): never => {
  throw EPERM;
};

const bindToInterface = (socket: Socket, index: number): void => {
  socket.options.boundInterface = index;
};

const readFilter = (task: Task, value: Uint8Array): ClassicFilter => {
  if (value.length < sockFprog.size) throw EINVAL;
  const { len, filter } = decode(sockFprog, value);
  if (filter === 0 || len === 0 || len > FILTER_MOST) throw EINVAL;
  const bytes = task.memory.readBytes(filter, len * sockFilter.size);
  return new ClassicFilter(
    Array.from({ length: len }, (_, i): Instruction => decode(sockFilter, bytes, i * sockFilter.size)),
  );
};

const unlocked = (socket: Socket): void => {
  if (socket.options.isFilterLocked) throw EPERM;
};

/** Answers how many instructions a filter has; getsockopt copies them by itself, since its length counts them. */
const readBack = (socket: Socket, _task: Task, room: number): Uint8Array => {
  const program = socket.options.filter?.program ?? [];
  if (room === 0) return new Uint8Array(program.length);
  if (room < program.length) throw EINVAL;
  const bytes = new Uint8Array(program.length * sockFilter.size);
  program.forEach((instruction, i) => {
    bytes.set(encode(sockFilter, instruction), i * sockFilter.size);
  });
  return bytes;
};

export const socketOptions: Readonly<Record<number, SocketOption>> = {
  [SO_DEBUG]: flag("SO_DEBUG", "debug"),
  [SO_REUSEADDR]: flag("SO_REUSEADDR", "reuseAddress"),
  [SO_TYPE]: { name: "SO_TYPE", get: (socket) => number(socket.type) },
  [SO_ERROR]: { name: "SO_ERROR", get: (socket) => number(socket.takePendingError()?.number ?? 0) },
  [SO_DONTROUTE]: flag("SO_DONTROUTE", "dontRoute"),
  [SO_BROADCAST]: flag("SO_BROADCAST", "broadcast"),
  [SO_SNDBUF]: {
    name: "SO_SNDBUF",
    get: (socket) => number(socket.options.sendBuffer),
    set: (_task, socket, value) => {
      socket.options.setSendBuffer(intOf(value));
      socket.writeSpace();
    },
  },
  [SO_RCVBUF]: {
    name: "SO_RCVBUF",
    get: (socket) => number(socket.options.receiveBuffer),
    set: (_task, socket, value) => socket.options.setReceiveBuffer(intOf(value)),
  },
  [SO_KEEPALIVE]: flag("SO_KEEPALIVE", "keepAlive"),
  [SO_OOBINLINE]: flag("SO_OOBINLINE", "outOfBandInline"),
  [SO_NO_CHECK]: flag("SO_NO_CHECK", "noCheck"),
  [SO_PRIORITY]: {
    name: "SO_PRIORITY",
    get: (socket) => number(socket.options.priority),
    set: (task, socket, value) => {
      const priority = intOf(value);
      const isFree = priority >= 0 && priority <= FREE_PRIORITY;
      const { credentials } = task;
      if (!isFree && !hasCapability(credentials, CAP_NET_RAW) && !hasCapability(credentials, CAP_NET_ADMIN))
        throw EPERM;
      socket.options.priority = priority;
    },
  },
  [SO_LINGER]: {
    name: "SO_LINGER",
    get: (socket) => encode(linger, socket.options.linger),
    set: (_task, socket, value) => {
      const wanted = exact(linger, value);
      socket.options.linger = { onoff: wanted.onoff === 0 ? 0 : 1, linger: wanted.linger };
    },
  },
  [SO_REUSEPORT]: {
    ...flag("SO_REUSEPORT", "reusePort"),
    set: (_task, socket, value) => {
      if (socket.family === AF_UNIX && intOf(value) !== 0) throw EOPNOTSUPP;
      socket.options.reusePort = intOf(value) !== 0;
    },
  },
  [SO_PASSCRED]: localFlag("SO_PASSCRED", "passCredentials"),
  [SO_PEERCRED]: { name: "SO_PEERCRED", get: (socket, task) => encode(ucred, senderFor(task, socket.peerCredentials)) },
  [SO_RCVLOWAT]: {
    name: "SO_RCVLOWAT",
    get: (socket) => number(socket.options.receiveLowWater),
    set: (_task, socket, value) => {
      const wanted = intOf(value);
      socket.setReceiveLowWater(wanted < 0 ? 0x7fff_ffff : wanted || 1);
    },
  },
  [SO_SNDLOWAT]: { name: "SO_SNDLOWAT", get: () => number(1) },
  [SO_RCVTIMEO]: timeout("SO_RCVTIMEO", "receiveTimeout"),
  [SO_SNDTIMEO]: timeout("SO_SNDTIMEO", "sendTimeout"),
  [SO_RCVTIMEO_NEW]: timeout("SO_RCVTIMEO_NEW", "receiveTimeout"),
  [SO_SNDTIMEO_NEW]: timeout("SO_SNDTIMEO_NEW", "sendTimeout"),
  [SO_BINDTODEVICE]: {
    name: "SO_BINDTODEVICE",
    isText: true,
    get: (socket, _task, room) => {
      if (socket.options.boundInterface === 0) return new Uint8Array(0);
      if (room < IFNAMSIZ) throw EINVAL;
      if (socket.options.boundInterface !== LOOPBACK.index) throw ENODEV;
      return Uint8Array.from(`${LOOPBACK.name}\0`, (character) => character.charCodeAt(0));
    },
    set: (_task, socket, value) => {
      const name = nameIn(value.subarray(0, IFNAMSIZ - 1));
      if (name !== "" && name !== LOOPBACK.name) throw ENODEV;
      bindToInterface(socket, name === "" ? 0 : LOOPBACK.index);
    },
  },
  [SO_BINDTOIFINDEX]: {
    name: "SO_BINDTOIFINDEX",
    get: (socket) => number(socket.options.boundInterface),
    set: (_task, socket, value) => {
      if (intOf(value) < 0) throw EINVAL;
      bindToInterface(socket, intOf(value));
    },
  },
  [SO_ATTACH_FILTER]: {
    name: "SO_ATTACH_FILTER",
    get: readBack,
    set: (task, socket, value) => {
      const filter = readFilter(task, value);
      unlocked(socket);
      if (!socket.takesFilters) {
        task.system.unsupported.add("sockopt(SO_ATTACH_FILTER of TCP)");
        throw ENOPROTOOPT;
      }
      socket.options.filter = filter;
    },
  },
  [SO_DETACH_FILTER]: {
    name: "SO_DETACH_FILTER",
    set: (_task, socket) => {
      unlocked(socket);
      if (socket.options.filter === null) throw ENOENT;
      socket.options.filter = null;
    },
  },
  [SO_LOCK_FILTER]: {
    ...flag("SO_LOCK_FILTER", "isFilterLocked"),
    set: (_task, socket, value) => {
      if (socket.options.isFilterLocked && intOf(value) === 0) throw EPERM;
      socket.options.isFilterLocked = intOf(value) !== 0;
    },
  },
  [SO_PEERNAME]: {
    name: "SO_PEERNAME",
    get: (socket, _task, room) => {
      const name = socket.peerAddress();
      if (name.length < room) throw EINVAL;
      return name;
    },
  },
  [SO_TIMESTAMP]: timestamp("SO_TIMESTAMP", SO_TIMESTAMP),
  [SO_TIMESTAMPNS]: timestamp("SO_TIMESTAMPNS", SO_TIMESTAMPNS),
  [SO_TIMESTAMP_NEW]: timestamp("SO_TIMESTAMP_NEW", SO_TIMESTAMP_NEW),
  [SO_TIMESTAMPNS_NEW]: timestamp("SO_TIMESTAMPNS_NEW", SO_TIMESTAMPNS_NEW),
  [SO_ACCEPTCONN]: { name: "SO_ACCEPTCONN", get: (socket) => number(socket.isListening ? 1 : 0) },
  [SO_SNDBUFFORCE]: { name: "SO_SNDBUFFORCE", set: needMachine },
  [SO_RCVBUFFORCE]: { name: "SO_RCVBUFFORCE", set: needMachine },
  [SO_PASSSEC]: localFlag("SO_PASSSEC", "passSecurity"),
  [SO_PASSPIDFD]: localFlag("SO_PASSPIDFD", "passPidfd"),
  [SO_PEERSEC]: {
    name: "SO_PEERSEC",
    get: () => {
      throw ENOPROTOOPT;
    },
  },
  [SO_PEERPIDFD]: {
    name: "SO_PEERPIDFD",
    get: (socket, task) => {
      const { pid } = socket.peerCredentials;
      if (pid === 0) throw errors.ENODATA;
      const process = task.system.pids.processes.get(pid);
      if (process === undefined) throw errors.ESRCH;
      return number(installPidfd(task, process, null, 0));
    },
  },
  [SO_PEERGROUPS]: {
    name: "SO_PEERGROUPS",
    get: (socket, _task, room) => {
      const { groups } = socket;
      if (groups === null) throw errors.ENODATA;
      const bytes = new Uint8Array(groups.length * u32.size);
      groups.forEach((group, i) => {
        bytes.set(encode(u32, group), i * u32.size);
      });
      if (room < bytes.length) throw errors.ERANGE;
      return bytes;
    },
  },
  [SO_MARK]: {
    name: "SO_MARK",
    get: (socket) => number(socket.options.mark),
    set: (task, socket, value) => {
      const { credentials } = task;
      if (!hasCapability(credentials, CAP_NET_RAW) && !hasCapability(credentials, CAP_NET_ADMIN)) throw EPERM;
      socket.options.mark = intOf(value);
    },
  },
  [SO_RCVMARK]: {
    ...flag("SO_RCVMARK", "tellsMark"),
    set: (task, socket, value) => {
      const { credentials } = task;
      if (!hasCapability(credentials, CAP_NET_RAW) && !hasCapability(credentials, CAP_NET_ADMIN)) throw EPERM;
      socket.options.tellsMark = intOf(value) !== 0;
    },
  },
  [SO_PROTOCOL]: { name: "SO_PROTOCOL", get: (socket) => number(socket.protocol) },
  [SO_DOMAIN]: { name: "SO_DOMAIN", get: (socket) => number(socket.family) },
  [SO_RXQ_OVFL]: flag("SO_RXQ_OVFL", "tellsOverflow"),
  [SO_WIFI_STATUS]: flag("SO_WIFI_STATUS", "wifiStatus"),
  [SO_PEEK_OFF]: {
    name: "SO_PEEK_OFF",
    get: (socket) => number(socket.options.peekOffset),
    set: (_task, socket, value) => {
      if (!isInternet(socket) && socket.family !== AF_UNIX) throw EOPNOTSUPP;
      socket.options.peekOffset = intOf(value);
    },
  },
  [SO_NOFCS]: flag("SO_NOFCS", "noFcs"),
  [SO_SELECT_ERR_QUEUE]: flag("SO_SELECT_ERR_QUEUE", "selectErrorQueue"),
  [SO_BUSY_POLL]: {
    name: "SO_BUSY_POLL",
    get: (socket) => number(socket.options.busyPoll),
    set: (_task, socket, value) => {
      if (intOf(value) < 0) throw EINVAL;
      socket.options.busyPoll = intOf(value);
    },
  },
  [SO_PREFER_BUSY_POLL]: {
    name: "SO_PREFER_BUSY_POLL",
    get: (socket) => number(socket.options.preferBusyPoll ? 1 : 0),
    set: (_task, socket, value) => {
      if (intOf(value) !== 0) needMachine();
      socket.options.preferBusyPoll = false;
    },
  },
  [SO_BUSY_POLL_BUDGET]: {
    name: "SO_BUSY_POLL_BUDGET",
    set: (_task, _socket, value) => {
      if (intOf(value) !== 0) needMachine();
    },
  },
  [SO_MAX_PACING_RATE]: {
    name: "SO_MAX_PACING_RATE",
    get: (socket) => number(socket.options.maxPacingRate),
    set: (_task, socket, value) => {
      socket.options.maxPacingRate = intOf(value);
    },
  },
  [SO_INCOMING_CPU]: {
    name: "SO_INCOMING_CPU",
    get: (socket) => number(socket.incomingCpu),
    set: (_task, socket, value) => {
      socket.incomingCpu = intOf(value);
    },
  },
  [SO_INCOMING_NAPI_ID]: { name: "SO_INCOMING_NAPI_ID", get: () => number(0) },
  [SO_COOKIE]: { name: "SO_COOKIE", get: (socket) => encode(u64, BigInt(socket.number)) },
  [SO_NETNS_COOKIE]: {
    name: "SO_NETNS_COOKIE",
    get: (socket, _task, room) => {
      if (room !== u64.size) throw EINVAL;
      return encode(u64, BigInt(socket.loopback.cookie));
    },
  },
  [SO_ZEROCOPY]: {
    ...flag("SO_ZEROCOPY", "zeroCopy"),
    set: (_task, socket, value) => {
      if (!isInternet(socket) || (socket.type !== SOCK_STREAM && socket.type !== SOCK_DGRAM)) throw EOPNOTSUPP;
      if (intOf(value) < 0 || intOf(value) > 1) throw EINVAL;
      socket.options.zeroCopy = intOf(value) === 1;
    },
  },
  [SO_RESERVE_MEM]: { name: "SO_RESERVE_MEM", get: () => number(0) },
  [SO_TXREHASH]: {
    name: "SO_TXREHASH",
    get: (socket) => {
      if (!isInternet(socket) || socket.type !== SOCK_STREAM) throw EOPNOTSUPP;
      return number(socket.options.transmitRehash);
    },
    set: (_task, socket, value) => {
      if (!isInternet(socket) || socket.type !== SOCK_STREAM) throw EOPNOTSUPP;
      if (intOf(value) < -1 || intOf(value) > 1) throw EINVAL;
      socket.options.transmitRehash = intOf(value) === -1 ? 1 : intOf(value);
    },
  },
};
