/** read(2), write(2) and their kin by position and by vectors; lseek(2). */
import { EBADF, EFAULT, EINVAL, EOPNOTSUPP, Errno, ESPIPE } from "../abi/errors.ts";
import { O_APPEND } from "../abi/open.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import type { Blocking } from "../core/thread.ts";
import type { OpenFile } from "../files/open-file.ts";
import { UserBuffer } from "../memory/user-io.ts";
import { MAX_RW_COUNT, TASK_SIZE } from "../memory/user-memory.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, inBuffer, int, long, oneOf, outBuffer, pointer, size } from "./arguments.ts";
import { attemptOn, readFrom, writeTo } from "./blocking.ts";
import { call, type Syscall } from "./define.ts";
import { rwfNames, whenceNames } from "./flag-names.ts";

const RWF_NOWAIT = 8;
const RWF_APPEND = 16;
const RWF_NOAPPEND = 32;
const RWF_ALL = 0x3f;

const READ = { reason: "read" };
const WRITE = { reason: "write" };

/** What is open as a place only (O_PATH) is neither. */
const readable = (task: Task, number: number): OpenFile => {
  const file = task.files.getAny(number);
  if (!file.isReadable) throw EBADF;
  return file;
};

const writable = (task: Task, number: number): OpenFile => {
  const file = task.files.getAny(number);
  if (!file.isWritable) throw EBADF;
  return file;
};

type Moved = number | Errno | Blocking<number>;

/** Adds what was read or written to what /proc/PID/io tells (add_rchar, inc_syscr). */
const counted = (task: Task, kind: "r" | "w", result: Moved): Moved => {
  if (typeof result !== "number") return result instanceof Errno ? result : countedLater(task, kind, result);
  const { transfers } = task.process;
  if (kind === "r") {
    transfers.rchar += result;
    transfers.syscr++;
  } else {
    transfers.wchar += result;
    transfers.syscw++;
  }
  return result;
};

function* countedLater(task: Task, kind: "r" | "w", result: Blocking<number>): Blocking<number> {
  return counted(task, kind, yield* result) as number;
}

/** One buffer; EFAULT for one that leaves user space (access_ok), however long. */
const single = (task: Task, base: number, length: number): UserBuffer => {
  if (base + length > TASK_SIZE) throw EFAULT;
  return new UserBuffer(task.memory, base, Math.min(length, MAX_RW_COUNT));
};

/** A transfer may not go over the largest position (rw_verify_area). Positions near it are rounded up to it. */
const checkEnd = (offset: number, length: number): void => {
  if (length > 0 && offset + length >= 2 ** 63) throw EINVAL;
};

const vectored = (task: Task, address: number, count: number): UserBuffer =>
  UserBuffer.over(task.memory, task.memory.readIovecs(address, count));

const read = (task: Task, number: number, base: number, length: number): Moved => {
  const file = readable(task, number);
  const sink = single(task, base, length);
  checkEnd(file.offset, sink.remaining);
  return counted(task, "r", readFrom(task, file, sink, READ));
};

const write = (task: Task, number: number, base: number, length: number): Moved => {
  const file = writable(task, number);
  const source = single(task, base, length);
  checkEnd(file.offset, source.remaining);
  return counted(task, "w", writeTo(task, file, source, WRITE));
};

/** By position; kinds without positions are ESPIPE before their access mode is looked at. */
const positioned = (task: Task, number: number, offset: number): OpenFile => {
  if (offset < 0) throw EINVAL;
  const file = task.files.get(number);
  if (!file.isSeekable) throw ESPIPE;
  return file;
};

const readAt = (task: Task, file: OpenFile, sink: UserBuffer, offset: number): Moved => {
  if (!file.isReadable) throw EBADF;
  checkEnd(offset, sink.remaining);
  return counted(
    task,
    "r",
    attemptOn(task, file, POLLIN | POLLRDNORM, () => file.readAt(task, sink, offset), READ),
  );
};

const writeAt = (task: Task, file: OpenFile, source: UserBuffer, offset: number): Moved => {
  if (!file.isWritable) throw EBADF;
  checkEnd(offset, source.remaining);
  return counted(
    task,
    "w",
    attemptOn(task, file, POLLOUT | POLLWRNORM, () => file.writeAt(task, source, offset), WRITE),
  );
};

