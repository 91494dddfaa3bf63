/** Options that `contracts` and `contracts merge` share: which reports, where, compared with what. */
import { readFile } from "node:fs/promises";
import type { Argv } from "yargs";
import { UsageError } from "../errors.ts";
import { parseResults, type Results } from "../report/results.ts";
import { type Format, formats, usualFormats } from "../report/write.ts";

export interface ReportArguments {
  /** Folder; null is our own. */
  readonly reports: string | null;
  readonly formats: readonly Format[];
  /** A results.json to compare with. */
  readonly baseline: string | null;
  /** Regressions that the list of known divergences excuses are no problem. */
  readonly acceptNew: boolean;
  readonly ci: boolean;
}

export const withReportOptions = <T>(command: Argv<T>) =>
  command
    .option("reports", {
      type: "string",
      requiresArg: true,
      describe: "folder for the reports (default: reports/)",
    })
    .option("format", {
      type: "string",
      array: true,
      nargs: 1,
      default: [usualFormats.join(",")],
      describe: `which reports, as a list or again and again: ${formats.join(", ")} (tap: on standard output)`,
    })
    .option("baseline", {
      type: "string",
      requiresArg: true,
      describe: "an earlier results.json: names regressions, improvements, new and gone contracts",
    })
    .option("accept-new-divergences", {
      type: "boolean",
      default: false,
      describe: "with --ci and --baseline: known divergences may excuse regressions",
    })
    .option("ci", {
      type: "boolean",
      default: false,
      describe: "no colours, no live line; excused regressions are red",
    });

interface Given {
  readonly reports: string | undefined;
  readonly format: readonly string[];
  readonly baseline: string | undefined;
  readonly acceptNewDivergences: boolean;
  readonly ci: boolean;
}

export function reportArguments(
  given: Given,
  single: (name: string, value: unknown) => string | null,
): ReportArguments {
  return {
    reports: single("reports", given.reports),
    formats: parseFormats(given.format),
    baseline: single("baseline", given.baseline),
    acceptNew: given.acceptNewDivergences,
    ci: given.ci,
  };
}

function parseFormats(words: readonly string[]): readonly Format[] {
  const names = words.flatMap((word) => word.split(",")).map((name) => name.trim());
  return [...new Set(names)].map((name) => {
    const format = formats.find((one) => one === name);
    if (format === undefined) throw new UsageError(`--format wants some of ${formats.join(", ")}, not "${name}"`);
    return format;
  });
}

export async function readBaseline(file: string | null): Promise<{ file: string; results: Results } | null> {
  if (file === null) return null;
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}: cannot be read (${error.code ?? error.message})`);
  });
  return { file, results: parseResults(text, file) };
}
