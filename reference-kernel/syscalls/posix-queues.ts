/** POSIX message queues: mq_open, mq_unlink, mq_timedsend, mq_timedreceive, mq_notify, mq_getsetattr (ipc/mqueue.c). */
import {
  EACCES,
  EAGAIN,
  EBADF,
  EBUSY,
  EEXIST,
  EINVAL,
  EMSGSIZE,
  ENOENT,
  ENOTSOCK,
  ERESTARTSYS,
  ETIMEDOUT,
} from "../abi/errors.ts";
import { O_ACCMODE, O_CREAT, O_EXCL, O_NONBLOCK } from "../abi/open.ts";
import { NSIG, SI_MESGQ } from "../abi/signal.ts";
import { S_IFREG } from "../abi/stat.ts";
import { i32, long, struct, u32, u64 } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import { TIMED_OUT } from "../core/thread.ts";
import { attach, unlinkChild } from "../fs/modify.ts";
import { Path } from "../fs/mount.ts";
import { MqueueFs, makeQueue, QueueFile, QueueInode, type QueueSize } from "../fs/mqueue/mqueue.ts";
import { allows, checkMayCreate, groupFor, MAY_READ, MAY_WRITE } from "../fs/permissions.ts";
import { lookupChild } from "../fs/walk.ts";
import type { PosixMessage, PosixQueue, QueueWaiter, Registration } from "../ipc/posix-queue.ts";
import { NetlinkSocket } from "../net/netlink/netlink-socket.ts";
import { sendToProcess } from "../process/signals/send.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, octal, path, pointer, size, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { openFlagNames } from "./flag-names.ts";
import { install } from "./install.ts";
import { readRealtimeDeadline } from "./time-values.ts";

const mqAttr = struct({
  flags: long,
  maxmsg: long,
  msgsize: long,
  curmsgs: long,
  reserved0: long,
  reserved1: long,
  reserved2: long,
  reserved3: long,
});
/** struct sigevent as far as it is read here; its value is a pointer to a cookie for SIGEV_THREAD. */
const sigevent = struct({ value: u64, signo: i32, notify: i32 });

const SIGEV_SIGNAL = 0;
const SIGEV_NONE = 1;
const SIGEV_THREAD = 2;
const PRIORITY_LIMIT = 32768;
/** What SIGEV_THREAD's socket is sent: the caller's bytes, the last of which says why. */
const COOKIE_LENGTH = 32;
const COOKIE_WOKEN = 1;
const COOKIE_REMOVED = 2;

/** The message queues of the caller's IPC namespace. */
export const mqueueOf = (task: Task): MqueueFs => {
  const { ipc } = task;
  ipc.mqueue ??= new MqueueFs(task.fs.vfs.nextDevice(), task.clock);
  return ipc.mqueue;
};

/** A queue's name as the call has it, without the slash that libc takes off (lookup_noperm). */
const nameAt = (task: Task, address: number): string => {
  const name = task.memory.readPath(address);
  if (name === "") throw ENOENT;
  if (name === "." || name === ".." || name.includes("/")) throw EACCES;
  return name;
};

const ACCESS: readonly number[] = [MAY_READ, MAY_WRITE, MAY_READ | MAY_WRITE];

const mqOpen = (task: Task, address: number, flags: number, mode: number, attributes: number): number => {
  const wanted = attributes === 0 ? null : task.memory.read(mqAttr, attributes);
  const name = nameAt(task, address);
  const fs = mqueueOf(task);
  const found = lookupChild(task, fs.root, name);
  if (found === null && (flags & O_CREAT) === 0) throw ENOENT;
  if (found !== null) {
    if ((flags & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL)) throw EEXIST;
    const access = ACCESS[flags & O_ACCMODE];
    if (access === undefined) throw EINVAL;
    if (!allows(task, found.inode, access)) throw EACCES;
  }
  const quantity: QueueSize | null =
    wanted === null ? null : { maxMessages: wanted.maxmsg, messageSize: wanted.msgsize };
  const dentry = found ?? make(task, fs, name, mode, quantity);
  const { inode } = dentry;
  if (!(inode instanceof QueueInode)) throw EACCES;
  if (((flags + 1) & 2) !== 0) inode.getWriteAccess();
  return install(task, inode.open(task, flags, new Path(fs.mount, dentry)), true);
};

