/** The ioctls of a listener of secure computing (seccomp_unotify(2)). */
import { E2BIG, EBUSY, EINPROGRESS, EINVAL, ENOENT } from "../abi/errors.ts";
import { O_CLOEXEC } from "../abi/open.ts";
import { POLLHUP, POLLIN } from "../abi/poll.ts";
import * as abi from "../abi/seccomp.ts";
import { u64 } from "../abi/struct.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import { shownPid } from "../process/pids.ts";
import type { Listener, Notification } from "../process/seccomp/listener.ts";
import type { Task } from "../process/task.ts";

const PAGE_SIZE = 4096;
const SETFD = abi.SECCOMP_ADDFD_FLAG_SETFD;
const SEND = abi.SECCOMP_ADDFD_FLAG_SEND;

export const listenerIoctl = (
  task: Task,
  listener: Listener,
  request: number,
  address: number,
): number | Blocking<number> => {
  switch (request) {
    case abi.SECCOMP_IOCTL_NOTIF_RECV:
      return receive(task, listener, address);
    case abi.SECCOMP_IOCTL_NOTIF_SEND:
      return send(task, listener, address);
    case abi.SECCOMP_IOCTL_NOTIF_ID_VALID:
    case abi.SECCOMP_IOCTL_NOTIF_ID_VALID_WRONG_DIR:
      if (listener.find(task.memory.read(u64, address)).state !== "received") throw ENOENT;
      return 0;
    case abi.SECCOMP_IOCTL_NOTIF_SET_FLAGS:
      // Only says how the answer wakes (a hint to the scheduler); the flags are the argument itself.
      if ((address & ~abi.SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP) !== 0) throw EINVAL;
      return 0;
    default:
  }
  if ((request & ~abi.IOCTL_SIZE_MASK) === abi.SECCOMP_IOCTL_NOTIF_ADDFD) {
    return addDescriptor(task, listener, address, (request & abi.IOCTL_SIZE_MASK) >>> 16);
  }
  throw EINVAL;
};

/** Waits for a call, whether or not the descriptor is non-blocking; the caller's memory is to be all zeroes: EINVAL. */
function* receive(task: Task, listener: Listener, address: number): Blocking<number> {
  const size = abi.seccompNotif.size + abi.SECCOMP_DATA_SIZE;
  if (task.memory.readBytes(address, size).some((byte) => byte !== 0)) throw EINVAL;
  const notification = yield* task.waitEvent(
    listener.waitQueues,
    (): Notification | undefined => {
      const next = listener.next();
      if (next === undefined && listener.isHungUp) throw ENOENT;
      return next;
    },
    { mask: POLLIN | POLLHUP, reason: "seccomp_notify" },
  );
  if (notification === TIMED_OUT) throw EINVAL;
  const { id, data } = notification;
  task.memory.writeBytes(address + abi.seccompNotif.size, data);
  task.memory.write(abi.seccompNotif, address, { id, pid: shownPid(task, notification.task.tid), flags: 0 });
  listener.receive(notification);
  return 0;
}

const receivedOne = (listener: Listener, id: bigint): Notification => {
  const notification = listener.find(id);
  if (notification.state !== "received") throw EINPROGRESS;
  return notification;
};

const send = (task: Task, listener: Listener, address: number): number => {
  const { id, value, error, flags } = task.memory.read(abi.seccompNotifResp, address);
  if ((flags & ~abi.SECCOMP_USER_NOTIF_FLAG_CONTINUE) !== 0) throw EINVAL;
  if (flags !== 0 && (error !== 0 || value !== 0n)) throw EINVAL;
  listener.answer(receivedOne(listener, id), value, error, flags);
  return 0;
};

/** A descriptor of the listener's for the task of a call; with SEND its number is the call's answer as well. */
const addDescriptor = (task: Task, listener: Listener, address: number, size: number): number => {
  const known = abi.seccompNotifAddfd.size;
  if (size < known || size >= PAGE_SIZE) throw EINVAL;
  const bytes = task.memory.readBytes(address, size);
  if (bytes.subarray(known).some((byte) => byte !== 0)) throw E2BIG;
  const { id, flags, srcfd, newfd, newfdFlags } = abi.seccompNotifAddfd.read(new DataView(bytes.buffer), 0);
  if ((newfdFlags & ~O_CLOEXEC) !== 0 || (flags & ~(SETFD | SEND)) !== 0) throw EINVAL;
  if (newfd !== 0 && (flags & SETFD) === 0) throw EINVAL;
  const file = task.files.getAny(srcfd);
  const notification = receivedOne(listener, id);
  if (notification.task.isExited) throw EBUSY;
  const number = listener.addDescriptor(notification, file, (flags & SETFD) === 0 ? null : newfd, newfdFlags);
  if ((flags & SEND) !== 0) listener.answer(notification, BigInt(number), 0, 0);
  return number;
};
