/** What makes and removes names: mkdir, mknod, symlink, link, unlink, rmdir (fs/namei.c). */
import { CAP_FSETID } from "../abi/capabilities.ts";
import {
  EBUSY,
  EEXIST,
  EINVAL,
  EISDIR,
  EMLINK,
  ENOENT,
  ENOTDIR,
  ENOTEMPTY,
  EPERM,
  EROFS,
  EXDEV,
} from "../abi/errors.ts";
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK, S_ISGID, S_ISVTX } from "../abi/stat.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import type { Inode } from "./inode.ts";
import type { Mount, Path } from "./mount.ts";
import { IN, notifyInode, notifyName } from "./notify.ts";
import { capableOver, checkMayCreate, checkMayDelete, groupFor, inGroup } from "./permissions.ts";
import { lookupChild, newDentry, Walk } from "./walk.ts";

const LINK_MAX = 0xffff_ffff;

/** The directory and the free name of something to be made (filename_create). */
interface NewName {
  readonly directory: Dentry;
  readonly mount: Mount;
  readonly name: string;
}

const newName = (caller: FsCaller, start: Path, text: string, isDirectory: boolean): NewName => {
  const walk = new Walk(caller, start);
  walk.toParent(text);
  if (walk.lastKind !== "name") throw EEXIST;
  const { dentry: directory, mount, last: name } = walk;
  if (lookupChild(caller, directory, name) !== null) throw EEXIST;
  if (walk.trailingSlash && !isDirectory) throw ENOENT;
  if (mount.isReadOnly) throw EROFS;
  return { directory, mount, name };
};

/** Puts a new inode of `mode` under `name`; checks are the caller's. */
export const attachNode = (caller: FsCaller, directory: Dentry, name: string, mode: number, rdev: number): Dentry => {
  const parent = directory.inode;
  const gid = groupFor(caller, parent);
  let ownMode = mode;
  if ((parent.mode & S_ISGID) !== 0) {
    if ((mode & S_IFMT) === S_IFDIR) ownMode |= S_ISGID;
    else if (
      (mode & (S_ISGID | 0o010)) === (S_ISGID | 0o010) &&
      !inGroup(caller.credentials, gid) &&
      !capableOver(caller, parent, CAP_FSETID)
    ) {
      ownMode &= ~S_ISGID;
    }
  }
  const isDirectory = (mode & S_IFMT) === S_IFDIR;
  const inode = isDirectory
    ? parent.makeDirectory(caller, name, ownMode, gid)
    : parent.makeNode(caller, ownMode, gid, rdev);
  if (isDirectory) {
    inode.nlink = 2;
    parent.nlink++;
  }
  return attach(caller, directory, name, inode);
};

/** Puts an inode under a free name. */
export const attach = (caller: FsCaller, directory: Dentry, name: string, inode: Inode): Dentry => {
  const dentry = newDentry(name, directory, inode);
  directory.index?.add(dentry);
  directory.inode.modified(caller.clock);
  notifyName(directory.inode, IN.create, name, inode);
  return dentry;
};

export const mkdir = (caller: FsCaller, start: Path, text: string, mode: number): void => {
  const { directory, name } = newName(caller, start, text, true);
  checkMayCreate(caller, directory);
  attachNode(caller, directory, name, S_IFDIR | (mode & (0o777 | S_ISVTX) & ~caller.umask), 0);
};

export const mknod = (caller: FsCaller, start: Path, text: string, mode: number, rdev: number): void => {
  const type = (mode & S_IFMT) === 0 ? S_IFREG : mode & S_IFMT;
  switch (type) {
    case S_IFREG:
    case S_IFCHR:
    case S_IFBLK:
    case S_IFIFO:
    case S_IFSOCK:
      break;
    case S_IFDIR:
      throw EPERM;
    default:
      throw EINVAL;
  }
  const { directory, name } = newName(caller, start, text, false);
  checkMayCreate(caller, directory);
  // CAP_MKNOD counts in the initial user namespace only; a whiteout (device 0, 0) is free for all.
  const isDevice = type === S_IFCHR || type === S_IFBLK;
  if (isDevice && !(type === S_IFCHR && rdev === 0) && !caller.fs.vfs.ids.isInitial) throw EPERM;
  attachNode(caller, directory, name, type | (mode & 0o7777 & ~caller.umask), isDevice ? rdev : 0);
};

