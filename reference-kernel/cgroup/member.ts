/** A thread as control groups see it: `process/task.ts` implements it. */
import type { Cgroup } from "./cgroup.ts";

export interface CgroupMember {
  /** Kernel's number; what a reader is shown is `CgroupView.shown`. */
  readonly tid: number;
  /** The group it lives in; once it has ended, the one it lived in. */
  cgroup: Cgroup;
  readonly isExited: boolean;
  /** First thread of its process. */
  readonly isGroupLeader: boolean;
  /** Of its process, itself among them while it lives. */
  readonly livingThreads: Iterable<CgroupMember>;
  /** The first thread of its process, which may have ended; null once that was waited for. */
  readonly groupLeader: CgroupMember | null;
  /** Stands still for its group, or stopped by a signal anyway. */
  readonly isAtRest: boolean;
  /** Is to stand still as soon as it would return to user mode, or to go on. */
  setFreezing(isFreezing: boolean): void;
  /** Sends SIGKILL to its process. */
  kill(): void;
}
