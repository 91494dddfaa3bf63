/**
 * Recorded answers: `<folder>/<linux or uml>-<release>.json`, one file for each Linux that was asked. An answer is found
 * by the hash of the very bytes that ran, so one that is there fits; one of other bytes is stale, and said to be.
 * Sorted and without times: recording again what has not changed gives the same file.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import { UsageError } from "../errors.ts";
import type { Contract, Observation } from "../model.ts";
import { compareReleases, isWithin, rangeText } from "../releases.ts";
import type { Target } from "../targets/target.ts";
import type { Choice } from "./oracle.ts";

const exitSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("exited"), code: z.int() }),
  z.strictObject({ kind: z.literal("signaled"), signal: z.string() }),
]);

const answerSchema = z.strictObject({
  contract: z.string(),
  /** The compiler's name: an answer replaces an older one of the same contract and compiler. */
  compiler: z.string(),
  /** sha256 of the ELF. */
  elf: z.string().regex(/^[0-9a-f]{64}$/),
  /** What its runs showed; those that showed the same stand once. */
  runs: z.array(z.strictObject({ lines: z.array(z.string()), stderr: z.string(), exit: exitSchema })).min(1),
});

const fileSchema = z.strictObject({
  schema: z.literal(1),
  oracle: z.enum(["linux", "uml"]),
  release: z.string(),
  answers: z.array(answerSchema),
});

export type Answer = z.infer<typeof answerSchema>;
export type RecordFile = z.infer<typeof fileSchema>;

export const elfHash = async (elf: string): Promise<string> =>
  createHash("sha256")
    .update(await readFile(elf))
    .digest("hex");

/** Everything that is recorded in one folder. */
export interface RecordBook {
  readonly folder: string;
  /** The newest release of which this machine's kind of Linux answered (else the box); null if the folder is empty. */
  readonly newest: string | null;
  /** The Linux that answered for these bytes, as a target that repeats its answers. */
  find(contract: Contract, elf: string): Promise<Choice>;
}

export async function readRecords(folder: string): Promise<RecordBook> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const files = await Promise.all(names.map((name) => readRecordFile(join(folder, name))));
  const ordered = files.toSorted(
    (one, other) => one.oracle.localeCompare(other.oracle) || compareReleases(other.release, one.release),
  );
  return {
    folder,
    newest: ordered[0]?.release ?? null,
    find: async (contract, elf) => {
      const within = ordered.filter((file) => isWithin(file.release, contract.releases));
      if (within.length === 0 && ordered.length > 0) {
        return { reason: `holds on Linux ${rangeText(contract.releases)}, of which nothing is recorded` };
      }
      const answers = within.flatMap((file) => file.answers.map((answer) => ({ file, answer })));
      const own = answers.filter(({ answer }) => answer.contract === contract.name);
      const hash = own.length === 0 ? "" : await elfHash(elf);
      const found = own.find(({ answer }) => answer.elf === hash);
      if (found !== undefined) return { judge: replay(found.file, found.answer) };
      return { reason: own.length > 0 ? "the recorded answer is stale: of another build" : "no answer is recorded" };
    },
  };
}

/** Answers as it did, run by run. */
function replay(file: RecordFile, answer: Answer): Target {
  let turn = 0;
  const runs = answer.runs.map((run): Observation => ({ ...run, unsupported: [], milliseconds: 0 }));
  return {
    name: file.oracle,
    version: file.release,
    lacks: new Map(),
    repeats: true,
    run: async () => runs[turn++ % runs.length] as Observation,
    close: async () => {},
  };
}

export async function readRecordFile(file: string): Promise<RecordFile> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof SyntaxError ? "is not JSON" : "cannot be read"}`);
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${file}: ${describeIssue(parsed.error)}`);
  return parsed.data;
}

/** `kept` decides which of the answers that lie there already stay beside the new ones. */
export async function writeRecords(
  folder: string,
  record: RecordFile,
  kept: (answer: Answer) => boolean,
): Promise<string> {
  const file = join(folder, `${record.oracle}-${record.release}.json`);
  const before = await readRecordFile(file).catch(() => null);
  const replaced = new Set(record.answers.map(({ contract, compiler }) => `${contract} ${compiler}`));
  const others = (before?.answers ?? []).filter(
    (answer) => kept(answer) && !replaced.has(`${answer.contract} ${answer.compiler}`),
  );
  await mkdir(folder, { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, formatRecords({ ...record, answers: [...others, ...record.answers] }));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw new UsageError(
      `${file}: cannot be written (${error instanceof Error && "code" in error ? error.code : error})`,
    );
  }
  return file;
}

/** One answer a line, so that a change is seen as what it is. */
export function formatRecords({ answers, ...head }: RecordFile): string {
  const order = ({ contract, compiler, elf }: Answer): string => `${contract}\0${compiler}\0${elf}`;
  const lines = answers
    .toSorted((one, other) => (order(one) < order(other) ? -1 : 1))
    .map(({ contract, compiler, elf, runs }) => JSON.stringify({ contract, compiler, elf, runs }));
  return `${JSON.stringify(head).slice(0, -1)},"answers":[\n${lines.join(",\n")}\n]}\n`;
}

/** The answer of these runs. */
export function answerOf(contract: string, compiler: string, elf: string, runs: readonly Observation[]): Answer {
  const texts = runs.map(({ lines, stderr, exit }) => JSON.stringify({ lines, stderr, exit }));
  return answerSchema.parse({ contract, compiler, elf, runs: [...new Set(texts)].map((text) => JSON.parse(text)) });
}
