/** Events that hang on who came first, or on the machine, also where everything is right. */
import { noteText } from "./compare.ts";
import { lastCalls } from "./identity.ts";
import type { TraceEvent } from "./parse.ts";
import type { Placed } from "./threads.ts";

/** Calls that run into each other, or are made again and again until something has happened. */
const racyCalls = new Set(["futex", "sched_yield", "rt_sigreturn"]);

/**
 * The racy ones among one thread's events: such calls; calls that a signal interrupted and the kernel began anew
 * (ERESTARTSYS); the places where signals arrive, and the returns from their handlers; and reads of files in /proc.
 */
export function racyEvents(events: readonly Placed[]): readonly Placed[] {
  const proc = new Set<string>();
  return events.filter(({ event }) => {
    if (event.kind !== "call") return event.kind === "signal";
    if (racyCalls.has(event.name) || event.error?.startsWith("ERESTART")) return true;
    const [first = "", second = ""] = event.arguments;
    if (event.name === "open" || event.name === "openat") {
      const path = event.name === "open" ? first : second;
      if (event.result === null || event.error !== null) return false;
      if (path.startsWith('"/proc/')) proc.add(event.result);
      else proc.delete(event.result);
      return false;
    }
    return (event.name === "read" || event.name === "pread64") && proc.has(first);
  });
}

/**
 * How many of a thread's last rows hang on when others ended it, by a signal or by exit_group: how far it came until
 * then is chance. Zero if it ended by itself, or if the two sides tell of different ends.
 */
export function cutOff(rows: readonly (readonly [linux: TraceEvent | null, target: TraceEvent | null])[]): number {
  const [linux, target] = rows.at(-1) ?? [null, null];
  if (linux?.kind !== "end" || target?.kind !== "end" || noteText(linux) !== noteText(target)) return 0;
  const lastCall = rows.findLast(([one]) => one?.kind === "call")?.[0];
  if (lastCall?.kind === "call" && lastCalls.has(lastCall.name)) return 0;
  return rows.length - 1 - rows.findLastIndex(([one, other]) => one?.kind === "call" && other?.kind === "call");
}
