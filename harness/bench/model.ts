/** What a bench found: bench.json, and what its figures are called. Pure. */
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import { UsageError } from "../errors.ts";

const nanoseconds = z.number().positive();

const cellSchema = z.strictObject({
  nanoseconds: nanoseconds.nullable().describe("Real time of one repetition; null where it could not be measured."),
  ratio: z.number().positive().nullable().describe("That time divided by Linux's."),
  verdict: z.enum(["faster", "parity", "slower", "failed"]),
  reason: z.string().nullable().describe("Why it could not be measured."),
});

const rowSchema = z.strictObject({
  group: z.string().describe("The bench program."),
  name: z.string(),
  count: z.int().positive().describe("Repetitions."),
  linux: nanoseconds,
  targets: z.record(z.string(), cellSchema),
});

const benchSchema = z.strictObject({
  schema: z.literal(1),
  targets: z.array(z.string()).describe("In the order of the columns."),
  rows: z.array(rowSchema),
});

export type Cell = z.infer<typeof cellSchema>;
export type Row = z.infer<typeof rowSchema>;
export type Bench = z.infer<typeof benchSchema>;
export type Verdict = Cell["verdict"];

export const benchName = "bench.json";
export const benchJsonSchema = (): object => z.toJSONSchema(benchSchema);

/** A ratio to Linux below the first is faster, up to the second as fast. */
export const FASTER = 0.9;
export const PARITY = 1.15;

export function verdictOf(ratio: number): Verdict {
  if (ratio < FASTER) return "faster";
  return ratio <= PARITY ? "parity" : "slower";
}

export const measured = (nanoseconds: number, linux: number): Cell => {
  const ratio = Number((nanoseconds / linux).toPrecision(3));
  return { nanoseconds, ratio, verdict: verdictOf(ratio), reason: null };
};

export const failed = (reason: string): Cell => ({ nanoseconds: null, ratio: null, verdict: "failed", reason });

/** Three digits, and a unit that suits: `12.3 ns`, `1.20 ms`. */
export function timeText(nanoseconds: number): string {
  const units = ["ns", "µs", "ms", "s"] as const;
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(nanoseconds) / 3)));
  const value = nanoseconds / 1000 ** step;
  return `${value < 100 ? value.toPrecision(3) : value.toFixed(0)} ${units[step]}`;
}

export const ratioText = (ratio: number): string => `${ratio < 100 ? ratio.toPrecision(3) : ratio.toFixed(0)}×`;

/** `1.20 ms, 0.52×, faster`, or why there is no figure. */
export function cellText({ nanoseconds: time, ratio, verdict, reason }: Cell): string {
  if (time === null || ratio === null) return `failed: ${reason ?? ""}`;
  return `${timeText(time)}, ${ratioText(ratio)}, ${verdict}`;
}

/** How many rows of a target have each verdict, as `60 faster, 10 parity, 14 slower`. */
export function countsText(bench: Bench, target: string): string {
  const verdicts = bench.rows.map((row) => row.targets[target]?.verdict);
  const kinds: readonly Verdict[] = ["faster", "parity", "slower", "failed"];
  const counts = kinds.map((kind) => ({ kind, count: verdicts.filter((verdict) => verdict === kind).length }));
  return counts.flatMap(({ kind, count }) => (count === 0 ? [] : [`${count} ${kind}`])).join(", ");
}

/** Throws a UsageError of one line that names `file`. */
export function parseBench(text: string, file: string): Bench {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: is not JSON`);
  }
  const parsed = benchSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${file}: ${describeIssue(parsed.error)}`);
  return parsed.data;
}
