/**
 * results.json: the machine-readable report. Sorted and without times, so that the same tree gives the same bytes.
 * The schema is published beside it as results.schema.json; whoever reads the file parses it with `parseResults`.
 */
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import { UsageError } from "../errors.ts";

const count = z.int().nonnegative();
const line = z.string().nullable();

const differenceSchema = z.strictObject({
  key: z.string().describe("The line's key; `exit` is how the program ended, `verdict` its last line."),
  linux: line.describe("Linux's value; null where Linux prints no such line."),
  target: line.describe("The target's value; null where it prints no such line."),
});

export const resultSchema = z.strictObject({
  contract: z.string().describe("Dotted name, e.g. events.epoll_edge."),
  category: z.string(),
  target: z.string(),
  oracle: z
    .string()
    .optional()
    .describe("The Linux that judged it and its release, where it is another than the report's: the boxed one."),
  status: z.enum(["PASS", "XFAIL", "DIVERGE", "FAIL"]),
  reason: z.string().nullable().describe("Why it is not PASS; for XFAIL what known-divergences.json says."),
  differences: z.array(differenceSchema),
  behaviours: z.array(z.string()).describe("Rows of the behaviour list."),
  covers: z.array(z.string()).describe("System calls."),
});

export const notRunSchema = z.strictObject({
  contract: z.string(),
  category: z.string(),
  target: z.string(),
  reason: z.string().describe("Why it was not judged, or what this host or the target lacks."),
});

const summarySchema = z.strictObject({
  total: count.describe("All contracts, also those not run."),
  pass: count,
  xfail: count,
  diverge: count,
  fail: count,
  notRun: count,
});

export const resultsSchema = z
  .strictObject({
    schema: z.literal(1),
    oracle: z.strictObject({ name: z.string(), release: z.string().describe("Kernel release.") }),
    targets: z.array(z.strictObject({ name: z.string(), version: z.string() })),
    summary: z.record(z.string(), summarySchema).describe("By target."),
    gate: z.strictObject({ ok: z.boolean(), problems: z.array(z.string()) }),
    results: z.array(resultSchema).describe("Sorted by contract, then in the order of targets."),
    notRun: z.array(notRunSchema).describe("Contracts that were not run, each with the reason."),
  })
  .describe("Results of the syscall contracts.");

export type Results = z.infer<typeof resultsSchema>;
export type Summary = z.infer<typeof summarySchema>;
export type NotRun = z.infer<typeof notRunSchema>;

export const resultsJsonSchema = (): object => z.toJSONSchema(resultsSchema);

/** Parses the text of a results.json. Throws a UsageError of one line that names `file` and the JSON path. */
export function parseResults(text: string, file: string): Results {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: is not JSON`);
  }
  const parsed = resultsSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${file}: ${describeIssue(parsed.error)}`);
  return parsed.data;
}
