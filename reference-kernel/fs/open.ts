/** Opening a path (do_filp_open, open_last_lookups, do_open, may_open in fs/namei.c). */
import {
  EACCES,
  EAGAIN,
  EEXIST,
  EINVAL,
  EISDIR,
  ELOOP,
  ENOENT,
  ENOTDIR,
  EOPNOTSUPP,
  EPERM,
  EROFS,
} from "../abi/errors.ts";
import {
  O_ACCMODE,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_LARGEFILE,
  O_NOATIME,
  O_NOFOLLOW,
  O_PATH,
  O_TMPFILE,
  O_TRUNC,
} from "../abi/open.ts";
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../abi/stat.ts";
import type { Blocking } from "../core/thread.ts";
import type { Leases } from "../files/leases.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import { DirectoryFile } from "./directory-file.ts";
import { attachNode } from "./modify.ts";
import { Path } from "./mount.ts";
import { IN, notifyFile } from "./notify.ts";
import {
  allows,
  checkMayOwn,
  checkPermission,
  groupFor,
  MAY_EXEC,
  MAY_READ,
  MAY_WRITE,
  ownsOrCapable,
} from "./permissions.ts";
import { PathFile } from "./vfs-file.ts";
import { lookupChild, newDentry, RESOLVE, Walk } from "./walk.ts";

/** Bits that open(2) knows (VALID_OPEN_FLAGS); it ignores the rest, openat2(2) refuses them. */
export const VALID_OPEN_FLAGS = 0o37777703 & ~0o74;
const PATH_FLAGS = O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC;
const TMPFILE_BIT = O_TMPFILE & ~O_DIRECTORY;

/** O_RDONLY, O_WRONLY, O_RDWR and 3 (which asks for both and gives neither) as MAY_* bits. */
const accessBits = (flags: number): number => {
  const access = flags & O_ACCMODE;
  const bits = access === 0 ? MAY_READ : access === 1 ? MAY_WRITE : MAY_READ | MAY_WRITE;
  return (flags & O_TRUNC) !== 0 ? bits | MAY_WRITE : bits;
};

/** Flags as they count (build_open_flags); EINVAL for combinations that cannot be. */
export const checkOpenFlags = (given: number): number => {
  const flags = given & VALID_OPEN_FLAGS;
  if ((flags & O_PATH) !== 0) return flags & PATH_FLAGS;
  if ((flags & (O_DIRECTORY | O_CREAT)) === (O_DIRECTORY | O_CREAT)) throw EINVAL;
  if ((flags & TMPFILE_BIT) !== 0) {
    if ((flags & O_DIRECTORY) === 0 || (flags & O_ACCMODE) === 0) throw EINVAL;
  }
  return flags | O_LARGEFILE;
};

/** Opens `text` from `start`. `flags` come from `checkOpenFlags`; `mode` is for a file that is made. */
export const openPath = (
  caller: FsCaller,
  start: Path,
  text: string,
  flags: number,
  mode: number,
  resolveFlags = 0,
): OpenFile | Blocking<OpenFile> => {
  if ((resolveFlags & RESOLVE.cached) !== 0 && (flags & (O_TRUNC | O_CREAT | TMPFILE_BIT)) !== 0) throw EAGAIN;
  const walk = new Walk(caller, start, resolveFlags);
  if ((flags & O_PATH) !== 0) {
    walk.toEnd(text, (flags & O_NOFOLLOW) === 0);
    if ((flags & O_DIRECTORY) !== 0 && !walk.dentry.inode.isDirectory) throw ENOTDIR;
    return new PathFile(walk.path, flags);
  }
  if ((flags & TMPFILE_BIT) !== 0) return openTemporary(caller, walk, text, flags, mode);
  if ((flags & O_CREAT) !== 0) {
    walk.toParent(text);
    const created = createLast(walk, flags, mode);
    if (created) return openFound(caller, walk.path, flags & ~O_TRUNC, 0);
    if ((flags & O_EXCL) !== 0) throw EEXIST;
    if (walk.dentry.inode.isDirectory) throw EISDIR;
  } else {
    walk.toEnd(text, (flags & O_NOFOLLOW) === 0);
    if ((flags & O_DIRECTORY) !== 0 && !walk.dentry.inode.isDirectory) {
      // O_DIRECTORY on a link that O_NOFOLLOW left alone is ENOTDIR, not ELOOP (open(2)).
      throw ENOTDIR;
    }
  }
  const path = walk.path;
  const inode = path.dentry.inode;
  if (inode.isRegular && (flags & O_TRUNC) !== 0 && path.mount.isReadOnly) throw EROFS;
  return openFound(caller, path, flags, accessBits(flags));
};

