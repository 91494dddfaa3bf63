/** Ids and capabilities across execve (capabilities(7), "Transformation of capabilities during execve()"). */
import { S_ISGID, S_ISUID } from "../abi/stat.ts";
import type { Credentials } from "../core/caller.ts";
import { NO_ID } from "../core/user-namespace.ts";
import type { Path } from "../fs/mount.ts";

const S_IXGRP = 0o010;
const SECBIT_NOROOT = 1;
const SECBIT_KEEP_CAPS = 1 << 4;

/** The ids that a program's bits ask for; null for none (bprm_fill_uid). */
export interface SetId {
  readonly uid: number | null;
  readonly gid: number | null;
}

export interface ExecCredentials {
  readonly credentials: Credentials;
  /** AT_SECURE: the program has rights that its caller may not lend. */
  readonly isSecure: boolean;
}

/** Heeded where the mount and the caller allow it, and both ids mean something to the caller's user namespace. */
export const setIdOf = ({ inode, mount }: Path, old: Credentials, noNewPrivileges: boolean): SetId => {
  const { mode, uid, gid } = inode;
  const isKnown = old.userNs.uids.toInside(uid) !== NO_ID && old.userNs.gids.toInside(gid) !== NO_ID;
  if (mount.flags.noSuid || noNewPrivileges || !isKnown) return { uid: null, gid: null };
  const hasGroup = (mode & (S_ISGID | S_IXGRP)) === (S_ISGID | S_IXGRP);
  return { uid: (mode & S_ISUID) === 0 ? null : uid, gid: hasGroup ? gid : null };
};

/**
 * What a program has that has no capabilities of its own (cap_bprm_creds_from_file): root's program has all of the
 * bounding and the inheritable set, but with no_new_privs none that the caller lacks.
 */
export const credentialsAfterExec = (
  old: Credentials,
  securebits: number,
  noNewPrivileges: boolean,
  setId: SetId = { uid: null, gid: null },
): ExecCredentials => {
  let euid = setId.uid ?? old.euid;
  let egid = setId.gid ?? old.egid;
  // User 0 of its own namespace; nobody, where that is not mapped.
  const root = old.userNs.uids.toKernel(0);
  const countsAsRoot = (securebits & SECBIT_NOROOT) === 0;
  const isRoot = countsAsRoot && (old.uid === root || euid === root);
  const isEffective = countsAsRoot && euid === root;
  const granted = isRoot ? old.bounding | old.inheritable : 0n;
  const isSetId = euid !== old.uid || egid !== old.gid;
  if (isSetId && noNewPrivileges) {
    euid = old.uid;
    egid = old.gid;
  }
  const ambient = isSetId ? 0n : old.ambient;
  const permitted = (noNewPrivileges ? granted & old.permitted : granted) | ambient;
  const effective = isEffective ? permitted : ambient;
  const isSecure = isSetId || (old.uid !== root && (isEffective || (permitted & ~ambient) !== 0n));
  const ids = { euid, egid, suid: euid, sgid: egid, fsuid: euid, fsgid: egid };
  return { credentials: { ...old, ...ids, permitted, effective, ambient }, isSecure };
};

/** SECBIT_KEEP_CAPS does not outlive the program. */
export const securebitsAfterExec = (securebits: number): number => securebits & ~SECBIT_KEEP_CAPS;
