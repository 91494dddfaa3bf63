/**
 * What every task of one kernel shares: the machine, time, chance, the run queue, process ids, the host name, the root
 * of the file system, and where trace and output go. `kernel.ts` builds one; nothing else holds state of the kernel.
 */
import type { Clock } from "../core/clock.ts";
import type { Counter } from "../core/counter.ts";
import type { Random } from "../core/random.ts";
import type { Scheduler } from "../core/scheduler.ts";
import type { Machine } from "../cpu/machine.ts";
import type { PidTable } from "./pid-table.ts";
import type { UtsNamespace } from "./uts.ts";

export interface System {
  readonly machine: Machine;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly pids: PidTable;
  readonly uts: UtsNamespace;
  /** Inode numbers of what has no file system of its own: pipes, sockets, anonymous inodes (get_next_ino). */
  readonly inodeNumbers: Counter;
  /** Names of system calls that were asked for and are not there. */
  readonly unsupported: Set<string>;
}
