/** `contracts bench [filter…]`: calls and patterns timed on Linux and on the targets. */
import { readdir } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { findPatterns, measure } from "../bench/measure.ts";
import { benchName } from "../bench/model.ts";
import { runnerFor, takesPrograms } from "../bench/runners.ts";
import { renderTable } from "../bench/table.ts";
import { UsageError } from "../errors.ts";
import { reportsFolder, targetsFolder } from "../paths.ts";
import { prepareReports, writeReports } from "../report/write.ts";
import { readTargetFile } from "../targets/config.ts";
import { whyNot } from "../targets/installed.ts";
import { findToolchain } from "../toolchain.ts";
import { interruptible } from "./interrupt.ts";
import { progressLine } from "./progress.ts";

export interface BenchArguments {
  /** Parts of "group.name". */
  readonly filters: readonly string[];
  readonly targets: readonly string[];
  readonly runs: number;
  /** Folder; null is our own. */
  readonly reports: string | null;
  readonly ci: boolean;
}

/** Answers 0 when every row could be measured everywhere, else 1. */
export function benchCommand(options: BenchArguments): Promise<number> {
  return interruptible((signal) => run(options, signal));
}

async function run(options: BenchArguments, signal: AbortSignal): Promise<number> {
  const reports = resolve(options.reports ?? reportsFolder);
  await prepareReports(reports);
  const { names, missing } = await chooseTargets(options.targets);
  for (const line of missing) process.stdout.write(`${line}\n`);
  const runners = await Promise.all(names.map(runnerFor));
  const patterns = await findPatterns(await findToolchain(), options.filters, signal);
  if (patterns.length === 0) throw new UsageError(`no row of the bench is named ${options.filters.join(" or ")}`);
  const progress = progressLine(process.stderr, !options.ci);
  let done = 0;
  const bench = await measure({
    patterns,
    runners,
    runs: options.runs,
    signal,
    onProgress: ({ group, name }) => progress.show(`${done++}/${patterns.length} ${group}: ${name}`),
  }).finally(() => progress.clear());
  process.stdout.write(renderTable(bench));
  await writeReports(reports, new Map([[benchName, `${JSON.stringify(bench, null, 2)}\n`]]));
  process.stdout.write(`figures: ${join(relative(process.cwd(), reports) || ".", benchName)}\n`);
  return bench.rows.every((row) => Object.values(row.targets).every(({ verdict }) => verdict !== "failed")) ? 0 : 1;
}

/** `all` is the reference kernel and every target file of ours that can run bench programs here. */
async function chooseTargets(words: readonly string[]): Promise<{ names: readonly string[]; missing: string[] }> {
  const names = words.filter((word) => word !== "all");
  const missing: string[] = [];
  if (!words.includes("all")) return { names, missing };
  const found = ["reference"];
  for (const file of (await readdir(targetsFolder)).toSorted()) {
    if (!file.endsWith(".json") || file === "target.schema.json") continue;
    const config = await readTargetFile(join(targetsFolder, file));
    const why = takesPrograms(config) ? await whyNot(config) : "boots a machine, which takes no bench programs";
    if (why === null) found.push(basename(file, ".json"));
    else missing.push(`${config.name}: ${why}`);
  }
  return { names: [...new Set([...found, ...names])], missing };
}
