/** rename(2) in all its forms (do_renameat2, vfs_rename in fs/namei.c). */
import { EACCES, EBUSY, EEXIST, EINVAL, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, EROFS, EXDEV } from "../abi/errors.ts";
import { S_IFCHR } from "../abi/stat.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import { attachNode, checkVictim, dropLink, isEmpty } from "./modify.ts";
import type { Path } from "./mount.ts";
import { IN, notifyInode, notifyName } from "./notify.ts";
import { allows, checkMayCreate, MAY_WRITE } from "./permissions.ts";
import { lookupChild, Walk } from "./walk.ts";

export const RENAME_NOREPLACE = 1;
export const RENAME_EXCHANGE = 2;
export const RENAME_WHITEOUT = 4;

export const rename = (
  caller: FsCaller,
  oldStart: Path,
  oldText: string,
  newStart: () => Path,
  newText: string,
  flags: number,
): void => {
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  const noReplace = (flags & RENAME_NOREPLACE) !== 0;
  const from = new Walk(caller, oldStart);
  from.toParent(oldText);
  const to = new Walk(caller, newStart());
  to.toParent(newText);
  if (from.mount !== to.mount) throw EXDEV;
  if (from.lastKind !== "name") throw EBUSY;
  if (to.lastKind !== "name") throw noReplace ? EEXIST : EBUSY;
  if (from.mount.isReadOnly) throw EROFS;
  const source = lookupChild(caller, from.dentry, from.last);
  if (source === null) throw ENOENT;
  const target = lookupChild(caller, to.dentry, to.last);
  if (target !== null && noReplace) throw EEXIST;
  if (exchange) {
    if (target === null) throw ENOENT;
    if (!target.inode.isDirectory && to.trailingSlash) throw ENOTDIR;
  }
  const isDirectory = source.inode.isDirectory;
  if (!isDirectory && (from.trailingSlash || (!exchange && to.trailingSlash))) throw ENOTDIR;
  if (to.dentry.isWithin(source)) throw EINVAL;
  if (target !== null && from.dentry.isWithin(target)) throw exchange ? EINVAL : ENOTEMPTY;
  if (target !== null && target.inode === source.inode) return;

  checkVictim(caller, from.dentry, source, isDirectory);
  if (target === null) checkMayCreate(caller, to.dentry);
  else checkVictim(caller, to.dentry, target, exchange ? target.inode.isDirectory : isDirectory);
  if (!from.dentry.inode.isRearrangeable) throw EPERM;
  if (from.dentry !== to.dentry) {
    // A directory that changes its parent has its `..` rewritten.
    if (isDirectory && !allows(caller, source.inode, MAY_WRITE)) throw EACCES;
    if (exchange && target?.inode.isDirectory && !allows(caller, target.inode, MAY_WRITE)) throw EACCES;
  }
  if (source.mounts !== null || (target !== null && target.mounts !== null)) throw EBUSY;

  if (exchange && target !== null) {
    swap(caller, source, target);
    notifyMove(caller, from.dentry, from.last, to.dentry, to.last, source);
    notifyMove(caller, to.dentry, to.last, from.dentry, from.last, target);
  } else move(caller, source, from.dentry, to.dentry, to.last, target, (flags & RENAME_WHITEOUT) !== 0);
};

const move = (
  caller: FsCaller,
  source: Dentry,
  from: Dentry,
  to: Dentry,
  name: string,
  target: Dentry | null,
  leaveWhiteout: boolean,
): void => {
  const isDirectory = source.inode.isDirectory;
  if (target !== null && isDirectory && !isEmpty(target)) throw ENOTEMPTY;
  const oldName = source.name;
  const position = target?.position ?? to.index?.takePosition();
  from.index?.remove(source);
  from.inode.forget(oldName);
  if (target !== null) {
    to.index?.remove(target);
    target.isUnhashed = true;
  }
  // The whiteout stands there before the entry arrives (shmem_whiteout): in a listing it is the older one, although
  // its position is the later.
  if (leaveWhiteout) attachNode(caller, from, oldName, S_IFCHR, 0);
  source.name = name;
  source.parent = to;
  to.index?.add(source, position);
  if (isDirectory) {
    from.inode.nlink--;
    if (target === null) to.inode.nlink++;
  }
  touchAll(caller, from, to, source);
  notifyMove(caller, from, oldName, to, name, source, target);
  if (target !== null) {
    target.inode.changed(caller.clock);
    if (isDirectory) target.inode.nlink = 1;
    dropLink(target.inode);
  }
  if (isDirectory && target !== null) to.inode.changed(caller.clock);
};

/** fsnotify_move. */
const notifyMove = (
  caller: FsCaller,
  from: Dentry,
  oldName: string,
  to: Dentry,
  newName: string,
  moved: Dentry,
  replaced: Dentry | null = null,
): void => {
  const cookie = caller.fs.vfs.nextCookie();
  notifyName(from.inode, IN.rename, oldName, moved.inode);
  notifyName(from.inode, IN.movedFrom, oldName, moved.inode, cookie);
  notifyName(to.inode, IN.movedTo, newName, moved.inode, cookie);
  if (replaced !== null) notifyInode(replaced.inode, IN.attrib);
  notifyInode(moved.inode, IN.moveSelf);
};

const swap = (caller: FsCaller, source: Dentry, target: Dentry): void => {
  const from = source.parent as Dentry;
  const to = target.parent as Dentry;
  const { name: sourceName, position: sourcePosition } = source;
  const { name: targetName, position: targetPosition } = target;
  from.index?.remove(source);
  to.index?.remove(target);
  target.name = sourceName;
  target.parent = from;
  source.name = targetName;
  source.parent = to;
  from.index?.add(target, sourcePosition);
  to.index?.add(source, targetPosition);
  if (from !== to) {
    const sourceIsDirectory = source.inode.isDirectory;
    const targetIsDirectory = target.inode.isDirectory;
    if (sourceIsDirectory && !targetIsDirectory) {
      from.inode.nlink--;
      to.inode.nlink++;
    } else if (targetIsDirectory && !sourceIsDirectory) {
      to.inode.nlink--;
      from.inode.nlink++;
    }
  }
  touchAll(caller, from, to, source);
  target.inode.changed(caller.clock);
};

/** simple_rename_timestamp. */
const touchAll = (caller: FsCaller, from: Dentry, to: Dentry, source: Dentry): void => {
  from.inode.modified(caller.clock);
  to.inode.modified(caller.clock);
  source.inode.changed(caller.clock);
};
