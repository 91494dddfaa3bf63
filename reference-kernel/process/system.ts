/**
 * What every task of one kernel shares: the machine, time, chance, the run queue, process ids, the host name, and where
 * the trace goes. `kernel.ts` builds one; nothing else holds state of the kernel.
 */
import type { Cgroup } from "../cgroup/cgroup.ts";
import type { Clock } from "../core/clock.ts";
import type { Counter } from "../core/counter.ts";
import type { Random } from "../core/random.ts";
import type { Scheduler } from "../core/scheduler.ts";
import type { Machine } from "../cpu/machine.ts";
import type { MemorySystem } from "../memory/memory-system.ts";
import type { Network } from "../net/network.ts";
import type { FutexTable } from "./futex.ts";
import type { TaskNamespaces } from "./namespaces/task-namespaces.ts";
import type { Ordering } from "./ordering.ts";
import type { PidTable } from "./pid-table.ts";
import type { Process } from "./process.ts";
import type { ArgumentRegisters, SyscallEntry } from "./syscall-entry.ts";
import type { Task } from "./task.ts";
import type { FaultAccount } from "./usage.ts";
import type { UserCounts } from "./users.ts";
import type { Vdso } from "./vdso/vdso.ts";

export interface System {
  readonly machine: Machine;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly pids: PidTable;
  readonly futexes: FutexTable;
  /** What the first process stands in. */
  readonly namespaces: TaskNamespaces;
  /** Root of the control groups. */
  readonly cgroups: Cgroup;
  readonly memory: MemorySystem;
  readonly vdso: Vdso;
  /** The order that kcmp(2) tells of. */
  readonly ordering: Ordering;
  readonly users: UserCounts;
  /** Whose page faults are whose. */
  readonly faults: FaultAccount;
  /** Inode numbers of what has no file system of its own: pipes, sockets, anonymous inodes (get_next_ino). */
  readonly inodeNumbers: Counter;
  /** Names, ports and sockets. */
  readonly network: Network;
  /** Replaced as a whole where a variant of the kernel has another table. */
  syscalls: ReadonlyMap<number, SyscallEntry>;
  /** Those of the call that is being made. */
  readonly arguments: ArgumentRegisters;
  /** Process 1: adopts orphans and reaps them. */
  readonly init: Process;
  /** Whose registers are in the machine. */
  readonly loaded: { task: Task | null };
  /** Names of system calls that were asked for and are not there. */
  readonly unsupported: Set<string>;
  /** The process whose end is the run's; null until it is made. */
  first: Process | null;
  /** Why a signal killed it, once one has. */
  death: string | null;
  /** Takes a line of the trace; null when nobody wants it. */
  readonly trace: ((line: string) => void) | null;
  /** Instructions that a task runs before another gets its turn. */
  readonly quantum: number;
  /** Instructions that the whole run may take. */
  readonly maxInstructions: number;
}
