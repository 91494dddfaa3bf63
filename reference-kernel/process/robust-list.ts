/**
 * Robust futexes (get_robust_list(2); kernel/futex/core.c, exit_robust_list): a thread that ends marks the locks it
 * holds FUTEX_OWNER_DIED and wakes one waiter of each.
 */

import { long, struct, u32, ulong } from "../abi/struct.ts";
import { shownPid } from "./pids.ts";
import type { Task } from "./task.ts";

export const robustListHead = struct({ next: ulong, futexOffset: long, pending: ulong });
export const FUTEX_WAITERS = 0x8000_0000;
export const FUTEX_OWNER_DIED = 0x4000_0000;
export const FUTEX_TID_MASK = 0x3fff_ffff;
/** Locks that are looked at; a longer (or circular) list is cut here. */
const ROBUST_LIST_LIMIT = 2048;

export const releaseRobustList = (task: Task): void => {
  const head = task.robustListHead;
  if (head === 0) return;
  task.robustListHead = 0;
  try {
    const { next, futexOffset, pending } = task.memory.read(robustListHead, head);
    let entry = next;
    for (let seen = 0; entry !== head && seen < ROBUST_LIST_LIMIT; seen++) {
      // The lowest bit of a pointer says that the lock is a PI futex.
      const address = entry - (entry % 2);
      const following = task.memory.read(ulong, address);
      if (entry !== pending) release(task, address + futexOffset, false, entry % 2 === 1);
      entry = following;
    }
    if (pending !== 0) release(task, pending - (pending % 2) + futexOffset, true, pending % 2 === 1);
  } catch {
    // A list that cannot be read ends the walk, as on Linux.
  }
};

/** handle_futex_death. Who waits for a PI futex gets it from releasePiLocks. */
const release = (task: Task, address: number, isPending: boolean, isPi: boolean): void => {
  const value = task.memory.read(u32, address);
  if (isPending && !isPi && (value & FUTEX_TID_MASK) === 0) {
    task.system.futexes.wakeShared(task.space, address, 1);
    return;
  }
  if ((value & FUTEX_TID_MASK) !== shownPid(task, task.tid)) return;
  task.memory.write(u32, address, ((value & (FUTEX_WAITERS | 0)) | FUTEX_OWNER_DIED) >>> 0);
  if (!isPi && (value & (FUTEX_WAITERS | 0)) !== 0) task.system.futexes.wakeShared(task.space, address, 1);
};
