/** socket(2), socketpair(2), bind(2), listen(2), accept(2), connect(2), shutdown(2), getsockname(2), getpeername(2). */
import { EAGAIN, EALREADY, ECONNABORTED, EINPROGRESS, EINVAL, ENOTCONN, EOPNOTSUPP, Errno } from "../abi/errors.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import { AF_UNIX, SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_TYPE_MASK } from "../abi/socket.ts";
import { array, i32 } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import type { WouldBlock } from "../files/open-file.ts";
import type { Socket } from "../net/socket.ts";
import { RLIMIT } from "../process/limits.ts";
import type { Task } from "../process/task.ts";
import { fd, int, oneOf } from "./arguments.ts";
import { attemptOn } from "./blocking.ts";
import { call, type Syscall } from "./define.ts";
import { install, installPair } from "./install.ts";
import {
  acceptFlags,
  family,
  inAddress,
  outAddress,
  outLength,
  readAddress,
  socketOf,
  socketType,
  writeAddress,
} from "./socket-arguments.ts";
import { type CountedArray, fdPair } from "./structures.ts";

const checkTypeFlags = (bits: number): void => {
  if ((bits & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) !== 0) throw EINVAL;
};

/** Gives a new socket its inode. */
const named = <S extends Socket>(task: Task, socket: S): S => {
  socket.number = task.system.inodeNumbers.next();
  const { fsuid: uid, fsgid: gid } = task.credentials;
  socket.inode = task.fs.vfs.anonymous.socket({ uid, gid }, socket.number);
  return socket;
};

const socket = (task: Task, domain: number, type: number, protocol: number): number => {
  checkTypeFlags(type & ~SOCK_TYPE_MASK);
  const made = task.namespaces.net.network.create(
    domain,
    type & SOCK_TYPE_MASK,
    protocol,
    type & SOCK_NONBLOCK,
    task.credentials,
  );
  return install(task, named(task, made), (type & SOCK_CLOEXEC) !== 0);
};

/** The descriptors are chosen and told before the sockets are made (__sys_socketpair). */
const socketpair = (task: Task, domain: number, type: number, protocol: number, address: number): number => {
  checkTypeFlags(type & ~SOCK_TYPE_MASK);
  const limit = task.limit(RLIMIT.NOFILE);
  const first = task.files.lowestFree(limit);
  task.memory.write(array(i32, 2), address, [first, task.files.lowestFree(limit, first + 1)]);
  const { network } = task.namespaces.net;
  if (domain !== AF_UNIX) {
    network.create(domain, type & SOCK_TYPE_MASK, protocol, 0, task.credentials).release();
    throw EOPNOTSUPP;
  }
  const pair = network.createPair(task, domain, type & SOCK_TYPE_MASK, protocol, type & SOCK_NONBLOCK);
  for (const end of pair) named(task, end);
  return installPair(task, pair, (type & SOCK_CLOEXEC) !== 0, () => {});
};

const connect = (task: Task, descriptor: number, given: CountedArray): number | Errno | Blocking<number> => {
  const file = socketOf(task, descriptor);
  const address = readAddress(task, given);
  const nonBlocking = file.isNonBlocking;
  const late = file.isConnecting ? EALREADY : EINPROGRESS;
  const attempt = (): 0 | WouldBlock => file.connect(task, address, nonBlocking);
  const connected = attemptOn<number>(task, file, POLLOUT | POLLWRNORM, attempt, { reason: "connect" });
  if (typeof connected === "number" || connected instanceof Errno || file.family === AF_UNIX) return connected;
  return inProgress(connected, late);
};

/** SO_SNDTIMEO ends the wait, not the connecting. */
function* inProgress(wait: Blocking<number>, late: Errno): Blocking<number> {
  try {
    return yield* wait;
  } catch (error) {
    throw error === EAGAIN ? late : error;
  }
}

const accept = (
  task: Task,
  descriptor: number,
  address: number,
  lengthAddress: number,
  bits: number,
): number | Errno | Blocking<number> => {
  checkTypeFlags(bits);
  const file = socketOf(task, descriptor);
  task.files.lowestFree(task.limit(RLIMIT.NOFILE));
  const finish = (accepted: Socket): number => {
    accepted.flags |= bits & SOCK_NONBLOCK;
    try {
      if (address !== 0) writeAddress(task, peerAddressOf(accepted), address, lengthAddress);
    } catch (error) {
      accepted.release();
      throw error;
    }
    return install(task, named(task, accepted), (bits & SOCK_CLOEXEC) !== 0);
  };
  function* sleeping(wait: Blocking<Socket>): Blocking<number> {
    return finish(yield* wait);
  }
  const options = { reason: "accept", exclusive: true };
  const accepted = attemptOn(task, file, POLLIN | POLLRDNORM, () => file.accept(task), options);
  if (accepted instanceof Errno) return accepted;
  return "next" in accepted ? sleeping(accepted) : finish(accepted);
};

/** A peer that is gone already: ECONNABORTED. */
const peerAddressOf = (accepted: Socket): Uint8Array => {
  try {
    return accepted.acceptedFrom();
  } catch (error) {
    throw error instanceof Errno && error === ENOTCONN ? ECONNABORTED : error;
  }
};

const howNames = { [SHUT_RD]: "SHUT_RD", [SHUT_WR]: "SHUT_WR", [SHUT_RDWR]: "SHUT_RDWR" };

export const socketCalls: readonly Syscall[] = [
  call(
    "socket",
    [family, socketType, int("protocol")],
    socket,
    "AF_UNIX, AF_INET and AF_INET6 (TCP, UDP, raw and ping sockets over the loopback), AF_PACKET without TCP's frames, AF_NETLINK (routes)",
  ),
  call("socketpair", [family, socketType, int("protocol"), fdPair("sv")], socketpair),
  call("bind", [fd("sockfd"), inAddress("addr"), int("addrlen")], (task, descriptor, address) => {
    const file = socketOf(task, descriptor);
    file.bind(task, readAddress(task, address));
    return 0;
  }),
  call("listen", [fd("sockfd"), int("backlog")], (task, descriptor, backlog) => {
    socketOf(task, descriptor).listen(task, backlog);
    return 0;
  }),
  call("connect", [fd("sockfd"), inAddress("addr"), int("addrlen")], connect),
  call("accept", [fd("sockfd"), outAddress("addr"), outLength("addrlen")], (task, descriptor, address, length) =>
    accept(task, descriptor, address, length, 0),
  ),
  call("accept4", [fd("sockfd"), outAddress("addr"), outLength("addrlen"), acceptFlags], accept),
  call("shutdown", [fd("sockfd"), oneOf("how", howNames)], (task, descriptor, how) => {
    const file = socketOf(task, descriptor);
    if (how < SHUT_RD || how > SHUT_RDWR) throw EINVAL;
    file.shutdown(how);
    return 0;
  }),
  call("getsockname", [fd("sockfd"), outAddress("addr"), outLength("addrlen")], (task, descriptor, address, length) => {
    writeAddress(task, socketOf(task, descriptor).localAddress(), address, length);
    return 0;
  }),
  call("getpeername", [fd("sockfd"), outAddress("addr"), outLength("addrlen")], (task, descriptor, address, length) => {
    writeAddress(task, socketOf(task, descriptor).peerAddress(), address, length);
    return 0;
  }),
];
