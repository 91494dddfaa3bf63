/**
 * Pid namespaces (pid_namespaces(7); kernel/pid_namespace.c). The kernel itself counts processes by the number that the
 * outermost namespace gives them. In a nested namespace a process has a further number, and one in each namespace in
 * between; whoever stands in a namespace sees and names processes by its numbers.
 */
import { EINVAL, ENOSPC } from "../../abi/errors.ts";
import type { Namespace } from "../../core/namespace.ts";
import type { UserNamespace } from "../../core/user-namespace.ts";
import type { Process } from "../process.ts";

/** Default of pid_max on a small machine. */
const PID_MAX = 32768;
/** MAX_PID_NS_LEVEL: how deep they nest below the machine's own. */
const MAX_LEVEL = 32;
/** No process has this number. */
export const NO_PID = 0x7fff_fffe;

export class PidNamespace implements Namespace {
  readonly kind = "pid";
  readonly parent: PidNamespace | null;
  /** 0 for the outermost one that a guest sees. */
  readonly level: number;
  readonly ino: number;
  readonly userNs: UserNamespace;
  /** Its process 1: adopts orphans; when it ends, all end. Null until the first process is made. */
  reaper: Process | null = null;
  /** Process 1 has ended: no process is made here any more. */
  isClosed = false;
  /** The signal that process 1 is said to have died of, once reboot(2) was called; 0 before. */
  reboot = 0;
  /** The kernel's number of a process, group or session by the number here. Unused in the outermost one. */
  readonly numbers = new Map<number, number>();
  /** The number that was given out last (/proc/sys/kernel/ns_last_pid). */
  last = 0;
  /** Numbers stay below it (/proc/sys/kernel/pid_max). */
  max = PID_MAX;

  constructor(parent: PidNamespace | null, ino: number, userNs: UserNamespace) {
    this.parent = parent;
    this.level = parent === null ? 0 : parent.level + 1;
    this.ino = ino;
    this.userNs = userNs;
  }

  /** One below this one (create_pid_namespace): ENOSPC when it lies too deep, EINVAL when its rights would widen. */
  nest(ino: number, userNs: UserNamespace): PidNamespace {
    if (!userNs.isWithin(this.userNs)) throw EINVAL;
    if (this.level + 2 > MAX_LEVEL) throw ENOSPC;
    return new PidNamespace(this, ino, userNs);
  }

  /** It is `other` or lies below it (pidns_is_ancestor). */
  isWithin(other: PidNamespace): boolean {
    let at: PidNamespace | null = this;
    while (at !== null && at.level > other.level) at = at.parent;
    return at === other;
  }
}
