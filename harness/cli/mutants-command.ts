/** `contracts mutants [filter…]`: are the contracts able to notice mistakes? */
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import pLimit from "p-limit";
import { type Mutant, mutants } from "../../reference-kernel/mutants/index.ts";
import { UsageError } from "../errors.ts";
import { type MutantsReport, mutantsMarkdown, mutantsReport } from "../mutants/report.ts";
import { runMutants, type Subject } from "../mutants/run.ts";
import { reportsFolder } from "../paths.ts";
import { prepareReports, writeReports } from "../report/write.ts";
import { unmet } from "../requirements.ts";
import { buildContract } from "../run.ts";
import { linuxTarget } from "../targets/linux.ts";
import { mutantKernels } from "../targets/reference.ts";
import type { RunOptions, Target } from "../targets/target.ts";
import { findToolchain, type Toolchain } from "../toolchain.ts";
import { interruptible } from "./interrupt.ts";
import { progressLine } from "./progress.ts";
import { findContracts } from "./run-command.ts";

export interface MutantsArguments {
  /** Parts of ids, or behaviours. */
  readonly filters: readonly string[];
  readonly reports: string | null;
  readonly ci: boolean;
}

/** Milliseconds: a mutant that hangs is told by the instruction limit or as a deadlock long before. */
const timeout = 10_000;

/** Answers 0 when every mutant is noticed, else 1. */
export function mutantsCommand(options: MutantsArguments): Promise<number> {
  return interruptible((signal) => run(options, signal));
}

async function run(options: MutantsArguments, signal: AbortSignal): Promise<number> {
  const chosen = chooseMutants(options.filters);
  const reports = resolve(options.reports ?? reportsFolder);
  await prepareReports(reports);
  const toolchain = await findToolchain();
  const oracle = await linuxTarget(toolchain, signal);
  const jobs = availableParallelism();
  const progress = progressLine(process.stderr, !options.ci);
  const kernels = mutantKernels();
  try {
    const subjects = await findSubjects(toolchain, oracle, { timeout, signal }, jobs);
    const outcome = await runMutants({
      mutants: chosen,
      subjects,
      kernels,
      options: { timeout, signal },
      jobs,
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
    await kernels.close();
  }
}

function chooseMutants(filters: readonly string[]): readonly Mutant[] {
  if (filters.length === 0) return mutants;
  const chosen = mutants.filter(({ id, behaviour }) => filters.some((word) => behaviour === word || id.includes(word)));
  if (chosen.length === 0) throw new UsageError(`no mutant is named ${filters.join(" or ")}`);
  return chosen;
}

/** Every contract that can be built and run here, with Linux's answer. */
async function findSubjects(
  toolchain: Toolchain,
  oracle: Target,
  options: RunOptions,
  jobs: number,
): Promise<readonly Subject[]> {
  const limit = pLimit(jobs);
  const subjects = await Promise.all(
    (await findContracts(null)).map(({ contract, broken }) =>
      limit(async (): Promise<readonly Subject[]> => {
        if (broken !== null || unmet(contract.requires, oracle.lacks) !== null) return [];
        const built = await buildContract(toolchain, contract, options.signal);
        if (!built.ok) return [];
        const program = { name: contract.name, elf: built.elf, requires: contract.requires };
        return [{ contract, program, linux: await oracle.run(program, options) }];
      }),
    ),
  );
  return subjects.flat();
}

function print(report: MutantsReport, unfit: readonly string[]): void {
  const { mutants: all, survivors } = report;
  for (const { id, behaviour, noticedBy } of all) {
    const [first, ...others] = noticedBy;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    const told = first === undefined ? "SURVIVES" : `${first.contract} (${first.status}, ${first.key})${more}`;
    process.stdout.write(`${(behaviour ?? "").padEnd(4)} ${id.padEnd(34)} ${told}\n`);
  }
  if (unfit.length > 0)
    process.stdout.write(`\nnot counted, since they do not pass by themselves: ${unfit.join(", ")}\n`);
  process.stdout.write(`\n${all.length - survivors.length}/${all.length} mistakes noticed\n`);
  if (survivors.length > 0) process.stdout.write(`survivors: ${survivors.join(", ")}\n`);
}
