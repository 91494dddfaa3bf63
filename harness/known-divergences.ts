/**
 * known-divergences.json: what is known to differ, exactly, and why. An entry excuses the difference that it lists and
 * no other. The JSON schema beside the file is generated from the zod schema here (`known-divergences.test.ts` holds
 * the two equal), so that editors complete it. Pure but for reading and writing it.
 */
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { describeIssue } from "./describe-issue.ts";
import { UsageError } from "./errors.ts";
import type { Difference } from "./model.ts";
import { compareReleases, isWithin } from "./releases.ts";

const line = z.string().nullable();
const date = z.iso.date();
const release = z.string().regex(/^\d+(\.\d+){0,2}$/, "must be a kernel release such as 6.1 or 6.18.44");

const differenceSchema = z
  .strictObject({
    key: z
      .string()
      .describe("The line's key, empty for an empty line; `exit` is how the program ended, `verdict` the last line."),
    linux: line.describe("Linux's value; null where Linux prints no such line."),
    target: line.describe("The target's value; null where it prints no such line."),
  })
  .describe("One line that differs.");

export const knownDivergenceSchema = z
  .strictObject({
    contract: z.string().min(1).describe("Dotted name of the contract, such as events.epoll_edge."),
    target: z.string().min(1).optional().describe("The target that differs."),
    targets: z.array(z.string().min(1)).min(1).optional().describe("Several targets that differ in the same way."),
    status: z.enum(["DIVERGE", "FAIL"]).describe("The status that is excused."),
    reason: z
      .string()
      .min(1)
      .optional()
      .describe("The failure's reason, word for word as the report gives it; not enough for CONTRACT_FAIL."),
    differences: z
      .array(differenceSchema)
      .min(1)
      .optional()
      .describe("All lines that differ, by key, no more, no less."),
    varies: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Keys of lines that change from run to run on the target: whatever they say is excused."),
    why: z.string().min(1).describe("Why the target differs, for people."),
    link: z.url().optional().describe("Where it is discussed or worked on."),
    since: date.describe("The day on which the entry was added."),
    expires: date.optional().describe("From this day on the entry makes the gate red."),
    linux: z
      .strictObject({ from: release.optional(), before: release.optional() })
      .optional()
      .describe("Releases of Linux for which this holds: `from` is included, `before` is not."),
  })
  // The same rules again for editors, which read the JSON schema.
  .meta({
    oneOf: [{ required: ["target"] }, { required: ["targets"] }],
    anyOf: [
      { required: ["differences"] },
      { required: ["varies"] },
      { properties: { status: { const: "FAIL" } }, required: ["reason"] },
    ],
  })
  .superRefine((entry, context) => {
    if ((entry.target === undefined) === (entry.targets === undefined)) {
      context.addIssue({ code: "custom", message: "must have either target or targets" });
    }
    if (entry.reason === undefined && entry.differences === undefined && entry.varies === undefined) {
      context.addIssue({ code: "custom", message: "must have differences, or for a FAIL its reason" });
    }
    if (entry.status === "DIVERGE" && entry.differences === undefined && entry.varies === undefined) {
      context.addIssue({ code: "custom", message: "must have differences, since its status is DIVERGE" });
    }
  });

export const knownDivergencesSchema = z
  .strictObject({
    $schema: z.string().optional(),
    divergences: z.array(knownDivergenceSchema),
  })
  .describe("Differences from Linux that are known and explained. Each entry excuses exactly what it lists.");

export type KnownDivergence = z.infer<typeof knownDivergenceSchema>;
export type KnownDivergences = z.infer<typeof knownDivergencesSchema>;

/** What known-divergences.schema.json must hold. */
export function knownDivergencesJsonSchema(): object {
  return z.toJSONSchema(knownDivergencesSchema, { io: "input" });
}

/** Parses the file's text. Throws a UsageError of one line that names `file` and the JSON path. */
export function parseKnownDivergences(text: string, file: string): KnownDivergences {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: is not JSON: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  }
  const parsed = knownDivergencesSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${file}: ${describeIssue(parsed.error)}`);
  return parsed.data;
}

/** Reads and parses the file; a file that cannot be read is a UsageError. */
export async function readKnownDivergences(file: string): Promise<KnownDivergences> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}: cannot be read (${error.code ?? error.message})`);
  });
  return parseKnownDivergences(text, file);
}

/** The file's text. */
export const formatDivergences = (known: KnownDivergences): string => `${JSON.stringify(known, null, 2)}\n`;

/** Writes the file, whole or not at all. */
export async function writeDivergences(file: string, known: KnownDivergences): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, formatDivergences(known));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw new UsageError(
      `${file}: cannot be written (${error instanceof Error && "code" in error ? error.code : error})`,
    );
  }
}

export const targetsOf = (entry: KnownDivergence): readonly string[] => entry.targets ?? [entry.target ?? ""];

/** Whether the entry speaks of this release of Linux, e.g. "6.18.44-cloud-amd64". */
export const speaksOf = (entry: KnownDivergence, linuxRelease: string): boolean =>
  isWithin(linuxRelease, entry.linux ?? {});

/** Whether some release of Linux lies in both entries' ranges. */
export function rangesMeet(one: KnownDivergence, other: KnownDivergence): boolean {
  const startsBeforeEnd = (a: KnownDivergence, b: KnownDivergence): boolean =>
    a.linux?.from === undefined || b.linux?.before === undefined || compareReleases(a.linux.from, b.linux.before) < 0;
  return startsBeforeEnd(one, other) && startsBeforeEnd(other, one);
}

/** Whether two lists hold the same differences, in any order. */
export function sameDifferences(listed: readonly Difference[], seen: readonly Difference[]): boolean {
  const text = (difference: Difference): string =>
    JSON.stringify([difference.key, difference.linux, difference.target]);
  const [left, right] = [listed.map(text).sort(), seen.map(text).sort()];
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
