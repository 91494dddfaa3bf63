/** Whether one task may look into another, or take it over (ptrace(2), "Ptrace access mode checking"). */
import { CAP_SYS_PTRACE } from "../abi/capabilities.ts";
import { capableIn } from "../core/user-namespace.ts";
import type { Task } from "./task.ts";

/**
 * `file`: asked by the file system's ids and effective capabilities (PTRACE_MODE_FSCREDS), as /proc does; `real`: by the
 * real ones, as system calls do.
 */
export type AccessMode = "file" | "real";

/** Its own process always; else the same user and group in every sense, or CAP_SYS_PTRACE over it (__ptrace_may_access). */
export const mayAccess = (task: Task, target: Task, mode: AccessMode): boolean => {
  if (task.process === target.process) return true;
  // Process 1 was started outside of the guest's user namespace, where nobody here has rights.
  if (target.process.isInit) return false;
  const own = task.credentials;
  const other = target.credentials;
  const uid = mode === "file" ? own.fsuid : own.uid;
  const gid = mode === "file" ? own.fsgid : own.gid;
  const isSame =
    [other.uid, other.euid, other.suid].every((id) => id === uid) &&
    [other.gid, other.egid, other.sgid].every((id) => id === gid);
  const isCapable = capableIn(own, other.userNs, CAP_SYS_PTRACE);
  if (!isSame && !isCapable) return false;
  if (!target.process.isDumpable && !isCapable) return false;
  const capabilities = mode === "file" ? own.effective : own.permitted;
  return isCapable || (own.userNs === other.userNs && (other.permitted & ~capabilities) === 0n);
};
