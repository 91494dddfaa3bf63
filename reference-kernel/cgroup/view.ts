/** Who reads or writes a control file, as the files need to know him: `process/cgroups.ts` implements it. */
import type { Cgroup } from "./cgroup.ts";
import type { CgroupMember } from "./member.ts";
import type { MemoryControl } from "./memory.ts";

export interface CgroupView {
  /** The calling thread. */
  readonly self: CgroupMember;
  /** The thread that a number names in the caller's pid namespace; null when there is none. */
  find(tid: number): CgroupMember | null;
  /** The number of a thread as the caller sees it. */
  shown(tid: number): number;
  /** The group has more than it may: somebody of it dies. */
  relieve(memory: MemoryControl): void;
  /** Whether the file's opener may write to the cgroup.procs of a group. */
  mayWrite(group: Cgroup): boolean;
}
