/** sendto(2), recvfrom(2), sendmsg(2), recvmsg(2), sendmmsg(2), recvmmsg(2). */
import { EAGAIN, EFAULT, EINVAL, EMSGSIZE, Errno, errors } from "../abi/errors.ts";
import { POLLIN, POLLOUT, POLLRDBAND, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../abi/poll.ts";
import {
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  MSG_DONTWAIT,
  MSG_WAITFORONE,
  mmsghdr,
  msghdr,
  SOCKADDR_MAX,
} from "../abi/socket.ts";
import { type Decoded, u32, ulong } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import { WOULD_BLOCK, type WouldBlock } from "../files/open-file.ts";
import type { Sink, Source } from "../memory/io.ts";
import { UserBuffer } from "../memory/user-io.ts";
import { IOV_MAX, MAX_RW_COUNT, TASK_SIZE } from "../memory/user-memory.ts";
import { InMessage, OutMessage } from "../net/message.ts";
import type { Socket } from "../net/socket.ts";
import type { Task } from "../process/task.ts";
import { fd, inBuffer, int, outBuffer, pointer, size, uint } from "./arguments.ts";
import { attemptOn, orThrow } from "./blocking.ts";
import { ControlBuffer, readControl } from "./control-messages.ts";
import { call, type Syscall } from "./define.ts";
import {
  inAddress,
  messageFlags,
  outAddress,
  outLength,
  readAddress,
  socketOf,
  writeAddress,
} from "./socket-arguments.ts";
import type { CountedArray } from "./structures.ts";
import { timespecArgument, timespecDeadline, writeTimespec } from "./timeouts.ts";

type Header = Decoded<typeof msghdr>;

/** One buffer as a source or sink (import_ubuf). */
const bufferOf = (task: Task, base: number, length: number): UserBuffer => {
  const bounded = Math.min(length, MAX_RW_COUNT);
  if (base + bounded > TASK_SIZE) throw EFAULT;
  return new UserBuffer(task.memory, base, bounded);
};

type Moved = number | Errno | Blocking<number>;

const mayNotWait = (socket: Socket, flags: number): boolean => socket.isNonBlocking || (flags & MSG_DONTWAIT) !== 0;

/** Sends, sleeping for room; a stream goes on until all is sent, and whatever ends it early makes a short count. */
const sendOn = (task: Task, socket: Socket, source: Source, message: OutMessage): Moved => {
  const attempt = (): number | WouldBlock => {
    const sent = socket.send(task, source, message);
    if (sent === WOULD_BLOCK || !socket.writesAll) return sent;
    return source.remaining > 0 && !message.nonBlocking ? WOULD_BLOCK : message.sent;
  };
  const orPart = (error: unknown): number => {
    if (message.sent > 0 && error instanceof Errno) return message.sent;
    throw error;
  };
  function* sleeping(wait: Blocking<number>): Blocking<number> {
    try {
      return yield* wait;
    } catch (error) {
      return orPart(error);
    }
  }
  try {
    const sent = attemptOn(task, socket, POLLOUT | POLLWRNORM | POLLWRBAND, attempt, {
      reason: "send",
      nonBlocking: message.nonBlocking,
    });
    if (sent instanceof Errno) return message.sent > 0 ? message.sent : sent;
    return typeof sent === "number" ? sent : sleeping(sent);
  } catch (error) {
    return orPart(error);
  }
};

/** Receives, sleeping until something came; MSG_WAITALL that is ended early answers what it has. */
const receiveOn = (task: Task, socket: Socket, sink: Sink, message: InMessage): Moved => {
  const orPart = (error: unknown): number => {
    if (message.received > 0 && error instanceof Errno) return message.received;
    throw error;
  };
  function* sleeping(wait: Blocking<number>): Blocking<number> {
    try {
      return yield* wait;
    } catch (error) {
      return orPart(error);
    }
  }
  try {
    const attempt = (): number | WouldBlock => socket.receive(task, sink, message);
    const received = attemptOn(task, socket, POLLIN | POLLRDNORM | POLLRDBAND, attempt, {
      reason: "recv",
      nonBlocking: message.nonBlocking,
    });
    if (received instanceof Errno) return message.received > 0 ? message.received : received;
    return typeof received === "number" ? received : sleeping(received);
  } catch (error) {
    return orPart(error);
  }
};

/** Goes on with a result, at once or when the call has slept; `cleanup` runs however it ends. */
const finish = (run: () => Moved, next: (value: number) => number, cleanup: () => void = () => {}): Moved => {
  function* sleeping(wait: Blocking<number>): Blocking<number> {
    try {
      return next(yield* wait);
    } finally {
      cleanup();
    }
  }
  let slept = false;
  try {
    const result = run();
    if (typeof result === "number") return next(result);
    if (result instanceof Errno) return result;
    slept = true;
    return sleeping(result);
  } finally {
    if (!slept) cleanup();
  }
};

const sendto = (
  task: Task,
  descriptor: number,
  buffer: number,
  length: number,
  flags: number,
  address: CountedArray,
): Moved => {
  const source = bufferOf(task, buffer, length);
  const socket = socketOf(task, descriptor);
  const target = address.address === 0 ? null : { address: readAddress(task, address), caller: task };
  return sendOn(task, socket, source, new OutMessage({ flags, nonBlocking: mayNotWait(socket, flags), target }));
};

const recvfrom = (
  task: Task,
  descriptor: number,
  buffer: number,
  length: number,
  flags: number,
  address: number,
  addressLength: number,
): Moved => {
  const sink = bufferOf(task, buffer, length);
  const socket = socketOf(task, descriptor);
  const message = new InMessage(flags, mayNotWait(socket, flags));
  return finish(
    () => receiveOn(task, socket, sink, message),
    (received) => {
      dropRights(message);
      if (address !== 0) writeAddress(task, message.address ?? new Uint8Array(0), address, addressLength);
      return received;
    },
  );
};

const dropRights = (message: InMessage): void => {
  for (const file of message.rights) file.release();
  message.rights = [];
};

/** Reads a msghdr and its iovecs (copy_msghdr_from_user). */
const readHeader = (task: Task, address: number): { readonly header: Header; readonly buffer: UserBuffer } => {
  const header = task.memory.read(msghdr, address);
  if (header.name !== 0 && header.namelen < 0) throw EINVAL;
  if (header.iovlen > IOV_MAX) throw EMSGSIZE;
  return { header, buffer: UserBuffer.over(task.memory, task.memory.readIovecs(header.iov, header.iovlen)) };
};

const sendMessage = (task: Task, socket: Socket, address: number, flags: number): Moved => {
  const { header, buffer } = readHeader(task, address);
  const length = header.name === 0 ? 0 : Math.min(header.namelen, SOCKADDR_MAX);
  const target =
    length === 0 ? null : { address: readAddress(task, { address: header.name, count: length }), caller: task };
  if (header.controllen > 0x7fff_ffff) throw errors.ENOBUFS;
  socket.checkSend();
  const { rights, others, sender } = readControl(task, socket, header.control, header.controllen);
  const message = new OutMessage({
    flags,
    nonBlocking: mayNotWait(socket, flags),
    target,
    rights,
    sender,
    control: others,
  });
  return finish(
    () => sendOn(task, socket, buffer, message),
    (sent) => sent,
    () => {
      for (const file of rights) file.release();
    },
  );
};

const receiveMessage = (task: Task, socket: Socket, address: number, flags: number): Moved => {
  const { header, buffer } = readHeader(task, address);
  const message = new InMessage(flags, mayNotWait(socket, flags));
  return finish(
    () => receiveOn(task, socket, buffer, message),
    (received) => {
      reportMessage(task, socket, address, header, message);
      return received;
    },
  );
};

/** Name, control messages and flags back to the guest's msghdr. */
const reportMessage = (task: Task, socket: Socket, address: number, header: Header, message: InMessage): void => {
  const control = new ControlBuffer(task, header.control, header.controllen);
  const { passCredentials, passPidfd } = socket.options;
  let flags = message.resultFlags | (message.flags & MSG_CMSG_CLOEXEC);
  if (header.control === 0) {
    if (passCredentials || passPidfd || message.rights.length > 0 || message.control.length > 0) flags |= MSG_CTRUNC;
    dropRights(message);
  } else flags |= control.putAll(message, message.flags, socket.options);
  const at = (field: keyof typeof msghdr.offsets): number => address + msghdr.offsets[field];
  if (header.name !== 0) writeAddress(task, message.address ?? new Uint8Array(0), header.name, at("namelen"));
  task.memory.write(u32, at("flags"), flags >>> 0);
  task.memory.write(ulong, at("controllen"), control.used);
};

/** One message after the other; an error after the first ends it with the count. */
function* sendMany(task: Task, descriptor: number, vector: number, count: number, flags: number): Blocking<number> {
  const socket = socketOf(task, descriptor);
  let done = 0;
  try {
    for (; done < Math.min(count, IOV_MAX); done++) {
      const address = vector + done * mmsghdr.size;
      const sent = orThrow(sendMessage(task, socket, address, flags));
      task.memory.write(u32, address + mmsghdr.offsets.len, isNumber(sent) ? sent : yield* sent);
    }
  } catch (error) {
    if (done === 0 || !(error instanceof Errno)) throw error;
  }
  return done;
}

const isNumber = (value: number | Blocking<number>): value is number => typeof value === "number";

function* receiveMany(
  task: Task,
  descriptor: number,
  vector: number,
  count: number,
  flags: number,
  timeout: number,
): Blocking<number> {
  const deadline = timespecDeadline(task, timeout);
  const socket = socketOf(task, descriptor);
  socket.raisePendingError();
  let done = 0;
  let messageFlags = flags & ~MSG_WAITFORONE;
  try {
    while (done < Math.min(count, IOV_MAX)) {
      const address = vector + done * mmsghdr.size;
      const received = orThrow(receiveMessage(task, socket, address, messageFlags));
      task.memory.write(u32, address + mmsghdr.offsets.len, isNumber(received) ? received : yield* received);
      done++;
      if ((flags & MSG_WAITFORONE) !== 0) messageFlags |= MSG_DONTWAIT;
      if (task.clock.now >= deadline) break;
    }
  } catch (error) {
    if (done === 0 || !(error instanceof Errno)) throw error;
    // The error is told by the next call, unless there was just nothing more to have.
    if (error !== EAGAIN) socket.pendingError = error;
  }
  if (timeout !== 0) writeTimespec(task, timeout, Math.max(0, deadline - task.clock.now));
  return done;
}

export const socketMessageCalls: readonly Syscall[] = [
  call(
    "sendto",
    [fd("sockfd"), inBuffer("buf"), size("len"), messageFlags, inAddress("dest_addr"), int("addrlen")],
    sendto,
  ),
  call(
    "recvfrom",
    [fd("sockfd"), outBuffer("buf"), size("len"), messageFlags, outAddress("src_addr"), outLength("addrlen")],
    recvfrom,
  ),
  call("sendmsg", [fd("sockfd"), pointer("msg"), messageFlags], (task, descriptor, address, flags) =>
    sendMessage(task, socketOf(task, descriptor), address, flags),
  ),
  call("recvmsg", [fd("sockfd"), pointer("msg"), messageFlags], (task, descriptor, address, flags) =>
    receiveMessage(task, socketOf(task, descriptor), address, flags),
  ),
  call("sendmmsg", [fd("sockfd"), pointer("msgvec"), uint("vlen"), messageFlags], sendMany),
  call(
    "recvmmsg",
    [fd("sockfd"), pointer("msgvec"), uint("vlen"), messageFlags, timespecArgument("timeout")],
    receiveMany,
  ),
];