export const symlink = (caller: FsCaller, target: string, start: Path, text: string): void => {
  if (target.length === 0) throw ENOENT;
  const { directory, name } = newName(caller, start, text, false);
  checkMayCreate(caller, directory);
  const parent = directory.inode;
  attach(caller, directory, name, parent.makeSymlink(caller, target, groupFor(caller, parent)));
};

/** Gives what `old` leads to another name. */
export const link = (caller: FsCaller, old: Path, start: Path, text: string): void => {
  const { directory, mount, name } = newName(caller, start, text, false);
  const inode = old.dentry.inode;
  if (old.mount !== mount) throw EXDEV;
  checkMayCreate(caller, directory);
  if (inode.superblock !== directory.inode.superblock) throw EXDEV;
  if (!directory.inode.isRearrangeable || inode.isDirectory) throw EPERM;
  if (inode.nlink === 0 && !inode.isLinkableWithoutName) throw ENOENT;
  if (inode.nlink >= LINK_MAX) throw EMLINK;
  inode.nlink++;
  inode.isLinkableWithoutName = false;
  inode.changed(caller.clock);
  notifyInode(inode, IN.attrib);
  attach(caller, directory, name, inode);
};

/** Takes a dentry out of its directory; link counts are the caller's. */
export const detach = (caller: FsCaller, directory: Dentry, victim: Dentry): void => {
  directory.index?.remove(victim);
  directory.inode.forget(victim.name);
  directory.inode.modified(caller.clock);
  victim.isUnhashed = true;
  victim.inode.changed(caller.clock);
};

export const isEmpty = (directory: Dentry): boolean => {
  directory.inode.complete(directory);
  return directory.index === null || directory.index.count === 0;
};

/** A name that may be removed (may_delete); the order of its errors is Linux's. */
export const checkVictim = (caller: FsCaller, directory: Dentry, victim: Dentry, asDirectory: boolean): void => {
  checkMayDelete(caller, directory, victim);
  if (asDirectory && !victim.inode.isDirectory) throw ENOTDIR;
  if (!asDirectory && victim.inode.isDirectory) throw EISDIR;
  if (directory.isUnhashed) throw ENOENT;
};

export const unlink = (caller: FsCaller, start: Path, text: string): void => {
  const walk = new Walk(caller, start);
  walk.toParent(text);
  if (walk.lastKind !== "name") throw EISDIR;
  const directory = walk.dentry;
  if (walk.mount.isReadOnly) throw EROFS;
  const victim = lookupChild(caller, directory, walk.last);
  if (victim === null) throw ENOENT;
  if (walk.trailingSlash) throw victim.inode.isDirectory ? EISDIR : ENOTDIR;
  unlinkChild(caller, directory, victim);
};

/** Removes a name that was found (vfs_unlink). */
export const unlinkChild = (caller: FsCaller, directory: Dentry, victim: Dentry): void => {
  checkVictim(caller, directory, victim, false);
  if (!directory.inode.isChangeable) throw EPERM;
  if (victim.mounts !== null) throw EBUSY;
  detach(caller, directory, victim);
  notifyInode(victim.inode, IN.attrib);
  notifyName(directory.inode, IN.delete, victim.name, victim.inode);
  dropLink(victim.inode);
};

export const dropLink = (inode: Inode): void => {
  inode.nlink--;
  inode.evictIfUnused();
};

export const rmdir = (caller: FsCaller, start: Path, text: string): void => {
  const walk = new Walk(caller, start);
  walk.toParent(text);
  if (walk.lastKind === "..") throw ENOTEMPTY;
  if (walk.lastKind === ".") throw EINVAL;
  if (walk.lastKind === "root") throw EBUSY;
  const directory = walk.dentry;
  if (walk.mount.isReadOnly) throw EROFS;
  const victim = lookupChild(caller, directory, walk.last);
  if (victim === null) throw ENOENT;
  checkVictim(caller, directory, victim, true);
  if (!directory.inode.removesDirectories) throw EPERM;
  if (victim.mounts !== null) throw EBUSY;
  victim.inode.checkRemovable(victim);
  detach(caller, directory, victim);
  directory.inode.nlink--;
  victim.inode.nlink = 0;
  notifyName(directory.inode, IN.delete, victim.name, victim.inode);
  victim.inode.evictIfUnused();
};
