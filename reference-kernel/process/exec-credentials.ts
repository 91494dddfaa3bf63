/** Capabilities across execve (capabilities(7), "Transformation of capabilities during execve()"). */
import type { Credentials } from "../core/caller.ts";

const SECBIT_NOROOT = 1;
const SECBIT_KEEP_CAPS = 1 << 4;

/**
 * What a program has that is neither set-id nor has capabilities of its own (cap_bprm_creds_from_file): root's program
 * has all of the bounding and the inheritable set, but with no_new_privs none that the caller lacks.
 */
export const credentialsAfterExec = (old: Credentials, securebits: number, noNewPrivileges: boolean): Credentials => {
  // User 0 of its own namespace; nobody, where that is not mapped.
  const root = old.userNs.uids.toKernel(0);
  const countsAsRoot = (securebits & SECBIT_NOROOT) === 0;
  const isRoot = countsAsRoot && (old.uid === root || old.euid === root);
  const granted = isRoot ? old.bounding | old.inheritable : 0n;
  const permitted = (noNewPrivileges ? granted & old.permitted : granted) | old.ambient;
  const effective = countsAsRoot && old.euid === root ? permitted : old.ambient;
  return { ...old, suid: old.euid, sgid: old.egid, fsuid: old.euid, fsgid: old.egid, permitted, effective };
};

/** SECBIT_KEEP_CAPS does not outlive the program. */
export const securebitsAfterExec = (securebits: number): number => securebits & ~SECBIT_KEEP_CAPS;