const make = (task: Task, fs: MqueueFs, name: string, mode: number, quantity: QueueSize | null) => {
  checkMayCreate(task, fs.root);
  const permissions = S_IFREG | (mode & 0o7777 & ~task.umask);
  return attach(task, fs.root, name, makeQueue(fs, task, permissions, groupFor(task, fs.root.inode), quantity));
};

const mqUnlink = (task: Task, address: number): number => {
  const name = nameAt(task, address);
  const { root } = mqueueOf(task);
  const victim = lookupChild(task, root, name);
  if (victim === null) throw ENOENT;
  unlinkChild(task, root, victim);
  return 0;
};

/** EBADF for a descriptor of something else, or not opened for what is wanted. */
const queueFile = (task: Task, number: number, wanted: "read" | "write" | "any"): QueueFile => {
  const file = task.files.get(number);
  if (!(file instanceof QueueFile)) throw EBADF;
  if (wanted === "read" ? !file.isReadable : wanted === "write" && !file.isWritable) throw EBADF;
  return file;
};

const deadlineAt = (task: Task, address: number): number =>
  address === 0 ? Number.POSITIVE_INFINITY : readRealtimeDeadline(task, address);

/** Stands in line until it is its turn: ETIMEDOUT, or a signal. */
function* stand(task: Task, queue: PosixQueue, waiter: QueueWaiter, deadline: number, reason: string): Blocking<void> {
  try {
    const isDone = (): true | undefined => (waiter.isDone ? true : undefined);
    const outcome = yield* task.waitEvent([waiter.done], isDone, { deadline, interrupt: ERESTARTSYS, reason });
    if (outcome === TIMED_OUT) throw ETIMEDOUT;
  } finally {
    queue.leave(waiter);
  }
}

const mqSend = (
  task: Task,
  number: number,
  address: number,
  length: number,
  priority: number,
  timeout: number,
): number | Blocking<number> => {
  const deadline = deadlineAt(task, timeout);
  if (priority >= PRIORITY_LIMIT) throw EINVAL;
  const file = queueFile(task, number, "write");
  const { queue } = file;
  if (length > queue.messageSize) throw EMSGSIZE;
  const message: PosixMessage = { priority, data: task.memory.readBytes(address, length) };
  if (!queue.isFull) {
    queue.send(task, message);
    file.inode.modified(task.clock);
    return 0;
  }
  if (file.isNonBlocking) throw EAGAIN;
  return sendLater(task, file, message, deadline);
};

function* sendLater(task: Task, file: QueueFile, message: PosixMessage, deadline: number): Blocking<number> {
  yield* stand(task, file.queue, file.queue.awaitRoom(message), deadline, "mq_timedsend");
  return 0;
}

/** The message is gone even if the guest's buffers turn out to be bad. */
const put = (task: Task, address: number, priorityAddress: number, { priority, data }: PosixMessage): number => {
  if (priorityAddress !== 0) task.memory.write(u32, priorityAddress, priority);
  task.memory.writeBytes(address, data);
  return data.length;
};

const mqReceive = (
  task: Task,
  number: number,
  address: number,
  length: number,
  priorityAddress: number,
  timeout: number,
): number | Blocking<number> => {
  const deadline = deadlineAt(task, timeout);
  const file = queueFile(task, number, "read");
  const { queue } = file;
  if (length < queue.messageSize) throw EMSGSIZE;
  const message = queue.receive();
  if (message !== null) {
    file.inode.modified(task.clock);
    return put(task, address, priorityAddress, message);
  }
  if (file.isNonBlocking) throw EAGAIN;
  return receiveLater(task, queue, address, priorityAddress, deadline);
};

