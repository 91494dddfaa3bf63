/** dup(2), fcntl(2), ioctl(2), flock(2): what is done to descriptors and open files as such. */
import { EAGAIN, EBADF, EINVAL, ENOTTY, EPERM } from "../abi/errors.ts";
import * as fcntl from "../abi/fcntl.ts";
import {
  FIOASYNC,
  FIOCLEX,
  FIOGETOWN,
  FIONBIO,
  FIONCLEX,
  FIONREAD,
  FIOQSIZE,
  FIOSETOWN,
  SIOCGPGRP,
  SIOCSPGRP,
} from "../abi/ioctl.ts";
import { FD_CLOEXEC, O_APPEND, O_ASYNC, O_CLOEXEC, O_DIRECT, O_NOATIME, O_NONBLOCK } from "../abi/open.ts";
import { i32, long, u64 } from "../abi/struct.ts";
import { TIOCGPTPEER } from "../abi/termios.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import { FlockLocks } from "../files/flock.ts";
import type { OpenFile } from "../files/open-file.ts";
import { PipeEnd } from "../files/pipe-end.ts";
import { MasterFile } from "../fs/devpts/devpts.ts";
import { addSeals } from "../fs/memfd.ts";
import { NsFile } from "../fs/nsfs.ts";
import { ownsOrCapable } from "../fs/permissions.ts";
import { RegularFile } from "../fs/tmpfs/regular.ts";
import { Socket } from "../net/socket.ts";
import { RLIMIT } from "../process/limits.ts";
import { Listener } from "../process/seccomp/listener.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, oneOf, pointer } from "./arguments.ts";
import { ownerCommand, setAsync, socketOwner } from "./async-io.ts";
import { type Answer, call, type Syscall } from "./define.ts";
import { fcntlNames, flockNames, openFlagNames } from "./flag-names.ts";
import { ioctlRequest } from "./ioctl-names.ts";
import { getLease, notifyDirectory, setLease } from "./leases.ts";
import { namespaceIoctl } from "./namespaces.ts";
import { recordLock } from "./record-locks.ts";
import { listenerIoctl } from "./seccomp-listener.ts";
import { openPeerOf } from "./terminal.ts";

const CAP_SYS_RESOURCE = 24n;

/** dup3's core: puts the file of `oldfd` at `newfd`, which it closes first. */
const duplicateTo = (task: Task, oldfd: number, newfd: number, closeOnExec: boolean): number => {
  const limit = task.limit(RLIMIT.NOFILE);
  if (newfd < 0 || newfd >= limit) throw EBADF;
  const file = task.files.getAny(oldfd);
  task.files.replace(task, newfd, file.retain(), closeOnExec);
  return newfd;
};

const duplicate = (task: Task, oldfd: number, from: number, closeOnExec: boolean): number => {
  const limit = task.limit(RLIMIT.NOFILE);
  const file = task.files.getAny(oldfd).retain();
  try {
    return task.files.install(file, closeOnExec, limit, from);
  } catch (error) {
    file.release();
    throw error;
  }
};

/** Status flags that F_SETFL changes (SETFL_MASK); O_ASYNC too where the kind takes it. */
const SETTABLE = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME;

const setStatusFlags = (task: Task, file: OpenFile, number: number, given: number): void => {
  const { inode } = file;
  if ((given & O_NOATIME) !== 0 && (file.flags & O_NOATIME) === 0) {
    if (inode !== null && !ownsOrCapable(task, inode)) throw EPERM;
  }
  if ((given & O_DIRECT) !== 0 && (file.flags & O_DIRECT) === 0 && !file.takesDirect) throw EINVAL;
  if (file.takesAsync) setAsync(task, file, number, (given & O_ASYNC) !== 0);
  file.flags = (file.flags & ~SETTABLE) | (given & SETTABLE);
};

/** Commands that O_PATH descriptors take (check_fcntl_cmd). */
const PATH_COMMANDS: ReadonlySet<number> = new Set([
  fcntl.F_DUPFD,
  fcntl.F_DUPFD_CLOEXEC,
  fcntl.F_DUPFD_QUERY,
  fcntl.F_GETFD,
  fcntl.F_SETFD,
  fcntl.F_GETFL,
]);

