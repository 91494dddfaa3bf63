/** `contracts merge DIR…`: the reports of shards as one, as if nothing had been divided. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "../errors.ts";
import { mergeParts } from "../merge.ts";
import { reportsFolder } from "../paths.ts";
import { parsePart, partName } from "../report/part.ts";
import { prepareReports } from "../report/write.ts";
import { exitStatus, publish } from "./publish.ts";
import { type ReportArguments, readBaseline } from "./report-options.ts";

export interface MergeArguments extends ReportArguments {
  /** Folders of the shards' reports. */
  readonly folders: readonly string[];
}

/** Answers 0 if the gate holds over all of them, else 1. */
export async function mergeCommand(options: MergeArguments): Promise<number> {
  const parts = await Promise.all(
    options.folders.map(async (folder) => {
      const file = join(folder, partName);
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(`${file}: cannot be read (${error.code ?? error.message}); --shard writes it`);
      });
      return { file, part: parsePart(text, file, process.cwd()) };
    }),
  );
  const { oracle, targets, cases, notRun, timings, ...facts } = mergeParts(parts);
  const reports = resolve(options.reports ?? reportsFolder);
  const baseline = await readBaseline(options.baseline);
  await prepareReports(reports);
  const report = await publish({
    cells: { oracle, targets, cases, notRun },
    facts: {
      contracts: new Set(facts.contracts),
      targets: new Set(facts.knownTargets),
      known: facts.known,
      list: facts.list,
      words: facts.words,
      called: new Map(Object.entries(facts.called)),
      release: oracle.release,
      today: facts.today,
    },
    timings,
    baseline,
    acceptsRegressions: options.acceptNew || !options.ci,
    reports,
    formats: options.formats,
    ci: options.ci,
    part: null,
  });
  return exitStatus(report);
}
