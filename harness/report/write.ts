/** Puts the reports into their folder: each file whole or not at all. */
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsageError } from "../errors.ts";
import { renderDivergences } from "./divergences.ts";
import { renderHtml } from "./html.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Report } from "./model.ts";
import { resultsJsonSchema } from "./results.ts";
import type { Timings } from "./timings.ts";

/**
 * What `--format` takes. `json` is results.json, which is always written, as others build on it; `tap` is printed;
 * `divergences` is the public report, divergences.md and divergences.html: where each target differs, and why.
 */
export const formats = ["html", "markdown", "json", "junit", "tap", "divergences"] as const;
export type Format = (typeof formats)[number];
export const usualFormats: readonly Format[] = ["html", "markdown", "json", "junit"];

/** The files of a report: text by name. Pure. */
export function renderFiles(
  report: Report,
  timings: Timings,
  wanted: readonly Format[] = usualFormats,
): ReadonlyMap<string, string> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const files = new Map([
    ["results.json", json(report.results)],
    ["results.schema.json", json(resultsJsonSchema())],
    ["timings.json", json(timings)],
  ]);
  if (wanted.includes("markdown")) files.set("report.md", renderMarkdown(report));
  if (wanted.includes("html")) files.set("report.html", renderHtml(report));
  if (wanted.includes("divergences")) {
    files.set("divergences.md", renderDivergences(report));
    files.set("divergences.html", renderHtml(withoutEqualOutputs(report)));
  }
  if (wanted.includes("junit")) files.set("junit.xml", renderJunit(report));
  return files;
}

/** Outputs that are the same as Linux's say nothing of a divergence, and are most of the page. */
const withoutEqualOutputs = (report: Report): Report => ({
  ...report,
  cases: report.cases.map((item) => (item.result.status === "PASS" ? { ...item, rows: [] } : item)),
});

/** Makes the folder and finds out, before an hour of work, that it can be written. Throws a UsageError. */
export async function prepareReports(folder: string): Promise<void> {
  const probe = join(folder, temporary("probe"));
  await saying(folder, async () => {
    await makeFolder(folder);
    await writeFile(probe, "");
    await rm(probe);
  });
}

/** Writes all files beside their places, then moves them there. Throws a UsageError; nothing half-written stays. */
export async function writeReports(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const waiting = [...files].map(([name, text]) => ({
    from: join(folder, temporary(name)),
    to: join(folder, name),
    text,
  }));
  await saying(folder, async () => {
    try {
      await makeFolder(folder);
      await Promise.all(waiting.map(({ from, text }) => writeFile(from, text)));
      for (const { from, to } of waiting) await rename(from, to);
    } finally {
      await Promise.all(waiting.map(({ from }) => rm(from, { force: true }).catch(() => undefined)));
    }
  });
}

/**
 * Not `mkdir(folder, { recursive: true })`: on a file system that answers ENOENT for a name it will never have (/proc),
 * Node tries for ever.
 */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/** Hidden, and of this process: two runs at once do not disturb each other. */
const temporary = (name: string): string => `.${name}.${process.pid}.tmp`;

async function saying(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`${folder}: reports cannot be written there (${why})`);
  }
}