function* receiveLater(
  task: Task,
  queue: PosixQueue,
  address: number,
  priorityAddress: number,
  deadline: number,
): Blocking<number> {
  const waiter = queue.awaitMessage();
  yield* stand(task, queue, waiter, deadline, "mq_timedreceive");
  if (waiter.message === null) throw new Error("a receiver is done without a message");
  return put(task, address, priorityAddress, waiter.message);
}

/** Checked before the queue is looked at, as Linux does: how the owner will be told. */
const registrationAt = (task: Task, address: number): Registration => {
  const { value, signo, notify } = task.memory.read(sigevent, address);
  const { process } = task;
  const common = { owner: process, pid: task.pid, kind: notify };
  switch (notify) {
    case SIGEV_NONE:
      return { ...common, signal: 0, tell: () => {}, withdraw: () => {} };
    case SIGEV_SIGNAL: {
      if (signo < 0 || signo > NSIG) throw EINVAL;
      const tell: Registration["tell"] = (sender) => {
        if (signo === 0) return;
        const { pid, credentials } = sender;
        sendToProcess(process, { kind: "rt", signo, code: SI_MESGQ, pid, uid: credentials.uid, value });
      };
      return { ...common, signal: signo, tell, withdraw: () => {} };
    }
    case SIGEV_THREAD: {
      const cookie = task.memory.readBytes(Number(value), COOKIE_LENGTH);
      const socket = task.files.get(signo);
      if (!(socket instanceof NetlinkSocket)) throw ENOTSOCK;
      const send = (why: number): void => {
        const message = cookie.slice();
        message[COOKIE_LENGTH - 1] = why;
        socket.deliver(message);
      };
      return { ...common, signal: 0, tell: () => send(COOKIE_WOKEN), withdraw: () => send(COOKIE_REMOVED) };
    }
    default:
      throw EINVAL;
  }
};

const mqNotify = (task: Task, number: number, address: number): number => {
  const wanted = address === 0 ? null : registrationAt(task, address);
  const { queue, inode } = queueFile(task, number, "any");
  if (wanted === null) {
    queue.unregister(task.process);
    return 0;
  }
  if (queue.registration !== null) throw EBUSY;
  queue.registration = wanted;
  inode.accessed(task.clock, true);
  return 0;
};

const mqGetSetAttributes = (task: Task, number: number, newAt: number, oldAt: number): number => {
  const wanted = newAt === 0 ? null : task.memory.read(mqAttr, newAt);
  if (wanted !== null && (wanted.flags & ~O_NONBLOCK) !== 0) throw EINVAL;
  const file = queueFile(task, number, "any");
  const { maxMessages: maxmsg, messageSize: msgsize, count: curmsgs } = file.queue;
  const flags = file.flags & O_NONBLOCK;
  if (wanted !== null) file.flags = (file.flags & ~O_NONBLOCK) | wanted.flags;
  const reserved = { reserved0: 0, reserved1: 0, reserved2: 0, reserved3: 0 };
  if (oldAt !== 0) task.memory.write(mqAttr, oldAt, { flags, maxmsg, msgsize, curmsgs, ...reserved });
  return 0;
};

export const posixQueueCalls: readonly Syscall[] = [
  call("mq_open", [path("name"), flags("oflag", openFlagNames), octal(), pointer("attr")], mqOpen),
  call("mq_unlink", [path("name")], mqUnlink),
  call(
    "mq_timedsend",
    [fd("mqdes"), pointer("msg_ptr"), size("msg_len"), uint("msg_prio"), pointer("abs_timeout")],
    mqSend,
  ),
  call(
    "mq_timedreceive",
    [fd("mqdes"), pointer("msg_ptr"), size("msg_len"), pointer("msg_prio"), pointer("abs_timeout")],
    mqReceive,
  ),
  call("mq_notify", [fd("mqdes"), pointer("sevp")], mqNotify),
  call("mq_getsetattr", [fd("mqdes"), pointer("newattr"), pointer("oldattr")], mqGetSetAttributes),
];
