/** The memory controller: what a group and those below it have taken, and may take (mm/memcontrol.c). */
import { EINVAL } from "../abi/errors.ts";
import type { Cgroup } from "./cgroup.ts";

const PAGE_SIZE = 4096;
const UNITS = "kmgtpe";

/** memparse: a number with a unit behind it. EINVAL for anything else; whole pages count. */
export const parseBytes = (text: string): number => {
  if (text === "max") return Number.POSITIVE_INFINITY;
  const [, digits, unit = ""] = /^(0x[0-9a-f]+|\d*)([kmgtpe]?)$/i.exec(text) ?? [];
  if (digits === undefined) throw EINVAL;
  const bytes = Number(digits) * 1024 ** (unit === "" ? 0 : UNITS.indexOf(unit.toLowerCase()) + 1);
  return Math.floor(bytes / PAGE_SIZE) * PAGE_SIZE;
};

export const bytesText = (bytes: number): string => (bytes === Number.POSITIVE_INFINITY ? "max\n" : `${bytes}\n`);

export type MemoryEvent = "low" | "high" | "max" | "oom" | "oom_kill" | "oom_group_kill";

const noEvents = (): Record<MemoryEvent, number> => ({
  low: 0,
  high: 0,
  max: 0,
  oom: 0,
  oom_kill: 0,
  oom_group_kill: 0,
});

export class MemoryControl {
  readonly group: Cgroup;
  readonly parent: MemoryControl | null;
  /** Bytes. */
  current = 0;
  peak = 0;
  min = 0;
  low = 0;
  high = Number.POSITIVE_INFINITY;
  max = Number.POSITIVE_INFINITY;
  swapHigh = Number.POSITIVE_INFINITY;
  swapMax = Number.POSITIVE_INFINITY;
  /** All processes of the group die together (memory.oom.group). */
  killsAll = false;
  /** Of this group and those below, and of this group alone. */
  events = noEvents();
  localEvents = noEvents();

  constructor(group: Cgroup, parent: MemoryControl | null) {
    this.group = group;
    this.parent = parent;
  }

  /** Tells this group and those above that it happened (memcg_memory_event). */
  tell(event: MemoryEvent): void {
    this.localEvents[event]++;
    this.group.change("memory.events.local").notify();
    for (let at: MemoryControl | null = this; at !== null; at = at.parent) {
      at.events[event]++;
      at.group.change("memory.events").notify();
    }
  }

  reset(): void {
    this.min = 0;
    this.low = 0;
    this.high = Number.POSITIVE_INFINITY;
    this.max = Number.POSITIVE_INFINITY;
    this.swapHigh = Number.POSITIVE_INFINITY;
    this.swapMax = Number.POSITIVE_INFINITY;
    this.killsAll = false;
    this.peak = this.current;
    this.events = noEvents();
    this.localEvents = noEvents();
  }
}
