/** setsockopt(2), getsockopt(2): SOL_SOCKET here, other levels by the socket's family. */
import { EDOM, EINVAL, ENOPROTOOPT, EOPNOTSUPP, EPERM } from "../abi/errors.ts";
import {
  AF_UNIX,
  linger,
  SO_ACCEPTCONN,
  SO_BROADCAST,
  SO_DEBUG,
  SO_DOMAIN,
  SO_DONTROUTE,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_OOBINLINE,
  SO_PASSCRED,
  SO_PEERCRED,
  SO_PRIORITY,
  SO_PROTOCOL,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_RCVLOWAT,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SO_SNDLOWAT,
  SO_SNDTIMEO,
  SO_TIMESTAMP,
  SO_TYPE,
  SOL_SOCKET,
  ucred,
} from "../abi/socket.ts";
import { type Codec, decode, encode, i32 } from "../abi/struct.ts";
import { timeval } from "../abi/time.ts";
import { hasCapability } from "../core/caller.ts";
import type { Socket } from "../net/socket.ts";
import type { Task } from "../process/task.ts";
import { fd, int, oneOf, pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { outLength, socketOf } from "./socket-arguments.ts";

const CAP_NET_ADMIN = 12;
/** Priorities that anybody may set. */
const FREE_PRIORITY = 6;

interface Option {
  readonly name: string;
  /** The value as getsockopt answers it. */
  readonly get?: (socket: Socket) => Uint8Array;
  /** `value` has at least four bytes. */
  readonly set?: (task: Task, socket: Socket, value: Uint8Array) => void;
}

const number = (value: number): Uint8Array => encode(i32, value);
const intOf = (value: Uint8Array): number => decode(i32, value);

const exact = <T>(codec: Codec<T>, value: Uint8Array): T => {
  if (value.length < codec.size) throw EINVAL;
  return decode(codec, value);
};

type BooleanOption = {
  [K in keyof Socket["options"]]: Socket["options"][K] extends boolean ? K : never;
}[keyof Socket["options"]];

const flag = (name: string, key: BooleanOption): Option => ({
  name,
  get: (socket) => number(socket.options[key] ? 1 : 0),
  set: (_task, socket, value) => {
    socket.options[key] = intOf(value) !== 0;
  },
});

const timeout = (name: string, key: "receiveTimeout" | "sendTimeout"): Option => ({
  name,
  get: (socket) => {
    const nanoseconds = socket.options[key];
    if (nanoseconds === Number.POSITIVE_INFINITY) return encode(timeval, { sec: 0, usec: 0 });
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

const force = (task: Task): void => {
  if (!hasCapability(task.credentials, CAP_NET_ADMIN)) throw EPERM;
};

const options: Readonly<Record<number, Option>> = {
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
  [SO_PRIORITY]: {
    name: "SO_PRIORITY",
    get: (socket) => number(socket.options.priority),
    set: (task, socket, value) => {
      const priority = intOf(value);
      if (priority < 0 || priority > FREE_PRIORITY) force(task);
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
  [SO_PASSCRED]: flag("SO_PASSCRED", "passCredentials"),
  [SO_PEERCRED]: { name: "SO_PEERCRED", get: (socket) => encode(ucred, { ...socket.peerCredentials }) },
  [SO_RCVLOWAT]: {
    name: "SO_RCVLOWAT",
    get: (socket) => number(socket.options.receiveLowWater),
    set: (_task, socket, value) => {
      const wanted = intOf(value);
      socket.options.receiveLowWater = wanted < 0 ? 0x7fff_ffff : wanted || 1;
    },
  },
  [SO_SNDLOWAT]: { name: "SO_SNDLOWAT", get: () => number(1) },
  [SO_RCVTIMEO]: timeout("SO_RCVTIMEO", "receiveTimeout"),
  [SO_SNDTIMEO]: timeout("SO_SNDTIMEO", "sendTimeout"),
  [SO_TIMESTAMP]: flag("SO_TIMESTAMP", "timestamp"),
  [SO_ACCEPTCONN]: { name: "SO_ACCEPTCONN", get: (socket) => number(socket.isListening ? 1 : 0) },
  [SO_SNDBUFFORCE]: {
    name: "SO_SNDBUFFORCE",
    set: (task, socket, value) => {
      force(task);
      socket.options.setSendBuffer(intOf(value), true);
      socket.writeSpace();
    },
  },
  [SO_RCVBUFFORCE]: {
    name: "SO_RCVBUFFORCE",
    set: (task, socket, value) => {
      force(task);
      socket.options.setReceiveBuffer(intOf(value), true);
    },
  },
  [SO_PROTOCOL]: { name: "SO_PROTOCOL", get: (socket) => number(socket.protocol) },
  [SO_DOMAIN]: { name: "SO_DOMAIN", get: (socket) => number(socket.family) },
};

const setsockopt = (
  task: Task,
  descriptor: number,
  level: number,
  name: number,
  address: number,
  length: number,
): number => {
  const socket = socketOf(task, descriptor);
  if (length < 0) throw EINVAL;
  if (level !== SOL_SOCKET) {
    socket.setFamilyOption(task, level, name, () => task.memory.readBytes(address, length));
    return 0;
  }
  if (length < i32.size) throw EINVAL;
  const value = task.memory.readBytes(address, Math.min(length, MAX_VALUE));
  const option = options[name];
  if (option?.set === undefined) throw unknown(task, name, option);
  option.set(task, socket, value);
  return 0;
};

/** Longest value of any option here. */
const MAX_VALUE = 16;
/** Options beyond those here are Linux's own affairs (filters, timestamps, busy polling), up to this number. */
const LAST_OPTION = 83;

/** ENOPROTOOPT: rightly for what can only be read, or does not exist; else it is noted as missing. */
const unknown = (task: Task, name: number, option: Option | undefined): typeof ENOPROTOOPT => {
  if (option === undefined && name > 0 && name <= LAST_OPTION)
    task.system.unsupported.add(`sockopt(SOL_SOCKET, ${name})`);
  return ENOPROTOOPT;
};

const getsockopt = (
  task: Task,
  descriptor: number,
  level: number,
  name: number,
  address: number,
  lengthAddress: number,
): number => {
  const socket = socketOf(task, descriptor);
  const room = level === SOL_SOCKET ? roomAt(task, lengthAddress) : -1;
  const option = options[name];
  if (level === SOL_SOCKET && option?.get === undefined) throw unknown(task, name, option);
  const value = level === SOL_SOCKET ? option?.get?.(socket) : socket.getFamilyOption(level, name);
  if (value === undefined) throw ENOPROTOOPT;
  const length = Math.min(value.length, room < 0 ? roomAt(task, lengthAddress) : room);
  task.memory.writeBytes(address, value.subarray(0, length));
  task.memory.write(i32, lengthAddress, length);
  return 0;
};

const roomAt = (task: Task, address: number): number => {
  const room = task.memory.read(i32, address);
  if (room < 0) throw EINVAL;
  return room;
};

const levelName = oneOf("level", { [SOL_SOCKET]: "SOL_SOCKET", 6: "SOL_TCP", 0: "SOL_IP", 41: "SOL_IPV6" });
const optionName = oneOf(
  "optname",
  Object.fromEntries(Object.entries(options).map(([value, { name }]) => [value, name])),
);

export const socketOptionCalls: readonly Syscall[] = [
  call("setsockopt", [fd("sockfd"), levelName, optionName, pointer("optval"), int("optlen")], setsockopt),
  call("getsockopt", [fd("sockfd"), levelName, optionName, pointer("optval"), outLength("optlen")], getsockopt),
];
