/** Lays two traces side by side, thread by thread and call by call, and finds the first call that differs. Pure. */
import { diffArrays } from "diff";
import { Identities, isUntold, looksAlike, noteText, sameEvent } from "./compare.ts";
import { lastCalls, vdsoCalls } from "./identity.ts";
import type { TraceEvent } from "./parse.ts";
import { cutOff, racyEvents } from "./racy.ts";
import type { Placed } from "./threads.ts";

export interface TraceRow {
  readonly linux: TraceEvent | null;
  readonly target: TraceEvent | null;
  /** `racy`: it differs, but could from run to run where everything is right, too. */
  readonly verdict: "alike" | "differs" | "racy";
}

export interface AlignedThread {
  /** By parentage: "1", "1.2". */
  readonly name: string;
  readonly rows: readonly TraceRow[];
}

export interface AlignedTraces {
  readonly threads: readonly AlignedThread[];
  /** The first call that differs, but for racy ones: the earliest in Linux's trace. Null if none does. */
  readonly first: { readonly thread: string; readonly row: number } | null;
}

type Pair = readonly [linux: Placed | null, target: Placed | null];

export function alignTraces(
  linux: ReadonlyMap<string, readonly Placed[]>,
  target: ReadonlyMap<string, readonly Placed[]>,
): AlignedTraces {
  const shows = (kind: TraceEvent["kind"]): boolean =>
    [linux, target].every((side) => [...side.values()].some((events) => events.some((one) => one.event.kind === kind)));
  // A trace that does not tell of signals or ends at all does not differ in each of them.
  const told = new Set<TraceEvent["kind"]>(["call", ...(["signal", "end"] as const).filter(shows)]);
  const identities = new Identities();
  const racy = new Set([linux, target].flatMap((side) => [...side.values()].flatMap(racyEvents)));
  const isRacy = (placed: Placed | null): boolean => placed !== null && racy.has(placed);
  const differing: { readonly thread: string; readonly row: number; readonly index: number }[] = [];
  const names = [...new Set([...linux.keys(), ...target.keys()])].sort(byNumbers);
  const threads = names.map((name): AlignedThread => {
    const events = (side: ReadonlyMap<string, readonly Placed[]>): readonly Placed[] =>
      (side.get(name) ?? []).filter((one) => told.has(one.event.kind));
    const pairs = pair(events(linux), events(target));
    const chance = pairs.length - cutOff(pairs.map(([left, right]) => [left?.event ?? null, right?.event ?? null]));
    let index = -1;
    const rows = pairs.map(([left, right], row): TraceRow => {
      index = left?.index ?? index;
      const [one, other] = [left?.event ?? null, right?.event ?? null];
      if (!isDifference(one, other, identities)) return { linux: one, target: other, verdict: "alike" };
      const verdict = row >= chance || isRacy(left) || isRacy(right) ? "racy" : "differs";
      if (verdict === "differs") differing.push({ thread: name, row, index });
      return { linux: one, target: other, verdict };
    });
    return { name, rows };
  });
  const [first] = differing.toSorted((one, other) => one.index - other.index);
  return { threads, first: first === undefined ? null : { thread: first.thread, row: first.row } };
}

function isDifference(linux: TraceEvent | null, target: TraceEvent | null, identities: Identities): boolean {
  if (linux !== null && target !== null) return !sameEvent(linux, target, identities);
  const event = linux ?? target;
  if (event?.kind !== "call") return true;
  // A call in which its thread was killed is told by some traces only.
  return !(isUntold(event) || lastCalls.has(event.name) || vdsoCalls.has(event.name));
}

/** First those that could be the same; what is left between them by name alone. */
function pair(linux: readonly Placed[], target: readonly Placed[]): readonly Pair[] {
  return align(linux, target, looksAlike, (left, right) =>
    align(left, right, sameName, (ones, others) => [
      ...ones.map((one): Pair => [one, null]),
      ...others.map((other): Pair => [null, other]),
    ]),
  );
}

function align(
  linux: readonly Placed[],
  target: readonly Placed[],
  alike: (linux: TraceEvent, target: TraceEvent) => boolean,
  between: (linux: readonly Placed[], target: readonly Placed[]) => readonly Pair[],
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [left, right] = [0, 0];
  let gap: { linux: Placed[]; target: Placed[] } = { linux: [], target: [] };
  const close = (): void => {
    pairs.push(...between(gap.linux, gap.target));
    gap = { linux: [], target: [] };
  };
  const comparator = (one: Placed, other: Placed): boolean => alike(one.event, other.event);
  for (const { added, removed, count } of diffArrays([...linux], [...target], { comparator })) {
    if (removed) gap.linux.push(...linux.slice(left, left + count));
    else if (added) gap.target.push(...target.slice(right, right + count));
    else {
      close();
      for (let at = 0; at < count; at++) pairs.push([linux[left + at] ?? null, target[right + at] ?? null]);
    }
    if (!added) left += count;
    if (!removed) right += count;
  }
  close();
  return pairs;
}

const sameName = (linux: TraceEvent, target: TraceEvent): boolean => noteText(linux) === noteText(target);

const byNumbers = (one: string, other: string): number => one.localeCompare(other, "en", { numeric: true });