/** Goes to the last component for O_CREAT; answers whether it had to be made. */
const createLast = (walk: Walk, flags: number, mode: number): boolean => {
  const { caller } = walk;
  const follow = (flags & (O_NOFOLLOW | O_EXCL)) === 0;
  for (;;) {
    if (walk.lastKind !== "name") {
      walk.takeLast(true);
      return false;
    }
    if (walk.trailingSlash) throw EISDIR;
    const directory = walk.dentry;
    const child = directory.isUnhashed ? null : lookupChild(caller, directory, walk.last);
    if (child === null) {
      if (directory.isUnhashed) throw ENOENT;
      if (walk.mount.isReadOnly) throw EROFS;
      checkMayOwn(caller, directory.inode);
      if (!allows(caller, directory.inode, MAY_WRITE | MAY_EXEC)) throw EACCES;
      const permissions = mode & 0o7777 & ~caller.umask;
      walk.descend(attachNode(caller, directory, walk.last, S_IFREG | permissions, 0));
      return true;
    }
    if (!child.inode.isSymlink || !follow) {
      walk.descend(child);
      return false;
    }
    const target = walk.enterLink(child);
    if (target === null) return false;
    walk.toParent(target);
  }
};

/** Opens a place that is known, as a handle names it (handle_to_path). `flags` come from `checkOpenFlags`. */
export const openPlace = (caller: FsCaller, path: Path, flags: number): OpenFile | Blocking<OpenFile> => {
  if ((flags & O_DIRECTORY) !== 0 && !path.inode.isDirectory) throw ENOTDIR;
  return (flags & O_PATH) !== 0 ? new PathFile(path, flags) : openFound(caller, path, flags, accessBits(flags));
};

function* openLeased(caller: FsCaller, leases: Leases, path: Path, flags: number): Blocking<OpenFile> {
  yield* leases.break(caller, flags);
  const opened = openAllowed(caller, path, flags);
  return "next" in opened ? yield* opened : opened;
}

/** Opens what was found (do_open's second half); `access` is empty for a file just made. */
const openFound = (caller: FsCaller, path: Path, flags: number, access: number): OpenFile | Blocking<OpenFile> => {
  const inode = path.dentry.inode;
  switch (inode.mode & S_IFMT) {
    case S_IFLNK:
      throw ELOOP;
    case S_IFDIR:
      if ((access & MAY_WRITE) !== 0) throw EISDIR;
      break;
    case S_IFCHR:
    case S_IFBLK:
      if (path.mount.flags.noDev || path.mount.superblock.refusesDevices) throw EACCES;
      break;
  }
  checkPermission(caller, path, access);
  if ((flags & O_NOATIME) !== 0 && !ownsOrCapable(caller, inode)) throw EPERM;
  if (inode.isDirectory) {
    notifyFile(path.dentry, IN.open);
    return new DirectoryFile(path, flags);
  }
  const { leases } = inode;
  return leases?.conflicts(flags) ? openLeased(caller, leases, path, flags) : openAllowed(caller, path, flags);
};

/** Opens what is no directory, once all are asked (do_dentry_open). */
const openAllowed = (caller: FsCaller, path: Path, flags: number): OpenFile | Blocking<OpenFile> => {
  const { inode } = path;
  const writes = inode.isRegular && ((flags + 1) & 2) !== 0;
  if (writes) inode.getWriteAccess();
  let opened: OpenFile | Blocking<OpenFile>;
  try {
    opened = inode.open(caller, flags, path);
  } catch (error) {
    if (writes) inode.putWriteAccess();
    throw error;
  }
  if ("next" in opened) return opened;
  notifyFile(path.dentry, IN.open);
  if (inode.isRegular && (flags & O_TRUNC) !== 0) truncateOpened(caller, opened, path);
  return opened;
};

/** O_TRUNC (handle_truncate): where it cannot be, the file is not open either. */
const truncateOpened = (caller: FsCaller, file: OpenFile, path: Path): void => {
  try {
    path.inode.getWriteAccess();
    try {
      path.inode.truncate(caller, 0);
    } finally {
      path.inode.putWriteAccess();
    }
  } catch (error) {
    file.release();
    throw error;
  }
  notifyFile(path.dentry, IN.modify);
};

/** O_TMPFILE: a regular file without a name, in the directory's file system. */
const openTemporary = (
  caller: FsCaller,
  walk: Walk,
  text: string,
  flags: number,
  mode: number,
): OpenFile | Blocking<OpenFile> => {
  walk.toEnd(text, (flags & O_NOFOLLOW) === 0);
  const directory: Dentry = walk.dentry;
  if (!directory.inode.isDirectory) throw ENOTDIR;
  if (walk.mount.isReadOnly) throw EROFS;
  if (!allows(caller, directory.inode, MAY_WRITE | MAY_EXEC)) throw EACCES;
  if (!directory.inode.isChangeable) throw EOPNOTSUPP;
  const permissions = mode & 0o7777 & ~caller.umask;
  const inode = directory.inode.makeNode(caller, S_IFREG | permissions, groupFor(caller, directory.inode), 0);
  inode.nlink = 0;
  inode.isLinkableWithoutName = (flags & O_EXCL) === 0;
  const dentry = newDentry(`#${inode.ino}`, directory, inode);
  dentry.isUnhashed = true;
  return openFound(caller, new Path(walk.mount, dentry), flags & ~O_TRUNC, 0);
};
