/** `contracts mutants [filter…]`: are the contracts able to notice mistakes? */
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { mutants, sourceMutants } from "../../reference-kernel/mutants/index.ts";
import { UsageError } from "../errors.ts";
import { type MutantsReport, mutantsMarkdown, mutantsReport } from "../mutants/report.ts";
import { type AnyMutant, runMutants } from "../mutants/run.ts";
import { subjectsOf } from "../mutants/subjects.ts";
import type { MutantQuestion } from "../mutants/worker.ts";
import { openOracle } from "../oracle/oracle.ts";
import { moduleExtension, recordsFolder, reportsFolder } from "../paths.ts";
import { prepareReports, writeReports } from "../report/write.ts";
import { WorkerPool } from "../targets/worker-pool.ts";
import { findToolchain } from "../toolchain.ts";
import { interruptible } from "./interrupt.ts";
import { progressLine } from "./progress.ts";
import { findContracts } from "./run-command.ts";

export interface MutantsArguments {
  /** Parts of ids, behaviours, or files of the kernel (or a folder with its slash). */
  readonly filters: readonly string[];
  readonly reports: string | null;
  readonly ci: boolean;
}

/** Milliseconds: a mutant that hangs is told by the instruction limit or as a deadlock, most often long before. */
const timeout = 2_000;

/** Milliseconds for Linux. */
const patience = 10_000;

/** Mutants that a worker serves: what it loaded for them stays in its memory. */
const lifetime = 40;

/** Answers 0 when every mutant is noticed, else 1. */
export function mutantsCommand(options: MutantsArguments): Promise<number> {
  return interruptible((signal) => run(options, signal));
}

async function run(options: MutantsArguments, signal: AbortSignal): Promise<number> {
  const chosen = chooseMutants(options.filters);
  const reports = resolve(options.reports ?? reportsFolder);
  await prepareReports(reports);
  const toolchain = await findToolchain();
  const oracle = await openOracle("linux", { toolchain, records: recordsFolder, known: [], signal });
  const progress = progressLine(process.stderr, !options.ci);
  const pool = new WorkerPool<MutantQuestion>({
    worker: new URL(`../mutants/worker.${moduleExtension}`, import.meta.url),
    size: availableParallelism(),
    lifetime,
  });
  try {
    const found = await findContracts(null);
    const contracts = found.filter(({ broken }) => broken === null).map(({ contract }) => contract);
    const outcome = await runMutants({
      mutants: chosen,
      contracts,
      prepare: subjectsOf(toolchain, oracle, contracts, { timeout: patience, signal }),
      pool,
      options: { timeout, signal },
      onProgress: (done, total, id) => progress.show(`${done}/${total} ${id}`),
    }).finally(() => progress.clear());
    const report = mutantsReport(outcome);
    const files = new Map([
      ["mutants.json", `${JSON.stringify(report, null, 2)}\n`],
      ["mutants.md", mutantsMarkdown(report)],
    ]);
    await writeReports(reports, files);
    print(report, outcome.unfit);
    process.stdout.write(`reports: ${join(relative(process.cwd(), reports) || ".", "mutants.md")} and mutants.json\n`);
    return report.survivors.length === 0 ? 0 : 1;
  } finally {
    await Promise.all([pool.close(), oracle.close()]);
  }
}

function chooseMutants(filters: readonly string[]): readonly AnyMutant[] {
  // What is packed has no sources to patch.
  const all: readonly AnyMutant[] = moduleExtension === "ts" ? [...mutants, ...sourceMutants] : mutants;
  if (all.length < mutants.length + sourceMutants.length) {
    process.stdout.write(`not run here: ${sourceMutants.length} mutants that replace text in the kernel's sources\n`);
  }
  if (filters.length === 0) return all;
  const named = ({ id, behaviour, file }: AnyMutant) =>
    filters.some((word) => (word.includes("/") ? file.startsWith(word) : behaviour === word || id.includes(word)));
  const chosen = all.filter(named);
  if (chosen.length === 0) throw new UsageError(`no mutant is named ${filters.join(" or ")}`);
  return chosen;
}

function print(report: MutantsReport, unfit: readonly string[]): void {
  const { mutants: all, survivors } = report;
  for (const { id, behaviour, noticedBy, broken, unjudged } of all) {
    const unnoticed = unjudged === null ? "SURVIVES" : `not judged here, needs ${unjudged}`;
    const told =
      noticedBy === null
        ? broken === null
          ? unnoticed
          : `BROKEN: ${broken}`
        : `${noticedBy.contract} (${noticedBy.status}, ${noticedBy.key})`;
    process.stdout.write(`${(behaviour ?? "").padEnd(4)} ${id.padEnd(38)} ${told}\n`);
  }
  if (unfit.length > 0)
    process.stdout.write(`\nnot counted, since they do not pass by themselves: ${unfit.join(", ")}\n`);
  const noticed = all.filter(({ noticedBy }) => noticedBy !== null).length;
  process.stdout.write(`\n${noticed}/${all.length} mistakes noticed\n`);
  const unjudged = all.length - noticed - survivors.length;
  if (unjudged > 0) process.stdout.write(`${unjudged} not judged: this host lacks what their contracts need\n`);
  if (survivors.length > 0) process.stdout.write(`survivors: ${survivors.join(", ")}\n`);
}
