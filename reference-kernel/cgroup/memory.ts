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

/** It pays for frames: `FrameAccount` of memory/physical.ts. */
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

  /** Who pays for what a member takes: the nearest group above that has the controller; null for the root, which is free. */
  get payer(): MemoryControl | null {
    for (let at: MemoryControl = this; at.parent !== null; at = at.parent) {
      if (at.group.controllers.has("memory")) return at;
    }
    return null;
  }

  /** A page more, here and above; false, and nothing is counted, when that is beyond a limit (try_charge_memcg). */
  charge(): boolean {
    const full = this.fullWith(PAGE_SIZE);
    if (full !== null) {
      full.tell("max");
      return false;
    }
    for (let at: MemoryControl = this; at.parent !== null; at = at.parent) {
      at.current += PAGE_SIZE;
      at.peak = Math.max(at.peak, at.current);
      if (at.current > at.high && at.current - PAGE_SIZE <= at.high) at.tell("high");
    }
    return true;
  }

  uncharge(): void {
    for (let at: MemoryControl = this; at.parent !== null; at = at.parent) {
      at.current = Math.max(0, at.current - PAGE_SIZE);
    }
  }

  /** The group, here or above, whose limit so many bytes more exceed. */
  fullWith(bytes: number): MemoryControl | null {
    for (let at: MemoryControl = this; at.parent !== null; at = at.parent) if (at.current + bytes > at.max) return at;
    return null;
  }

  /** The highest group, from this one up to `limit`, whose members die together; null when there is none. */
  dyingTogether(limit: MemoryControl): MemoryControl | null {
    let found: MemoryControl | null = null;
    for (let at: MemoryControl | null = this; at !== null; at = at.parent) {
      if (at.killsAll) found = at;
      if (at === limit) break;
    }
    return found;
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
    // What was charged so far is the parent's from now on.
    this.current = 0;
    this.peak = 0;
    this.events = noEvents();
    this.localEvents = noEvents();
  }
}
