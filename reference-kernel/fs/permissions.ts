/** Who may do what to an inode, by mode, owner, groups and capabilities (fs/namei.c, inode_permission). */
import { CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER } from "../abi/capabilities.ts";
import { EACCES, ENOENT, EOVERFLOW, EPERM, EROFS } from "../abi/errors.ts";
import { S_ISGID, S_ISVTX } from "../abi/stat.ts";
import { type Credentials, hasCapability } from "../core/caller.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import type { Inode } from "./inode.ts";
import type { Path } from "./mount.ts";

export const MAY_EXEC = 1;
export const MAY_WRITE = 2;
export const MAY_READ = 4;

export const inGroup = (credentials: Credentials, gid: number): boolean =>
  credentials.fsgid === gid || credentials.groups.includes(gid);

/** A capability over this inode: it counts only if owner and group are ids of the caller's user namespace. */
export const capableOver = (caller: Pick<FsCaller, "credentials">, inode: Inode, capability: number): boolean => {
  const { userNs } = caller.credentials;
  return hasCapability(caller.credentials, capability) && userNs.hasUid(inode.uid) && userNs.hasGid(inode.gid);
};

/** The caller owns the inode or has CAP_FOWNER over it (inode_owner_or_capable). */
export const ownsOrCapable = (caller: FsCaller, inode: Inode): boolean =>
  caller.credentials.fsuid === inode.uid ||
  (hasCapability(caller.credentials, CAP_FOWNER) && caller.credentials.userNs.hasUid(inode.uid));

/** Whether the mode bits and capabilities allow `mask` (MAY_*), read-only file systems aside (generic_permission). */
export const allows = (caller: Pick<FsCaller, "credentials">, inode: Inode, mask: number): boolean => {
  const credentials = caller.credentials;
  const ruled = inode.ownRule(caller, mask);
  if (ruled !== null) return ruled;
  let bits = inode.mode;
  if (credentials.fsuid === inode.uid) bits >>= 6;
  else if (inGroup(credentials, inode.gid)) bits >>= 3;
  if ((bits & mask) === mask) return true;
  if (inode.isDirectory) {
    if ((mask & MAY_WRITE) === 0 && capableOver(caller, inode, CAP_DAC_READ_SEARCH)) return true;
    return capableOver(caller, inode, CAP_DAC_OVERRIDE);
  }
  if (mask === MAY_READ && capableOver(caller, inode, CAP_DAC_READ_SEARCH)) return true;
  if ((mask & MAY_EXEC) !== 0 && (inode.mode & 0o111) === 0) return false;
  return capableOver(caller, inode, CAP_DAC_OVERRIDE);
};

const WRITABLE_ON_READ_ONLY = 0o170000;

/** EROFS or EACCES unless `mask` is allowed on the path's inode (path_permission). Devices and FIFOs ignore read-only. */
export const checkPermission = (caller: FsCaller, path: Path, mask: number): void => {
  const inode = path.dentry.inode;
  if ((mask & MAY_WRITE) !== 0 && path.mount.isReadOnly) {
    const type = inode.mode & WRITABLE_ON_READ_ONLY;
    if (type === 0o100000 || type === 0o040000 || type === 0o120000) throw EROFS;
  }
  if ((mask & MAY_WRITE) !== 0 && inode.isImmutable) throw EPERM;
  if (!allows(caller, inode, mask)) throw EACCES;
};

/** EOVERFLOW for an owner whom the file system's user namespace does not know (fsuidgid_has_mapping). */
export const checkMayOwn = (caller: FsCaller, directory: Inode): void => {
  const { userNs } = directory.superblock;
  const { fsuid, fsgid } = caller.credentials;
  if (userNs !== null && !(userNs.hasUid(fsuid) && userNs.hasGid(fsgid))) throw EOVERFLOW;
};

/** A name may be made in `directory` (may_create): ENOENT in a removed directory, EACCES. */
export const checkMayCreate = (caller: FsCaller, directory: Dentry): void => {
  if (directory.isUnhashed) throw ENOENT;
  checkMayOwn(caller, directory.inode);
  if (!allows(caller, directory.inode, MAY_WRITE | MAY_EXEC)) throw EACCES;
};

/** `victim` may leave `directory` (may_delete): EACCES, EPERM in a sticky directory of another's. */
export const checkMayDelete = (caller: FsCaller, directory: Dentry, victim: Dentry): void => {
  const inode = directory.inode;
  if (!allows(caller, inode, MAY_WRITE | MAY_EXEC)) throw EACCES;
  if ((inode.mode & S_ISVTX) === 0) return;
  const uid = caller.credentials.fsuid;
  if (victim.inode.uid === uid || inode.uid === uid || capableOver(caller, victim.inode, CAP_FOWNER)) return;
  throw EPERM;
};

/** Group of a new inode: the caller's, or the directory's where that has the set-group-id bit. */
export const groupFor = (caller: FsCaller, directory: Inode): number =>
  (directory.mode & S_ISGID) !== 0 ? directory.gid : caller.credentials.fsgid;