const fcntlCall = (task: Task, number: number, command: number, argument: number): Answer => {
  if (!task.files.has(number)) return EBADF;
  const file = task.files.getAny(number);
  if (file.isPath && !PATH_COMMANDS.has(command)) throw EBADF;
  const low = argument >>> 0;
  switch (command) {
    case fcntl.F_DUPFD:
    case fcntl.F_DUPFD_CLOEXEC:
      if (low >= task.limit(RLIMIT.NOFILE)) throw EINVAL;
      return duplicate(task, number, low, command === fcntl.F_DUPFD_CLOEXEC);
    case fcntl.F_DUPFD_QUERY:
      return task.files.has(low) && task.files.getAny(low) === file ? 1 : task.files.has(low) ? 0 : fail(EBADF);
    case fcntl.F_GETFD:
      return task.files.closeOnExec(number) ? FD_CLOEXEC : 0;
    case fcntl.F_SETFD:
      task.files.setCloseOnExec(number, (low & FD_CLOEXEC) !== 0);
      return 0;
    case fcntl.F_GETFL:
      return file.flags;
    case fcntl.F_SETFL:
      setStatusFlags(task, file, number, low | 0);
      return 0;
    case fcntl.F_SETOWN:
    case fcntl.F_GETOWN:
    case fcntl.F_SETOWN_EX:
    case fcntl.F_GETOWN_EX:
    case fcntl.F_SETSIG:
    case fcntl.F_GETSIG:
      return ownerCommand(task, file, command, argument);
    case fcntl.F_GETLK:
    case fcntl.F_SETLK:
    case fcntl.F_SETLKW:
    case fcntl.F_OFD_GETLK:
    case fcntl.F_OFD_SETLK:
    case fcntl.F_OFD_SETLKW:
      return recordLock(task, number, file, command, argument);
    case fcntl.F_SETLEASE:
      return setLease(task, file, number, low | 0);
    case fcntl.F_GETLEASE:
      return getLease(file);
    case fcntl.F_NOTIFY:
      return notifyDirectory(task, file, number, low | 0);
    case fcntl.F_GET_RW_HINT:
    case fcntl.F_SET_RW_HINT:
      return writeHint(task, file, command === fcntl.F_SET_RW_HINT, argument);
    case fcntl.F_GET_SEALS:
      if (!(file instanceof RegularFile)) throw EINVAL;
      return file.regular.seals;
    case fcntl.F_ADD_SEALS:
      if (!(file instanceof RegularFile)) throw file.isWritable ? EINVAL : EPERM;
      addSeals(file, low);
      return 0;
    case fcntl.F_GETPIPE_SZ:
      return pipeOf(file).pipe.size;
    case fcntl.F_SETPIPE_SZ:
      return pipeOf(file).pipe.resize(
        low,
        task.fs.vfs.ids.isInitial && ((task.credentials.effective >> CAP_SYS_RESOURCE) & 1n) !== 0n,
      );
    default:
      throw EINVAL;
  }
};

/** Highest RWH_WRITE_LIFE_* value. */
const LONGEST_LIFE = 5n;

/** How long what is written will live, as the writer guesses (fcntl_get_rw_hint, fcntl_set_rw_hint). */
const writeHint = (task: Task, file: OpenFile, sets: boolean, address: number): number => {
  const inode = file.inode ?? task.fs.vfs.anonymous.shared;
  if (!sets) {
    task.memory.write(u64, address, BigInt(inode.writeHint));
    return 0;
  }
  if (!ownsOrCapable(task, inode)) throw EPERM;
  const hint = task.memory.read(u64, address);
  if (hint > LONGEST_LIFE) throw EINVAL;
  inode.writeHint = Number(hint);
  return 0;
};

const fail = (error: unknown): never => {
  throw error;
};

const pipeOf = (file: OpenFile): PipeEnd => {
  if (file instanceof PipeEnd) return file;
  throw EBADF;
};

const setFlag = (task: Task, file: OpenFile, number: number, flag: number, address: number): void => {
  const on = task.memory.read(i32, address) !== 0;
  const changed = on ? file.flags | flag : file.flags & ~flag;
  if (flag !== O_ASYNC) file.flags = changed;
  else if (changed !== file.flags) {
    if (!file.takesAsync) throw ENOTTY;
    setAsync(task, file, number, on);
  }
};