/** Flags of preadv2 and pwritev2 (kiocb_set_rw_flags). */
const checkRwFlags = (file: OpenFile, given: number): void => {
  if ((given & ~RWF_ALL) !== 0) throw EOPNOTSUPP;
  if ((given & RWF_APPEND) !== 0 && (given & RWF_NOAPPEND) !== 0) throw EINVAL;
  // tmpfs and procfs cannot promise not to sleep (no FMODE_NOWAIT).
  if ((given & RWF_NOWAIT) !== 0 && (file.inode?.isRegular || file.inode?.isDirectory)) throw EOPNOTSUPP;
};

const preadv2 = (task: Task, number: number, address: number, count: number, offset: number, given: number): Moved => {
  const file = offset === -1 ? readable(task, number) : positioned(task, number, offset);
  if (!file.isReadable) throw EBADF;
  const sink = vectored(task, address, count);
  if (sink.remaining === 0) return 0;
  checkRwFlags(file, given);
  const options = (given & RWF_NOWAIT) !== 0 ? { ...READ, nonBlocking: true } : READ;
  return offset === -1 ? counted(task, "r", readFrom(task, file, sink, options)) : readAt(task, file, sink, offset);
};

const pwritev2 = (task: Task, number: number, address: number, count: number, offset: number, given: number): Moved => {
  const file = offset === -1 ? writable(task, number) : positioned(task, number, offset);
  if (!file.isWritable) throw EBADF;
  const source = vectored(task, address, count);
  if (source.remaining === 0) return 0;
  checkRwFlags(file, given);
  const options = (given & RWF_NOWAIT) !== 0 ? { ...WRITE, nonBlocking: true } : WRITE;
  const before = file.flags;
  if ((given & RWF_APPEND) !== 0) file.flags |= O_APPEND;
  if ((given & RWF_NOAPPEND) !== 0) file.flags &= ~O_APPEND;
  try {
    return offset === -1
      ? counted(task, "w", writeTo(task, file, source, options))
      : writeAt(task, file, source, offset);
  } finally {
    file.flags = before;
  }
};

export const readWriteCalls: readonly Syscall[] = [
  call("read", [fd(), outBuffer(), size()], read),
  call("write", [fd(), inBuffer(), size()], write),
  call("pread64", [fd(), outBuffer(), size(), long("offset")], (task, number, base, length, offset) => {
    const file = positioned(task, number, offset);
    if (!file.isReadable) throw EBADF;
    return readAt(task, file, single(task, base, length), offset);
  }),
  call("pwrite64", [fd(), inBuffer(), size(), long("offset")], (task, number, base, length, offset) => {
    const file = positioned(task, number, offset);
    if (!file.isWritable) throw EBADF;
    return writeAt(task, file, single(task, base, length), offset);
  }),
  call("readv", [fd(), pointer("iov"), int("iovcnt")], (task, number, address, count) => {
    const file = readable(task, number);
    return counted(task, "r", readFrom(task, file, vectored(task, address, count), READ));
  }),
  call("writev", [fd(), pointer("iov"), int("iovcnt")], (task, number, address, count) => {
    const file = writable(task, number);
    return counted(task, "w", writeTo(task, file, vectored(task, address, count), WRITE));
  }),
  call("preadv", [fd(), pointer("iov"), int("iovcnt"), long("offset")], (task, number, address, count, offset) => {
    const file = positioned(task, number, offset);
    if (!file.isReadable) throw EBADF;
    return readAt(task, file, vectored(task, address, count), offset);
  }),
  call("pwritev", [fd(), pointer("iov"), int("iovcnt"), long("offset")], (task, number, address, count, offset) => {
    const file = positioned(task, number, offset);
    if (!file.isWritable) throw EBADF;
    return writeAt(task, file, vectored(task, address, count), offset);
  }),
  // The high half of the position (pos_h) means nothing on 64 bits, but it is an argument.
  call(
    "preadv2",
    [fd(), pointer("iov"), int("iovcnt"), long("offset"), long("pos_h"), flags("flags", rwfNames)],
    (task, number, address, count, offset, _high, given) => preadv2(task, number, address, count, offset, given),
  ),
  call(
    "pwritev2",
    [fd(), pointer("iov"), int("iovcnt"), long("offset"), long("pos_h"), flags("flags", rwfNames)],
    (task, number, address, count, offset, _high, given) => pwritev2(task, number, address, count, offset, given),
  ),
  call("lseek", [fd(), long("offset"), oneOf("whence", whenceNames)], (task, number, offset, whence) => {
    const file = task.files.get(number);
    if (whence < 0 || whence > 4) throw EINVAL;
    const to = file.seek(task, offset, whence);
    return to < 2 ** 63 ? to : 2n ** 63n - 1n;
  }),
];
