/** Options of prctl(2) about privileges: securebits, the bounding and ambient sets (capabilities(7)). */
import { EINVAL, EPERM } from "../abi/errors.ts";
import { hasCapability } from "../core/caller.ts";
import type { Task } from "../process/task.ts";

const CAP_SETPCAP = 8;
const CAP_LAST_CAP = 40;

const SECBIT_KEEP_CAPS = 1 << 4;
const SECBIT_KEEP_CAPS_LOCKED = 1 << 5;
const SECBIT_NO_CAP_AMBIENT_RAISE = 1 << 6;
/** noroot, no_setuid_fixup, keep_caps, no_cap_ambient_raise: each with its lock one bit above. */
const SECURE_BITS = 0b0101_0101;
const SECURE_LOCKS = SECURE_BITS << 1;
/** exec_restrict_file, exec_deny_interactive: no rights needed to change them, locks as above. */
const SECURE_UNPRIVILEGED = 0b1111 << 8;

const PR_CAP_AMBIENT_IS_SET = 1;
const PR_CAP_AMBIENT_RAISE = 2;
const PR_CAP_AMBIENT_LOWER = 3;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;

const setKeepCapabilities = (task: Task, value: number): number => {
  if (value > 1) throw EINVAL;
  if ((task.securebits & SECBIT_KEEP_CAPS_LOCKED) !== 0) throw EPERM;
  task.securebits = value === 1 ? task.securebits | SECBIT_KEEP_CAPS : task.securebits & ~SECBIT_KEEP_CAPS;
  return 0;
};

/** A locked bit stays as it is, a lock is never lifted, unknown bits are EPERM (cap_task_prctl). */
const setSecurebits = (task: Task, value: number): number => {
  const old = task.securebits;
  const known = SECURE_BITS | SECURE_LOCKS | SECURE_UNPRIVILEGED;
  const locks = SECURE_LOCKS | (0b1010 << 8);
  const locked = (old & locks) >> 1;
  if ((locked & (old ^ value)) !== 0 || (old & locks & ~value) !== 0 || (value & ~known) !== 0) throw EPERM;
  const changesPrivileged = ((old ^ value) & ~SECURE_UNPRIVILEGED) !== 0 || old === value;
  if (changesPrivileged && !hasCapability(task.credentials, CAP_SETPCAP)) throw EPERM;
  task.securebits = value;
  return 0;
};

const dropFromBounding = (task: Task, capability: number): number => {
  if (!hasCapability(task.credentials, CAP_SETPCAP)) throw EPERM;
  if (capability > CAP_LAST_CAP) throw EINVAL;
  task.credentials = { ...task.credentials, bounding: task.credentials.bounding & ~(1n << BigInt(capability)) };
  return 0;
};

const ambient = (task: Task, operation: number, capability: number, c: number, d: number): number => {
  const { credentials } = task;
  if (operation === PR_CAP_AMBIENT_CLEAR_ALL) {
    if (capability !== 0 || c !== 0 || d !== 0) throw EINVAL;
    task.credentials = { ...credentials, ambient: 0n };
    return 0;
  }
  if (c !== 0 || d !== 0 || capability > CAP_LAST_CAP) throw EINVAL;
  const bit = 1n << BigInt(capability);
  if (operation === PR_CAP_AMBIENT_IS_SET) return (credentials.ambient & bit) === 0n ? 0 : 1;
  if (operation === PR_CAP_AMBIENT_LOWER) {
    task.credentials = { ...credentials, ambient: credentials.ambient & ~bit };
    return 0;
  }
  if (operation !== PR_CAP_AMBIENT_RAISE) throw EINVAL;
  const isRaisable = (credentials.permitted & credentials.inheritable & bit) !== 0n;
  if (!isRaisable || (task.securebits & SECBIT_NO_CAP_AMBIENT_RAISE) !== 0) throw EPERM;
  task.credentials = { ...credentials, ambient: credentials.ambient | bit };
  return 0;
};

export const privilegeOptions: Readonly<
  Record<number, (task: Task, a: number, b: number, c: number, d: number) => number>
> = {
  // PR_GET_KEEPCAPS
  7: (task) => ((task.securebits & SECBIT_KEEP_CAPS) === 0 ? 0 : 1),
  // PR_SET_KEEPCAPS
  8: setKeepCapabilities,
  // PR_CAPBSET_READ
  23: (task, capability) => {
    if (capability > CAP_LAST_CAP) throw EINVAL;
    return Number((task.credentials.bounding >> BigInt(capability)) & 1n);
  },
  // PR_CAPBSET_DROP
  24: dropFromBounding,
  // PR_GET_SECUREBITS
  27: (task) => task.securebits,
  // PR_SET_SECUREBITS
  28: setSecurebits,
  // PR_CAP_AMBIENT
  47: ambient,
};
