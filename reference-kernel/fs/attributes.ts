/** Changing an inode's attributes: mode, owner, times, size (notify_change, setattr_prepare in fs/attr.c). */
import { CAP_CHOWN, CAP_FSETID } from "../abi/capabilities.ts";
import { EACCES, EINVAL, EISDIR, EOPNOTSUPP, EPERM, EROFS } from "../abi/errors.ts";
import { S_ISGID, S_ISUID } from "../abi/stat.ts";
import { NO_ID } from "../core/user-namespace.ts";
import type { FsCaller } from "./context.ts";
import type { Inode } from "./inode.ts";
import type { Path } from "./mount.ts";
import { IN, notifyFile } from "./notify.ts";
import { allows, capableOver, checkPermission, inGroup, MAY_WRITE, ownsOrCapable } from "./permissions.ts";
import type { Timestamp } from "./time.ts";

const wantWrite = (path: Path): void => {
  if (path.mount.isReadOnly) throw EROFS;
};

export const chmod = (caller: FsCaller, path: Path, mode: number): void => {
  wantWrite(path);
  const { inode } = path;
  inode.checkChange("mode", mode);
  if (!ownsOrCapable(caller, inode)) throw EPERM;
  if (inode.isSymlink) throw EOPNOTSUPP;
  let bits = mode & 0o7777;
  if ((bits & S_ISGID) !== 0 && !inGroup(caller.credentials, inode.gid) && !capableOver(caller, inode, CAP_FSETID)) {
    bits &= ~S_ISGID;
  }
  inode.mode = (inode.mode & ~0o7777) | bits;
  inode.changed(caller.clock);
  notifyFile(path.dentry, IN.attrib);
};

/** An id of chown(2) that leaves the owner or group as it is. */
export const UNCHANGED_ID = 0xffff_ffff;

/** `shownUid`, `shownGid`: as the caller's user namespace numbers them. */
export const chown = (caller: FsCaller, path: Path, shownUid: number, shownGid: number): void => {
  wantWrite(path);
  const { inode } = path;
  const { credentials } = caller;
  const { userNs } = credentials;
  const uid = shownUid === UNCHANGED_ID ? UNCHANGED_ID : userNs.uids.toKernel(shownUid);
  const gid = shownGid === UNCHANGED_ID ? UNCHANGED_ID : userNs.gids.toKernel(shownGid);
  if (uid === NO_ID || gid === NO_ID) throw EINVAL;
  inode.checkChange("owner");
  if (uid !== UNCHANGED_ID && !(credentials.fsuid === inode.uid && uid === inode.uid)) {
    if (!capableOver(caller, inode, CAP_CHOWN)) throw EPERM;
  }
  if (gid !== UNCHANGED_ID) {
    const own = credentials.fsuid === inode.uid && (gid === inode.gid || inGroup(credentials, gid));
    if (!own && !capableOver(caller, inode, CAP_CHOWN)) throw EPERM;
  }
  if (uid !== UNCHANGED_ID) inode.uid = uid;
  if (gid !== UNCHANGED_ID) inode.gid = gid;
  // chown_common asks for the set-id bits of anything but a directory to go, whoever calls.
  if (!inode.isDirectory) {
    inode.mode &= ~S_ISUID;
    if ((inode.mode & 0o010) !== 0) inode.mode &= ~S_ISGID;
    else if ((inode.mode & S_ISGID) !== 0 && !inGroup(credentials, inode.gid)) inode.mode &= ~S_ISGID;
  }
  inode.changed(caller.clock);
  if (uid !== UNCHANGED_ID || gid !== UNCHANGED_ID) notifyFile(path.dentry, IN.attrib);
};

/** One of the two times of utimensat(2): a time, "now" or "omit". */
export type NewTime = Timestamp | "now" | "omit";

/** Sets atime and mtime. Anyone who may write can set both to now; other times are the owner's to set. */
export const setTimes = (caller: FsCaller, path: Path, atime: NewTime, mtime: NewTime): void => {
  if (atime === "omit" && mtime === "omit") return;
  wantWrite(path);
  const { inode } = path;
  inode.checkChange("times");
  if (atime === "now" && mtime === "now") {
    if (!ownsOrCapable(caller, inode) && !allows(caller, inode, MAY_WRITE)) throw EACCES;
  } else if (!ownsOrCapable(caller, inode)) throw EPERM;
  const now = caller.clock.realtime();
  if (atime !== "omit") inode.atime = atime === "now" ? now : atime;
  if (mtime !== "omit") inode.mtime = mtime === "now" ? now : mtime;
  inode.ctime = now;
  const event = mtime === "omit" ? IN.access : atime === "omit" ? IN.modify : IN.attrib;
  notifyFile(path.dentry, event);
};

/** truncate(2) by path (vfs_truncate). */
export const truncate = (caller: FsCaller, path: Path, size: number): void => {
  const { inode } = path;
  if (inode.isDirectory) throw EISDIR;
  if (!inode.isRegular) throw EINVAL;
  wantWrite(path);
  checkPermission(caller, path, MAY_WRITE);
  inode.getWriteAccess();
  try {
    inode.truncate(caller, size);
    notifyFile(path.dentry, IN.modify);
  } finally {
    inode.putWriteAccess();
  }
};

/** A write or truncation by anyone without CAP_FSETID over the machine takes the set-id bits away (file_remove_privs). */
export const removePrivileges = (caller: FsCaller, inode: Inode): void => {
  if ((inode.mode & (S_ISUID | S_ISGID)) === 0 || !inode.isRegular) return;
  if (caller.fs.vfs.ids.isInitial && capableOver(caller, inode, CAP_FSETID)) return;
  inode.mode &= ~S_ISUID;
  if ((inode.mode & 0o010) !== 0) inode.mode &= ~S_ISGID;
};
