/**
 * What tasks use beside CPU time: page faults, memory, switches (getrusage(2); struct signal_struct's min_flt, nvcsw …).
 * Every file lives in memory, so no fault is a major one and nothing is read or written by blocks.
 */
import type { MemorySystem } from "../memory/memory-system.ts";

export class Usage {
  minorFaults = 0;
  /** Went to sleep. */
  voluntarySwitches = 0;
  /** Others ran although it could have gone on. */
  involuntarySwitches = 0;
}

/** Of a process that has ended, or of all children that were waited for. */
export interface TotalUsage {
  /** CPU time in nanoseconds. */
  user: number;
  system: number;
  minorFaults: number;
  voluntarySwitches: number;
  involuntarySwitches: number;
  /** Most pages that one process ever had present. */
  peakPages: number;
}

export const noUsage = (): TotalUsage => ({
  user: 0,
  system: 0,
  minorFaults: 0,
  voluntarySwitches: 0,
  involuntarySwitches: 0,
  peakPages: 0,
});

/** Adds what `other` used; of memory the larger counts. */
export const addUsage = (to: TotalUsage, other: TotalUsage): void => {
  to.user += other.user;
  to.system += other.system;
  to.minorFaults += other.minorFaults;
  to.voluntarySwitches += other.voluntarySwitches;
  to.involuntarySwitches += other.involuntarySwitches;
  to.peakPages = Math.max(to.peakPages, other.peakPages);
};

/** Which task the faults belong to that the memory counts: the one that runs. */
export class FaultAccount {
  readonly #memory: MemorySystem;
  #settled = 0;

  constructor(memory: MemorySystem) {
    this.#memory = memory;
  }

  /** Call before another task runs, and before anybody reads the counts: `task` made the faults since the last time. */
  settle(task: { readonly usage: Usage; readonly process: { readonly usage: Usage } }): void {
    const count = this.#memory.minorFaults - this.#settled;
    if (count === 0) return;
    this.#settled += count;
    task.usage.minorFaults += count;
    task.process.usage.minorFaults += count;
  }
}
