/**
 * shard.json: all that the reports of one shard (`--shard i/n`) are made from, for `merge`. What lies in it is for this
 * program alone; results.json is for others.
 */
import { isAbsolute, relative, resolve } from "node:path";
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import { UsageError } from "../errors.ts";
import { type KnownDivergence, knownDivergenceSchema } from "../known-divergences.ts";
import type { Shard } from "../shard.ts";
import { diagnosisSchema } from "./diagnosis.ts";
import type { Case } from "./model.ts";
import { notRunSchema, type Results, resultSchema, resultsSchema } from "./results.ts";
import { type Timings, timingsSchema } from "./timings.ts";

const nullableText = z.string().nullable();

const caseSchema = z.strictObject({
  result: resultSchema,
  file: z.string(),
  promise: z.string(),
  source: z.string(),
  releases: z.string(),
  rows: z.array(z.strictObject({ key: z.string(), linux: nullableText, target: nullableText, differs: z.boolean() })),
  stderr: z.string(),
  message: z.string(),
  diagnosis: diagnosisSchema.nullable(),
});

const partSchema = z.strictObject({
  schema: z.literal(1),
  shard: z.strictObject({ index: z.int().positive(), count: z.int().positive() }),
  oracle: resultsSchema.shape.oracle,
  targets: resultsSchema.shape.targets,
  /** What the gate asks besides results: all contracts and targets that exist, the list, and the day. */
  contracts: z.array(z.string()),
  knownTargets: z.array(z.string()),
  /** The list of known divergences: its file and its entries. */
  list: z.string(),
  words: z.string(),
  called: z.record(z.string(), z.string()),
  known: z.array(knownDivergenceSchema),
  today: z.iso.date(),
  cases: z.array(caseSchema),
  notRun: z.array(notRunSchema),
  timings: timingsSchema,
});

/** One shard's part of a report. `cases` name their files relative to the working directory. */
export interface Part {
  readonly schema: 1;
  readonly shard: Shard;
  readonly oracle: Results["oracle"];
  readonly targets: Results["targets"];
  readonly contracts: readonly string[];
  readonly knownTargets: readonly string[];
  readonly list: string;
  readonly words: string;
  readonly called: Readonly<Record<string, string>>;
  readonly known: readonly KnownDivergence[];
  readonly today: string;
  readonly cases: readonly Case[];
  readonly notRun: Results["notRun"];
  readonly timings: Timings;
}

export const partName = "shard.json";

export function formatPart(part: Part, folder: string): string {
  const cases = part.cases.map((item) => ({ ...item, file: relative(folder, item.file) }));
  return `${JSON.stringify({ ...part, cases })}\n`;
}

/** Throws a UsageError of one line that names `file` and the JSON path. */
export function parsePart(text: string, file: string, folder: string): Part {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: is not JSON`);
  }
  const parsed = partSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${file}: ${describeIssue(parsed.error)}`);
  const cases = parsed.data.cases.map((item) => ({
    ...item,
    file: isAbsolute(item.file) ? item.file : resolve(folder, item.file),
  }));
  return { ...parsed.data, cases };
}