const ioctl = (task: Task, number: number, request: number, argument: number): number | Blocking<number> => {
  const file = task.files.get(number);
  switch (request) {
    case TIOCGPTPEER:
      if (file instanceof MasterFile) return openPeerOf(task, file, argument | 0);
      break;
    case FIOCLEX:
      task.files.setCloseOnExec(number, true);
      return 0;
    case FIONCLEX:
      task.files.setCloseOnExec(number, false);
      return 0;
    case FIONBIO:
      setFlag(task, file, number, O_NONBLOCK, argument);
      return 0;
    case FIOASYNC:
      setFlag(task, file, number, O_ASYNC, argument);
      return 0;
    case FIOSETOWN:
    case SIOCSPGRP:
    case FIOGETOWN:
    case SIOCGPGRP:
      if (file instanceof Socket) return socketOwner(task, file, request, argument);
      break;
    case FIOQSIZE: {
      const { inode } = file;
      if (inode === null || !(inode.isRegular || inode.isDirectory || inode.isSymlink)) throw ENOTTY;
      task.memory.write(long, argument, inode.blocks * 512);
      return 0;
    }
    case FIONREAD:
      if (file.inode?.isRegular) {
        // What is left from the offset on, as a C int.
        task.memory.write(i32, argument, (file.inode.size - file.offset) | 0);
        return 0;
      }
      break;
  }
  if (file.inode?.isDirectory) throw ENOTTY;
  if (file instanceof NsFile) return namespaceIoctl(task, file, request, argument);
  if (file instanceof Listener) return listenerIoctl(task, file, request, argument);
  return file.ioctl(task, request, argument);
};

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;
const LOCK_MAND = 32;

const flock = (task: Task, number: number, operation: number): number | Blocking<number> => {
  // Mandatory locks are gone, and asking for one does nothing.
  if ((operation & LOCK_MAND) !== 0) return 0;
  const wanted = operation & ~LOCK_NB;
  if (wanted !== LOCK_SH && wanted !== LOCK_EX && wanted !== LOCK_UN) throw EINVAL;
  const file = task.files.get(number);
  const owner = file.inode ?? task.fs.vfs.anonymous.shared;
  owner.flockLocks ??= new FlockLocks();
  const locks = owner.flockLocks;
  if (wanted === LOCK_UN) {
    locks.unlock(file);
    return 0;
  }
  if (!file.isReadable && !file.isWritable) throw EBADF;
  const kind = wanted === LOCK_EX ? "exclusive" : "shared";
  if (locks.tryLock(file, kind, task.process.pid)) return 0;
  if ((operation & LOCK_NB) !== 0) throw EAGAIN;
  return waitForLock(task, file, locks, kind);
};

function* waitForLock(task: Task, file: OpenFile, locks: FlockLocks, kind: "shared" | "exclusive"): Blocking<number> {
  file.retain();
  try {
    const got = yield* task.waitEvent(
      [locks.wait],
      () => (locks.tryLock(file, kind, task.process.pid) ? true : undefined),
      {
        reason: "flock",
      },
    );
    if (got === TIMED_OUT) throw EAGAIN;
    return 0;
  } finally {
    file.release();
  }
}

export const descriptorCalls: readonly Syscall[] = [
  call("dup", [fd("oldfd")], (task, oldfd) => duplicate(task, oldfd, 0, false)),
  call("dup2", [fd("oldfd"), fd("newfd")], (task, oldfd, newfd) => {
    if (oldfd === newfd) {
      task.files.getAny(oldfd);
      return newfd;
    }
    return duplicateTo(task, oldfd, newfd, false);
  }),
  call("dup3", [fd("oldfd"), fd("newfd"), flags("flags", openFlagNames)], (task, oldfd, newfd, given) => {
    if ((given & ~O_CLOEXEC) !== 0 || oldfd === newfd) throw EINVAL;
    return duplicateTo(task, oldfd, newfd, given !== 0);
  }),
  call("fcntl", [fd(), oneOf("op", fcntlNames), pointer("arg")], fcntlCall),
  call("ioctl", [fd(), ioctlRequest("op"), pointer("argp")], ioctl, "terminals: the line discipline N_TTY alone"),
  call("flock", [fd(), flags("op", flockNames)], flock),
];
