/** Events that hang on who came first, or on the machine, also where everything is right. */
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
    const [first = "", second = ""] = event.arguments;
    if (event.name === "open" || event.name === "openat") {
      const path = event.name === "open" ? first : second;
      if (event.result === null || event.error !== null) return false;
      if (path.startsWith('"/proc/')) proc.add(event.result);
      else proc.delete(event.result);
      return false;
    }
    if (event.name === "read" || event.name === "pread64") return proc.has(first);
    return racyCalls.has(event.name) || event.error?.startsWith("ERESTART") === true;
  });
}
