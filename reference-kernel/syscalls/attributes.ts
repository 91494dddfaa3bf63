/** chmod(2), chown(2), utimensat(2), truncate(2), fallocate(2) and their kin. */
import { EBADF, EFBIG, EINVAL, EISDIR, ENODEV, ESPIPE, errors } from "../abi/errors.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW, O_WRONLY } from "../abi/open.ts";
import { S_IFIFO, utimbuf } from "../abi/stat.ts";
import { timespec, timeval } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import type { Leases } from "../files/leases.ts";
import { chmod, chown, type NewTime, setTimes, truncate } from "../fs/attributes.ts";
import type { Path } from "../fs/mount.ts";
import { IN, notifyFile } from "../fs/notify.ts";
import { RegularInode } from "../fs/tmpfs/regular.ts";
import type { Task } from "../process/task.ts";
import { dirfd, fd, flags, long, octal, path, pointer, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { atFlagNames, fallocateFlagNames } from "./flag-names.ts";
import { pathAt, pathAtOrFile, pathOf } from "./paths.ts";

const AT_FLAGS = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;

const follows = (given: number): boolean => {
  if ((given & ~AT_FLAGS) !== 0) throw EINVAL;
  return (given & AT_SYMLINK_NOFOLLOW) === 0;
};

const chmodAt = (task: Task, directory: number, address: number, mode: number, given: number): number => {
  chmod(task, pathAtOrFile(task, directory, address, follows(given), given), mode);
  return 0;
};

const chownAt = (task: Task, directory: number, address: number, uid: number, gid: number, given: number): number => {
  chown(task, pathAtOrFile(task, directory, address, follows(given), given), uid, gid);
  return 0;
};

const UTIME_NOW = 0x3fff_ffff;
const UTIME_OMIT = 0x3fff_fffe;

const newTime = (sec: number, nsec: number): NewTime => {
  if (nsec === UTIME_NOW) return "now";
  if (nsec === UTIME_OMIT) return "omit";
  if (nsec < 0 || nsec > 999_999_999) throw EINVAL;
  return { sec, nsec };
};

const NOW: readonly [NewTime, NewTime] = ["now", "now"];

const readTimespecs = (task: Task, address: number): readonly [NewTime, NewTime] => {
  if (address === 0) return NOW;
  const atime = task.memory.read(timespec, address);
  const mtime = task.memory.read(timespec, address + timespec.size);
  return [newTime(atime.sec, atime.nsec), newTime(mtime.sec, mtime.nsec)];
};

const readTimevals = (task: Task, address: number): readonly [NewTime, NewTime] => {
  if (address === 0) return NOW;
  const atime = task.memory.read(timeval, address);
  const mtime = task.memory.read(timeval, address + timeval.size);
  for (const { usec } of [atime, mtime]) if (usec < 0 || usec > 999_999) throw EINVAL;
  return [
    { sec: atime.sec, nsec: atime.usec * 1000 },
    { sec: mtime.sec, nsec: mtime.usec * 1000 },
  ];
};

/** do_utimes: a NULL path means the file behind the descriptor. */
const utimesAt = (
  task: Task,
  directory: number,
  address: number,
  [atime, mtime]: readonly [NewTime, NewTime],
  given: number,
): number => {
  if (address === 0 && directory !== AT_FDCWD) {
    if (given !== 0) throw EINVAL;
    setTimes(task, pathOf(task, task.files.get(directory)), atime, mtime);
    return 0;
  }
  setTimes(task, pathAtOrFile(task, directory, address, follows(given), given), atime, mtime);
  return 0;
};

/** utimensat(2) with both times UTIME_OMIT succeeds before it looks at the path. */
const utimensat = (task: Task, directory: number, address: number, times: number, given: number): number => {
  const both = readTimespecs(task, times);
  if (times !== 0 && both[0] === "omit" && both[1] === "omit") return 0;
  return utimesAt(task, directory, address, both, given);
};

function* truncateLeased(task: Task, leases: Leases, at: Path, length: number): Blocking<number> {
  yield* leases.break(task, O_WRONLY);
  truncate(task, at, length);
  return 0;
}

const ftruncate = (task: Task, number: number, length: number): number => {
  if (length < 0) throw EINVAL;
  const file = task.files.get(number);
  const { inode } = file;
  if (inode === null || !inode.isRegular || !file.isWritable) throw EINVAL;
  inode.truncate(task, length);
  if (file.path !== null) notifyFile(file.path.dentry, IN.modify);
  return 0;
};

/** Mode bits that Linux knows (FALLOC_FL_MODE_MASK and FALLOC_FL_KEEP_SIZE). */
const FALLOCATE_BITS = 0xfb;

const fallocate = (task: Task, number: number, mode: number, offset: number, length: number): number => {
  const file = task.files.get(number);
  if (offset < 0 || length <= 0) throw EINVAL;
  if ((mode & ~FALLOCATE_BITS) !== 0) throw errors.EOPNOTSUPP;
  // A punched hole keeps the size, by rule.
  if ((mode & 3) === 2) throw errors.EOPNOTSUPP;
  if (!file.isWritable) throw EBADF;
  const { inode } = file;
  if (inode === null || inode.type === S_IFIFO) throw ESPIPE;
  if (inode.isDirectory) throw EISDIR;
  if (!inode.isRegular) throw ENODEV;
  // A length of 2^63 - 1 is rounded up, and fits from the start of the file only.
  if (offset + length > 2 ** 63 - 1024 && !(offset === 0 && length === 2 ** 63)) throw EFBIG;
  if (!(inode instanceof RegularInode)) throw errors.EOPNOTSUPP;
  inode.allocate(task, mode, offset, length);
  if (file.path !== null) notifyFile(file.path.dentry, IN.modify);
  return 0;
};

const fileOf = (task: Task, number: number): Path => pathOf(task, task.files.get(number));

export const attributeCalls: readonly Syscall[] = [
  call("chmod", [path(), octal()], (task, address, mode) => chmodAt(task, AT_FDCWD, address, mode, 0)),
  call("fchmod", [fd(), octal()], (task, number, mode) => {
    chmod(task, fileOf(task, number), mode);
    return 0;
  }),
  call("fchmodat", [dirfd(), path(), octal()], (task, directory, address, mode) =>
    chmodAt(task, directory, address, mode, 0),
  ),
  call("fchmodat2", [dirfd(), path(), octal(), flags("flags", atFlagNames)], chmodAt),
  call("chown", [path(), uint("owner"), uint("group")], (task, address, uid, gid) =>
    chownAt(task, AT_FDCWD, address, uid, gid, 0),
  ),
  call("lchown", [path(), uint("owner"), uint("group")], (task, address, uid, gid) =>
    chownAt(task, AT_FDCWD, address, uid, gid, AT_SYMLINK_NOFOLLOW),
  ),
  call("fchown", [fd(), uint("owner"), uint("group")], (task, number, uid, gid) => {
    chown(task, fileOf(task, number), uid, gid);
    return 0;
  }),
  call("fchownat", [dirfd(), path(), uint("owner"), uint("group"), flags("flags", atFlagNames)], chownAt),
  call("utime", [path("filename"), pointer("times")], (task, address, times) => {
    const both: readonly [NewTime, NewTime] =
      times === 0
        ? NOW
        : ((value) => [
            { sec: value.actime, nsec: 0 },
            { sec: value.modtime, nsec: 0 },
          ])(task.memory.read(utimbuf, times));
    return utimesAt(task, AT_FDCWD, address, both, 0);
  }),
  call("utimes", [path("filename"), pointer("times")], (task, address, times) =>
    utimesAt(task, AT_FDCWD, address, readTimevals(task, times), 0),
  ),
  call("futimesat", [dirfd(), path(), pointer("times")], (task, directory, address, times) =>
    utimesAt(task, directory, address, readTimevals(task, times), 0),
  ),
  call("utimensat", [dirfd(), path(), pointer("times"), flags("flags", atFlagNames)], utimensat),
  call("truncate", [path(), long("length")], (task, address, length) => {
    if (length < 0) throw EINVAL;
    const at = pathAt(task, AT_FDCWD, address, true);
    const { leases } = at.inode;
    if (leases?.conflicts(O_WRONLY)) return truncateLeased(task, leases, at, length);
    truncate(task, at, length);
    return 0;
  }),
  call("ftruncate", [fd(), long("length")], ftruncate),
  call("fallocate", [fd(), flags("mode", fallocateFlagNames), long("offset"), long("len")], fallocate),
];
