/** stat(2) and its kin, statx(2), statfs(2), access(2). */

import { EACCES, EINVAL, EROFS } from "../abi/errors.ts";
import { AT_EACCESS, AT_EMPTY_PATH, AT_FDCWD, AT_NO_AUTOMOUNT, AT_SYMLINK_NOFOLLOW } from "../abi/open.ts";
import {
  AT_STATX_SYNC_TYPE,
  majorOf,
  minorOf,
  STATX_ATTR_MOUNT_ROOT,
  STATX_BASIC_STATS,
  STATX_BTIME,
  STATX_MNT_ID,
  STATX_MNT_ID_UNIQUE,
  STATX_RESERVED,
  statfs as statfsLayout,
  stat as statLayout,
  statx as statxLayout,
} from "../abi/stat.ts";
import { type Codec, long, ulong } from "../abi/struct.ts";
import { timespec } from "../abi/time.ts";
import type { Credentials } from "../core/caller.ts";
import type { UserNamespace } from "../core/user-namespace.ts";
import type { FsCaller } from "../fs/context.ts";
import type { Inode } from "../fs/inode.ts";
import type { Path } from "../fs/mount.ts";
import { checkPermission, MAY_EXEC, MAY_WRITE } from "../fs/permissions.ts";
import { EPOCH, type Timestamp } from "../fs/time.ts";
import type { Task } from "../process/task.ts";
import { dirfd, fd, flags, path, pointer, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { accessFlagNames, accessModeNames, atFlagNames } from "./flag-names.ts";
import { pathAt, pathAtOrFile, pathOf } from "./paths.ts";

const at = statLayout.offsets;

const putTime = (view: DataView, offset: number, time: Timestamp): void => {
  long.write(view, offset, time.sec);
  view.setUint32(offset + NSEC, time.nsec, true);
  view.setUint32(offset + NSEC + 4, 0, true);
};
const NSEC = timespec.offsets.nsec;

/** An inode as struct stat: the fields one by one, without a value in between, for stat is called often. */
const inodeAsStat: Codec<{ readonly inode: Inode; readonly userNs: UserNamespace }> = {
  size: statLayout.size,
  align: statLayout.align,
  read: () => {
    throw new Error("stat is only written");
  },
  write: (view, offset, { inode, userNs }) => {
    const { superblock } = inode;
    ulong.write(view, offset + at.dev, superblock.device);
    ulong.write(view, offset + at.ino, inode.ino);
    ulong.write(view, offset + at.nlink, inode.nlink);
    view.setUint32(offset + at.mode, inode.mode, true);
    view.setUint32(offset + at.uid, userNs.uids.show(inode.uid), true);
    view.setUint32(offset + at.gid, userNs.gids.show(inode.gid), true);
    view.setUint32(offset + at.pad, 0, true);
    ulong.write(view, offset + at.rdev, inode.rdev);
    long.write(view, offset + at.size, inode.size);
    if (inode.size >= 2 ** 63) view.setBigInt64(offset + at.size, LARGEST, true);
    long.write(view, offset + at.blksize, superblock.ioSize);
    long.write(view, offset + at.blocks, inode.blocks);
    putTime(view, offset + at.atime, inode.atime);
    putTime(view, offset + at.mtime, inode.mtime);
    putTime(view, offset + at.ctime, inode.ctime);
    for (let i = 0; i < RESERVED_BYTES; i += 4) view.setUint32(offset + at.reserved + i, 0, true);
  },
};
/** A size that a JS number rounds up beyond what an off_t holds. */
const LARGEST = 2n ** 63n - 1n;
const RESERVED_BYTES = statLayout.fields.reserved.size;

const writeStat = (task: Task, address: number, inode: Inode): number => {
  task.memory.write(inodeAsStat, address, { inode, userNs: task.credentials.userNs });
  return 0;
};

const STAT_FLAGS = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;

const fstatat = (task: Task, directory: number, address: number, buffer: number, given: number): number => {
  if ((given & ~(STAT_FLAGS | AT_STATX_SYNC_TYPE)) !== 0) throw EINVAL;
  const follow = (given & AT_SYMLINK_NOFOLLOW) === 0;
  return writeStat(task, buffer, pathAtOrFile(task, directory, address, follow, given).dentry.inode);
};

const STATX_MTIME = 0x40;
const STATX_CTIME = 0x80;
const MODIFY_AND_CHANGE = STATX_MTIME | STATX_CTIME;
/** STATX_ATTR_AUTOMOUNT, MOUNT_ROOT and DAX: what every file system can tell. */
const COMMON_ATTRIBUTES = 0x20_3000;
/** STATX_ATTR_IMMUTABLE, APPEND and NODUMP. */
const INODE_FLAGS = 0x70;

const statxTime = ({ sec, nsec }: Timestamp) => ({ sec, nsec, reserved: 0 });

const statx = (task: Task, directory: number, address: number, given: number, mask: number, buffer: number): number => {
  if (mask >= STATX_RESERVED) throw EINVAL;
  if ((given & AT_STATX_SYNC_TYPE) === AT_STATX_SYNC_TYPE) throw EINVAL;
  if ((given & ~(STAT_FLAGS | AT_STATX_SYNC_TYPE)) !== 0) throw EINVAL;
  const place = pathAtOrFile(task, directory, address, (given & AT_SYMLINK_NOFOLLOW) === 0, given);
  const { inode } = place;
  const wantsUnique = (mask & STATX_MNT_ID_UNIQUE) !== 0;
  const isMountRoot = place.dentry === place.mount.root;
  const device = inode.superblock.device;
  const { isDetailed } = inode.superblock;
  // Multigrain times are left out when neither is asked for (fill_mg_cmtime).
  const leftOut = isDetailed && (mask & MODIFY_AND_CHANGE) === 0 ? MODIFY_AND_CHANGE : 0;
  const birth = isDetailed ? mask & STATX_BTIME : 0;
  const times = leftOut === 0 ? inode : { mtime: EPOCH, ctime: EPOCH };
  task.memory.write(statxLayout, buffer, {
    mask: (STATX_BASIC_STATS & ~leftOut) | birth | (wantsUnique ? STATX_MNT_ID_UNIQUE : STATX_MNT_ID),
    blksize: inode.superblock.ioSize,
    attributes: isMountRoot ? STATX_ATTR_MOUNT_ROOT : 0,
    nlink: inode.nlink,
    uid: task.credentials.userNs.uids.show(inode.uid),
    gid: task.credentials.userNs.gids.show(inode.gid),
    mode: inode.mode,
    spare0: 0,
    ino: inode.ino,
    size: inode.size,
    blocks: inode.blocks,
    attributesMask: isDetailed ? COMMON_ATTRIBUTES | INODE_FLAGS : COMMON_ATTRIBUTES,
    atime: statxTime(inode.atime),
    btime: statxTime(birth !== 0 ? inode.btime : EPOCH),
    ctime: statxTime(times.ctime),
    mtime: statxTime(times.mtime),
    rdevMajor: majorOf(inode.rdev),
    rdevMinor: minorOf(inode.rdev),
    devMajor: majorOf(device),
    devMinor: minorOf(device),
    mountId: wantsUnique ? place.mount.uniqueId : place.mount.id,
    dioMemAlign: 0,
    dioOffsetAlign: 0,
    subvol: 0,
    atomicWriteUnitMin: 0,
    atomicWriteUnitMax: 0,
    atomicWriteSegmentsMax: 0,
    dioReadOffsetAlign: 0,
    spare: [0, 0, 0, 0, 0, 0, 0, 0, 0],
  });
  return 0;
};

const ST_RDONLY = 1;
const ST_NOSUID = 2;
const ST_NODEV = 4;
const ST_NOEXEC = 8;
const ST_NODIRATIME = 0x800;
const ST_NOSYMFOLLOW = 0x2000;
const ST_VALID = 0x20;
const ST_ATIME = { relatime: 0x1000, noatime: 0x400, strictatime: 0 } as const;

const writeStatfs = (task: Task, buffer: number, place: Path): number => {
  const { mount, inode } = place;
  const { superblock } = inode;
  const space = superblock.space();
  const mountFlags =
    (mount.isReadOnly ? ST_RDONLY : 0) |
    (mount.flags.noSuid ? ST_NOSUID : 0) |
    (mount.flags.noDev ? ST_NODEV : 0) |
    (mount.flags.noExec ? ST_NOEXEC : 0) |
    (mount.flags.noDirAtime ? ST_NODIRATIME : 0) |
    (mount.flags.noSymFollow ? ST_NOSYMFOLLOW : 0);
  task.memory.write(statfsLayout, buffer, {
    type: superblock.magic,
    bsize: superblock.blockSize,
    blocks: space.blocks,
    bfree: space.free,
    bavail: space.free,
    files: space.files,
    ffree: space.freeFiles,
    fsid: [superblock.device, 0],
    namelen: superblock.nameMax,
    frsize: superblock.blockSize,
    flags: ST_VALID | (mount.id === 0 ? 0 : ST_ATIME[mount.flags.atime]) | mountFlags,
    spare: [0, 0, 0, 0],
  });
  return 0;
};

/** Checks with the real ids, as access(2) does (do_faccessat): with uid 0 the permitted capabilities count. */
class RealIds implements FsCaller {
  readonly credentials: Credentials;
  readonly #task: Task;

  constructor(task: Task) {
    this.#task = task;
    const own = task.credentials;
    this.credentials = {
      ...own,
      fsuid: own.uid,
      fsgid: own.gid,
      effective: own.uid === 0 ? own.permitted : 0n,
    };
  }

  get fs() {
    return this.#task.fs;
  }
  get files() {
    return this.#task.files;
  }
  get tid() {
    return this.#task.tid;
  }
  get pid() {
    return this.#task.pid;
  }
  get clock() {
    return this.#task.clock;
  }
  get thread() {
    return this.#task.thread;
  }
  get memory() {
    return this.#task.memory;
  }
  get umask() {
    return this.#task.umask;
  }
  limit(resource: number): number {
    return this.#task.limit(resource);
  }
  raise(signal: number): void {
    this.#task.raise(signal);
  }
}

const access = (task: Task, directory: number, address: number, mode: number, given: number): number => {
  if ((mode & ~7) !== 0) throw EINVAL;
  if ((given & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) !== 0) throw EINVAL;
  const { credentials: own } = task;
  const same = own.uid === own.fsuid && own.gid === own.fsgid && own.effective === own.permitted;
  const caller: FsCaller = same || (given & AT_EACCESS) !== 0 ? task : new RealIds(task);
  const place = pathAtOrFile(task, directory, address, (given & AT_SYMLINK_NOFOLLOW) === 0, given, caller);
  if ((mode & MAY_EXEC) !== 0 && place.inode.isRegular && place.mount.flags.noExec) throw EACCES;
  checkPermission(caller, place, mode & ~MAY_WRITE);
  if ((mode & MAY_WRITE) !== 0) {
    checkPermission(caller, place, mode);
    if (place.mount.isReadOnly && (place.inode.isRegular || place.inode.isDirectory)) throw EROFS;
  }
  return 0;
};

export const statCalls: readonly Syscall[] = [
  call("stat", [path(), pointer("statbuf")], (task, address, buffer) =>
    writeStat(task, buffer, pathAt(task, AT_FDCWD, address, true).dentry.inode),
  ),
  call("lstat", [path(), pointer("statbuf")], (task, address, buffer) =>
    writeStat(task, buffer, pathAt(task, AT_FDCWD, address, false).dentry.inode),
  ),
  call("fstat", [fd(), pointer("statbuf")], (task, number, buffer) =>
    writeStat(task, buffer, task.files.getAny(number).inode ?? task.fs.vfs.anonymous.shared),
  ),
  call("newfstatat", [dirfd(), path(), pointer("statbuf"), flags("flags", atFlagNames)], fstatat),
  call("statx", [dirfd(), path(), flags("flags", atFlagNames), uint("mask"), pointer("statxbuf")], statx),
  call("statfs", [path(), pointer("buf")], (task, address, buffer) =>
    writeStatfs(task, buffer, pathAt(task, AT_FDCWD, address, true)),
  ),
  call("fstatfs", [fd(), pointer("buf")], (task, number, buffer) =>
    writeStatfs(task, buffer, pathOf(task, task.files.getAny(number))),
  ),
  call("access", [path(), flags("mode", accessModeNames)], (task, address, mode) =>
    access(task, AT_FDCWD, address, mode, 0),
  ),
  call("faccessat", [dirfd(), path(), flags("mode", accessModeNames)], (task, directory, address, mode) =>
    access(task, directory, address, mode, 0),
  ),
  call("faccessat2", [dirfd(), path(), flags("mode", accessModeNames), flags("flags", accessFlagNames)], access),
];
