/** Sorts a trace by thread. Threads are named by their parentage, since numbers differ: 1 is the first, 1.2 its second child. */
import type { Call, TraceEvent } from "./parse.ts";

/** An event and its place in the whole trace. */
export interface Placed {
  readonly index: number;
  readonly event: TraceEvent;
}

const creators = new Set(["fork", "vfork", "clone", "clone3"]);

/**
 * The events of the program's threads, by name, each in order. `isStart` finds the call by which the program began; what
 * came before, and processes that are not its own, are left out. Without it everything belongs to the program.
 */
export function byThread(
  events: readonly TraceEvent[],
  isStart: ((call: Call) => boolean) | null,
): ReadonlyMap<string, readonly Placed[]> {
  const start = isStart === null ? -1 : events.findIndex((event) => event.kind === "call" && isStart(event));
  const first = isStart === null ? events[0] : events[start];
  const threads = new Map<string, Placed[]>();
  if (first === undefined) return threads;
  const names = new Map<string | null, string>([[first.pid, "1"]]);
  const strangers = new Set(events.slice(0, Math.max(0, start)).map((event) => event.pid));
  strangers.delete(first.pid);
  const born = children(events, start + 1);
  events.forEach((event, index) => {
    if (index <= start || strangers.has(event.pid)) return;
    const name = names.get(event.pid) ?? nameOf(event.pid, names, born);
    if (name === null) return;
    threads.set(name, [...(threads.get(name) ?? []), { index, event }]);
  });
  return threads;
}

interface Birth {
  readonly parent: string | null;
  readonly order: number;
  /** How the trace may name the child. */
  readonly pids: readonly string[];
  claimed: boolean;
}

function children(events: readonly TraceEvent[], from: number): readonly Birth[] {
  const counts = new Map<string | null, number>();
  return events.slice(from).flatMap((event): readonly Birth[] => {
    if (event.kind !== "call" || !creators.has(event.name) || event.error !== null) return [];
    const order = (counts.get(event.pid) ?? 0) + 1;
    counts.set(event.pid, order);
    const pids = [event.tracerPid, event.result].filter((pid) => pid !== null);
    return [{ parent: event.pid, order, pids, claimed: false }];
  });
}

/** Names a thread when it first appears: by the call that answered its number, else by the oldest that has no child yet. */
function nameOf(pid: string | null, names: Map<string | null, string>, born: readonly Birth[]): string | null {
  const open = born.filter((birth) => !birth.claimed && names.has(birth.parent));
  const birth = open.find((one) => pid !== null && one.pids.includes(pid)) ?? open[0];
  if (birth === undefined) return null;
  birth.claimed = true;
  const name = `${names.get(birth.parent)}.${birth.order}`;
  names.set(pid, name);
  return name;
}
