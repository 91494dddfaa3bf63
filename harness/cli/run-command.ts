/** `contracts [filter…]`: the main job, from finding the contracts to the reports and the gate. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { discover, type Found, select } from "../discover.ts";
import { gate } from "../gate.ts";
import { type KnownDivergences, readKnownDivergences, writeDivergences } from "../known-divergences.ts";
import { contractsFolder, knownDivergencesFile, reportsFolder } from "../paths.ts";
import { renderConsole } from "../report/console.ts";
import { buildReport } from "../report/model.ts";
import { prepareReports, renderFiles, writeReports } from "../report/write.ts";
import { runMatrix } from "../run.ts";
import { linuxTarget } from "../targets/linux.ts";
import { openTargets, targetNames } from "../targets/registry.ts";
import type { Target } from "../targets/target.ts";
import { findToolchain } from "../toolchain.ts";
import { updateDivergences } from "../update-divergences.ts";
import { interruptible } from "./interrupt.ts";
import { progressLine } from "./progress.ts";

export interface RunArguments {
  readonly filters: readonly string[];
  readonly targets: readonly string[];
  /** Folder of contracts; null is our own. */
  readonly directory: string | null;
  readonly jobs: number | null;
  /** Seconds. */
  readonly timeout: number;
  readonly runs: number;
  /** Folder; null is our own. */
  readonly reports: string | null;
  /** Whether the list of known divergences is brought up to date after the run. */
  readonly updateDivergences: boolean;
  readonly ci: boolean;
}

/** Answers the exit status: 0 if the gate holds, else 1. */
export function runCommand(options: RunArguments): Promise<number> {
  return interruptible((signal) => run(options, signal));
}

async function run(options: RunArguments, signal: AbortSignal): Promise<number> {
  const start = performance.now();
  const phases: Record<string, number> = {};
  const phase = async <Value>(name: string, work: Promise<Value>): Promise<Value> => {
    const before = performance.now();
    const value = await work;
    phases[name] = performance.now() - before;
    return value;
  };
  const reports = resolve(options.reports ?? reportsFolder);
  const all = await findContracts(options.directory);
  const found = select(all, options.filters);
  const list = await readKnown(options.directory);
  const known = list.known.divergences;
  await prepareReports(reports);

  const toolchain = await findToolchain();
  const progress = progressLine(process.stderr, !options.ci);
  const patience = toolchain.name === "zig cc" ? " (its first build takes up to a minute)" : "";
  progress.show(`building the sandbox with ${toolchain.name}${patience}`);
  const oracle = await phase("probe", linuxTarget(toolchain, signal)).finally(() => progress.clear());
  const targets = await openTargets(options.targets, { oracle, toolchain, signal });
  try {
    announce(found, oracle, targets, toolchain.name);
    const matrix = await phase(
      "contracts",
      runMatrix({
        found,
        toolchain,
        oracle,
        targets,
        known,
        jobs: options.jobs ?? availableParallelism(),
        timeout: options.timeout * 1000,
        runs: options.runs,
        signal,
        onProgress: (done, total, name) => progress.show(`${done}/${total} ${name}`),
      }).finally(() => progress.clear()),
    );
    const facts = {
      results: matrix.results,
      contracts: new Set(all.map((item) => item.contract.name)),
      targets: new Set([...(await targetNames()), ...targets.map((target) => target.name)]),
      release: oracle.version,
      today: new Date().toISOString().slice(0, 10),
    };
    const verdict = gate({ ...facts, known });
    const report = buildReport({
      oracle: { name: oracle.name, release: oracle.version },
      targets: targets.map(({ name, version }) => ({ name, version })),
      contracts: found.map((item) => item.contract),
      ...matrix,
      gate: verdict,
    });
    const runs = matrix.timings.toSorted((one, other) => (one.contract < other.contract ? -1 : 1));
    const totalMilliseconds = performance.now() - start;
    signal.throwIfAborted();
    await writeReports(reports, renderFiles(report, { schema: 1, totalMilliseconds, phases, runs }));
    const colors = !options.ci && process.stdout.isTTY === true && !process.env.NO_COLOR;
    process.stdout.write(renderConsole(report, { colors }));
    process.stdout.write(`reports: ${join(relative(process.cwd(), reports) || ".", "report.html")} and beside it\n`);
    if (options.updateDivergences) await updateList(list, updateDivergences({ ...facts, known: list.known }));
    return verdict.ok ? 0 : 1;
  } finally {
    await Promise.all(targets.map((target) => target.close()));
  }
}

/** Our own contracts must have our header; those of another folder may be plain programs. */
export function findContracts(directory: string | null): Promise<readonly Found[]> {
  const own = directory === null || resolve(directory) === contractsFolder;
  return discover(directory ?? contractsFolder, { headerWanted: own });
}

/** Another folder's known divergences lie in that folder, if it has any. */
export async function readKnown(directory: string | null): Promise<{ file: string; known: KnownDivergences }> {
  const own = directory === null || resolve(directory) === contractsFolder;
  const file = own ? knownDivergencesFile : join(directory, "known-divergences.json");
  return { file, known: own || existsSync(file) ? await readKnownDivergences(file) : { divergences: [] } };
}

async function updateList(list: { file: string; known: KnownDivergences }, updated: KnownDivergences): Promise<void> {
  const name = relative(process.cwd(), list.file);
  if (updated === list.known) return void process.stdout.write(`${name}: nothing to change\n`);
  await writeDivergences(list.file, updated);
  process.stdout.write(`${name}: brought up to date; say why in what is "to be explained", and run again\n`);
}

function announce(found: readonly Found[], oracle: Target, targets: readonly Target[], compiler: string): void {
  const names = targets.map((target) => `${target.name} ${target.version}`).join(", ");
  const count = `${found.length} contract${found.length === 1 ? "" : "s"}`;
  process.stdout.write(`${count}, built with ${compiler}, on Linux ${oracle.version} and ${names}\n`);
  const needsByReason = Map.groupBy(oracle.lacks, ([, reason]) => reason);
  for (const [reason, needs] of needsByReason) {
    const words = needs.map(([need]) => need).filter((need) => need !== "real-root");
    if (words.length > 0) process.stdout.write(`this host gives no ${words.join(", ")}: ${reason}\n`);
  }
  process.stdout.write("\n");
}
