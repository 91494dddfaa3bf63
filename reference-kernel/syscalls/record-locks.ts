/** F_GETLK, F_SETLK, F_SETLKW and their OFD forms. */

import { EAGAIN, EBADF, EINVAL, EOVERFLOW } from "../abi/errors.ts";
import { F_GETLK, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_SETLK, F_SETLKW } from "../abi/fcntl.ts";
import { SEEK_CUR, SEEK_END, SEEK_SET } from "../abi/open.ts";
import { flock as flockLayout } from "../abi/stat.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import type { OpenFile } from "../files/open-file.ts";
import { LAST_OFFSET, type RecordLock, RecordLocks } from "../files/record-locks.ts";
import type { Inode } from "../fs/inode.ts";
import { shownPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";

const F_RDLCK = 0;
const F_WRLCK = 1;
const F_UNLCK = 2;

interface Request {
  readonly type: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly pid: number;
}

/** Reads struct flock and makes its range absolute (flock_to_posix_lock). */
const readRequest = (task: Task, file: OpenFile, inode: Inode, address: number): Request => {
  const { type, whence, start: from, len, pid } = task.memory.read(flockLayout, address);
  let base: bigint;
  if (whence === SEEK_SET) base = 0n;
  else if (whence === SEEK_CUR) base = BigInt(file.offset);
  else if (whence === SEEK_END) base = BigInt(inode.size);
  else throw EINVAL;
  if (from > LAST_OFFSET - base) throw EOVERFLOW;
  let start = base + from;
  if (start < 0n) throw EINVAL;
  let end = LAST_OFFSET;
  if (len > 0n) {
    if (len - 1n > LAST_OFFSET - start) throw EOVERFLOW;
    end = start + len - 1n;
  } else if (len < 0n) {
    if (start + len < 0n) throw EINVAL;
    end = start - 1n;
    start += len;
  }
  if (type !== F_RDLCK && type !== F_WRLCK && type !== F_UNLCK) throw EINVAL;
  return { type, start, end, pid };
};

const lockOf = (request: Request, pid: number): RecordLock => ({
  kind: request.type === F_WRLCK ? "write" : "read",
  start: request.start,
  end: request.end,
  pid,
});

export const recordLock = (
  task: Task,
  number: number,
  file: OpenFile,
  command: number,
  address: number,
): number | Blocking<number> => {
  const inode = file.inode ?? task.fs.vfs.anonymous.shared;
  const isOpenFileLock = command === F_OFD_GETLK || command === F_OFD_SETLK || command === F_OFD_SETLKW;
  const request = readRequest(task, file, inode, address);
  if (isOpenFileLock && request.pid !== 0) throw EINVAL;
  inode.recordLocks ??= new RecordLocks();
  const locks = inode.recordLocks;
  const owner: object = isOpenFileLock ? file : task.files;
  const lock = lockOf(request, isOpenFileLock ? -1 : task.pid);
  if (command === F_GETLK || command === F_OFD_GETLK) return tell(task, locks, owner, request, lock, address);

  if (request.type === F_RDLCK && !file.isReadable) throw EBADF;
  if (request.type === F_WRLCK && !file.isWritable) throw EBADF;
  if (request.type === F_UNLCK) {
    locks.clear(owner, request.start, request.end);
    return 0;
  }
  const conflict = locks.conflict(owner, lock);
  if (conflict === null) {
    take(file, locks, owner, lock, isOpenFileLock);
    return 0;
  }
  if (command === F_SETLK || command === F_OFD_SETLK) throw EAGAIN;
  return waitFor(task, number, file, locks, owner, lock, command === F_SETLKW);
};

const take = (file: OpenFile, locks: RecordLocks, owner: object, lock: RecordLock, isOpenFileLock: boolean): void => {
  locks.set(owner, lock);
  if (isOpenFileLock) file.releaseHooks.add(() => locks.clear(owner));
};

function* waitFor(
  task: Task,
  number: number,
  file: OpenFile,
  locks: RecordLocks,
  owner: object,
  lock: RecordLock,
  findsDeadlocks: boolean,
): Blocking<number> {
  const waits = task.fs.vfs.lockWaits;
  const attempt = (): true | undefined => {
    const conflict = locks.conflict(owner, lock);
    if (conflict === null) return true;
    if (findsDeadlocks) waits.begin(owner, conflict.owner);
    return undefined;
  };
  file.retain();
  try {
    const got = yield* task.waitEvent([locks.wait], attempt, { reason: "record_lock" });
    if (got === TIMED_OUT) throw EAGAIN;
    take(file, locks, owner, lock, !findsDeadlocks);
    // The number was closed meanwhile, and with it the process's locks on the file (fcntl_setlk).
    if (findsDeadlocks && !(task.files.has(number) && task.files.getAny(number) === file)) {
      locks.clear(owner, lock.start, lock.end);
      throw EBADF;
    }
    return 0;
  } finally {
    waits.end(owner);
    file.release();
  }
}

/** F_GETLK: the first lock in the way, or F_UNLCK in an otherwise unchanged struct. */
const tell = (
  task: Task,
  locks: RecordLocks,
  owner: object,
  request: Request,
  lock: RecordLock,
  address: number,
): number => {
  if (request.type === F_UNLCK) throw EINVAL;
  const found = locks.conflict(owner, lock)?.lock;
  const given = task.memory.read(flockLayout, address);
  if (found === undefined) {
    task.memory.write(flockLayout, address, { ...given, type: F_UNLCK });
    return 0;
  }
  task.memory.write(flockLayout, address, {
    ...given,
    type: found.kind === "write" ? F_WRLCK : F_RDLCK,
    whence: SEEK_SET,
    start: found.start,
    len: found.end === LAST_OFFSET ? 0n : found.end - found.start + 1n,
    pid: found.pid === -1 ? -1 : shownPid(task, found.pid),
  });
  return 0;
};
