/**
 * Where a run went another way than Linux's: the first system call that differs in the aligned traces, with the calls
 * around it, and what the kernel's world was at that call. Pure.
 */
import { z } from "zod";
import { type AlignedTraces, alignTraces, type TraceRow } from "../trace/align.ts";
import { formatEvent } from "../trace/format.ts";
import { parseTrace } from "../trace/parse.ts";
import { byThread, type Placed } from "../trace/threads.ts";
import type { Trace } from "../trace/trace.ts";

/** Calls shown before and after the first that differs. */
const around = 10;

export const diagnosisSchema = z.strictObject({
  /** Why there is no comparison: a side that gave no trace. Empty where there is one. */
  notes: z.array(z.string()),
  /** The thread of the first call that differs: "the first process", "thread 1.2 …"; empty where none differs. */
  thread: z.string(),
  rows: z.array(
    z.strictObject({
      verdict: z.enum(["alike", "differs", "racy", "first"]),
      linux: z.string().nullable(),
      target: z.string().nullable(),
    }),
  ),
  /** Calls of that thread before and behind those shown. */
  before: z.int().nonnegative(),
  behind: z.int().nonnegative(),
  /** The kernel's state when that call came back, in lines; null where the target does not tell it. */
  state: z.string().nullable(),
});

export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** Two traces laid side by side, and the place of the first difference. */
export interface Comparison {
  readonly notes: readonly string[];
  readonly aligned: AlignedTraces | null;
  /**
   * Line of the target's trace at which its state is of interest: the first call that differs, or where it has none the
   * last before it in that thread; null for the end of the run.
   */
  readonly stateAt: number | null;
}

export function compareTraces(linux: Trace, target: Trace, name: string): Comparison {
  const notes = [
    ...("missing" in linux ? [`No trace of Linux: ${linux.missing}`] : []),
    ...("missing" in target ? [`No trace of ${name}: ${target.missing}`] : []),
  ];
  if ("missing" in linux || "missing" in target) return { notes, aligned: null, stateAt: null };
  const threads = threadsOf(target);
  const aligned = alignTraces(threadsOf(linux), threads);
  return { notes, aligned, stateAt: stateAt(aligned, threads) };
}

function threadsOf(trace: Exclude<Trace, { missing: string }>): ReadonlyMap<string, readonly Placed[]> {
  return byThread(parseTrace(trace.lines), trace.isStart ?? null);
}

function stateAt({ first, threads }: AlignedTraces, placed: ReadonlyMap<string, readonly Placed[]>): number | null {
  if (first === null) return null;
  const rows = threads.find((thread) => thread.name === first.thread)?.rows.slice(0, first.row + 1) ?? [];
  // A target without a line of its own did not come so far: its state is that of the end.
  const event = rows.at(-1)?.target ?? null;
  return placed.get(first.thread)?.find((one) => one.event === event)?.index ?? null;
}

export function diagnose(comparison: Comparison, state: string | null): Diagnosis {
  const none = { notes: [...comparison.notes], thread: "", rows: [], before: 0, behind: 0, state };
  const { aligned } = comparison;
  if (aligned?.first == null) {
    return aligned === null ? none : { ...none, notes: ["All system calls are alike."] };
  }
  const { first, threads } = aligned;
  const rows = threads.find((thread) => thread.name === first.thread)?.rows ?? [];
  const steady = new Addresses();
  const told = rows.map((row) => ({ ...row, linux: row.linux === null ? null : steady.in(formatEvent(row.linux)) }));
  const [from, to] = [Math.max(0, first.row - around), Math.min(rows.length, first.row + around + 1)];
  return {
    ...none,
    thread: threads.length > 1 ? threadTitle(first.thread) : "",
    rows: told.slice(from, to).map((row, index) => ({
      verdict: from + index === first.row ? "first" : row.verdict,
      linux: row.linux,
      target: text(row.target),
    })),
    before: from,
    behind: rows.length - to,
  };
}

/**
 * Linux draws addresses anew in every run. They are numbered in the order in which they appear, so that the same tree
 * gives the same report.
 */
class Addresses {
  readonly #names = new Map<string, string>();

  in(text: string): string {
    return text.replace(/\b0x([0-9a-f]{9,16}|[0-7]?[0-9a-f]{7})\b/g, (address) => {
      const name = this.#names.get(address) ?? `address${this.#names.size + 1}`;
      this.#names.set(address, name);
      return name;
    });
  }
}

const text = (event: TraceRow["linux"]): string | null => (event === null ? null : formatEvent(event));

export function threadTitle(name: string): string {
  if (name === "1") return "the first process";
  const parent = name.slice(0, name.lastIndexOf("."));
  return `process or thread ${name}, made by ${parent === "1" ? "the first" : parent}`;
}
