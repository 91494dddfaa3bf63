/**
 * The whole matrix: every contract is built, runs on Linux (the oracle) and on each target, and gets one result a
 * target. Contracts run side by side; Linux and the targets answer at the same time.
 */
import { dirname, join } from "node:path";
import pLimit, { type LimitFunction } from "p-limit";
import { type Build, build } from "./build.ts";
import { classify, classifyBroken } from "./classify.ts";
import type { Found } from "./discover.ts";
import { type KnownDivergence, targetsOf } from "./known-divergences.ts";
import type { Contract, Observation, Result } from "./model.ts";
import type { Oracle } from "./oracle/oracle.ts";
import { contractsFolder } from "./paths.ts";
import type { Outputs } from "./report/model.ts";
import type { NotRun } from "./report/results.ts";
import { unmet } from "./requirements.ts";
import type { Program, RunOptions, Target } from "./targets/target.ts";
import type { Toolchain } from "./toolchain.ts";

export interface Plan {
  readonly found: readonly Found[];
  readonly toolchain: Toolchain;
  readonly oracle: Oracle;
  readonly targets: readonly Target[];
  readonly known: readonly KnownDivergence[];
  /** Contracts that run side by side. */
  readonly jobs: number;
  /** Milliseconds a run. */
  readonly timeout: number;
  /** Runs on Linux; a contract that answers differently is unstable. */
  readonly runs: number;
  readonly signal?: AbortSignal;
  /** Called after each contract. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** Real time of one piece of work; of the oracle there is one for each of its runs. */
export interface Timing {
  readonly contract: string;
  /** A target's name, "linux" or "build". */
  readonly target: string;
  readonly milliseconds: number;
}

export interface Matrix {
  readonly results: readonly Result[];
  readonly notRun: readonly NotRun[];
  readonly outputs: readonly Outputs[];
  /** The compiler's whole message, by contract. */
  readonly messages: ReadonlyMap<string, string>;
  readonly timings: readonly Timing[];
}

/** What became of one contract. */
interface Row {
  readonly results: readonly Result[];
  readonly notRun: readonly NotRun[];
  readonly outputs: readonly Outputs[];
  readonly message?: readonly [string, string];
  readonly timings: readonly Timing[];
}

export async function runMatrix(plan: Plan): Promise<Matrix> {
  const limit = pLimit(plan.jobs);
  let done = 0;
  await prepareTargets(plan, limit);
  const rows = await Promise.all(
    plan.found.map((item) =>
      limit(async () => {
        plan.signal?.throwIfAborted();
        const row = await runContract(plan, item);
        done += 1;
        plan.onProgress?.(done, plan.found.length, item.contract.name);
        return row;
      }),
    ),
  );
  return {
    results: rows.flatMap((row) => row.results),
    notRun: rows.flatMap((row) => row.notRun),
    outputs: rows.flatMap((row) => row.outputs),
    messages: new Map(rows.flatMap((row) => (row.message ? [row.message] : []))),
    timings: rows.flatMap((row) => row.timings),
  };
}

async function runContract(plan: Plan, item: Found): Promise<Row> {
  const { contract } = item;
  const start = performance.now();
  const built = await buildFound(plan.toolchain, item, plan.signal);
  const time = (target: string, milliseconds: number): Timing => ({ contract: contract.name, target, milliseconds });
  const buildTime = time("build", performance.now() - start);
  if (!built.ok) {
    const results = plan.targets.map((target) =>
      classifyBroken(circumstances(plan, contract, target, null), built.reason),
    );
    return { results, notRun: [], outputs: [], message: [contract.name, built.message], timings: [buildTime] };
  }
  const choice = item.absent === undefined ? await plan.oracle.choose(contract, built.elf) : { reason: item.absent };
  const judge = "judge" in choice ? choice.judge : null;
  const unjudged = "judge" in choice ? null : (item.absent ?? `not judged: ${choice.reason}`);
  const skips = new Map(plan.targets.map((target) => [target.name, unjudged ?? whySkipped(contract, target)]));
  const targets = plan.targets.filter((target) => skips.get(target.name) === null);
  const program = programOf(item, built.elf);
  const options = optionsOf(plan);
  const [linux, observations] = await Promise.all([
    targets.length === 0 || judge === null ? [] : repeat(plan.runs, () => judge.run(program, options)),
    Promise.all(
      targets.map(async (target) => ({
        target,
        runs: await repeat(runsOn(plan, target), () => target.run(program, options)),
      })),
    ),
  ]);
  const [first] = linux;
  return {
    results: observations.flatMap(({ target, runs: [observation, ...again] }) =>
      observation === undefined
        ? []
        : [classify(circumstances(plan, contract, target, judge), linux, observation, ...again)],
    ),
    notRun: [...skips].flatMap(([target, reason]) =>
      reason === null ? [] : [{ contract: contract.name, category: contract.category, target, reason }],
    ),
    outputs: observations.flatMap(({ target, runs: [observation] }) =>
      first === undefined || observation === undefined || isListedToVary(plan, contract, target)
        ? []
        : [{ contract: contract.name, target: target.name, linux: first, observation }],
    ),
    timings: [
      buildTime,
      ...linux.map((run) => time("linux", run.milliseconds)),
      ...observations.flatMap(({ target, runs }) => runs.map((run) => time(target.name, run.milliseconds))),
    ],
  };
}

/** Machines boot once for many programs, and are told of all of them; for that, those are built first. */
async function prepareTargets(plan: Plan, limit: LimitFunction): Promise<void> {
  const machines = plan.targets.filter((target) => target.prepare !== undefined);
  const isForBox = (contract: Contract): boolean => plan.oracle.isForBox(contract);
  const wanted = plan.found.filter(
    ({ broken, absent, contract }) =>
      broken === null && absent === undefined && (machines.length > 0 || isForBox(contract)),
  );
  if (wanted.length === 0) return;
  const built = await Promise.all(
    wanted.map((item) =>
      limit(async () => {
        const made = await buildFound(plan.toolchain, item, plan.signal);
        const choice = made.ok ? await plan.oracle.choose(item.contract, made.elf) : null;
        return made.ok && choice !== null && "judge" in choice ? [{ item, elf: made.elf }] : [];
      }),
    ),
  );
  const judged = built.flat();
  const start = (machine: Pick<Target, "prepare">, isFor: (contract: Contract) => boolean, times: number): void => {
    const programs = judged.flatMap(({ item, elf }) => (isFor(item.contract) ? [programOf(item, elf)] : []));
    const rounds = Array.from({ length: times }, () => programs);
    if (programs.length > 0) machine.prepare?.(rounds.flat(), optionsOf(plan));
  };
  const isAsked = (contract: Contract): boolean => plan.targets.some((target) => whySkipped(contract, target) === null);
  start(plan.oracle, (contract) => isForBox(contract) && isAsked(contract), plan.runs);
  for (const target of machines) {
    start(target, (contract) => whySkipped(contract, target) === null, runsOn(plan, target));
  }
}

/** Then its outputs are not the same in the next report, and so are not shown. */
const isListedToVary = (plan: Plan, contract: Contract, { name }: Target): boolean =>
  plan.known.some(
    (entry) => entry.contract === contract.name && entry.varies !== undefined && targetsOf(entry).includes(name),
  );

const runsOn = (plan: Plan, target: Target): number => (target.repeats ? plan.runs : 1);

export const programOf = ({ contract, world }: Found, elf: string): Program => ({
  name: contract.name,
  elf,
  requires: contract.requires,
  ...(world === undefined ? {} : { world }),
});

const optionsOf = (plan: Plan): RunOptions => ({
  timeout: plan.timeout,
  ...(plan.signal ? { signal: plan.signal } : {}),
});

/** Why a contract is not run on a target; null if it is. */
const whySkipped = (contract: Contract, target: Target): string | null => unmet(contract.requires, target.lacks);

/** The shared contract.h is found in any `--dir` too; so are headers that lie beside a contract. */
export const buildContract = (toolchain: Toolchain, contract: Contract, signal?: AbortSignal): Promise<Build> =>
  build(toolchain, { file: contract.file, includes: [contractsFolder, dirname(contract.file)] }, signal);

/** A contract's ELF, or the one that a whole program begins with. */
export async function buildFound(toolchain: Toolchain, found: Found, signal?: AbortSignal): Promise<Build> {
  if (found.broken !== null) return brokenHeader(found.broken);
  if (found.world !== undefined) return { ok: true, elf: join(found.world.root, found.world.command[0] ?? "") };
  if (found.absent !== undefined) return { ok: true, elf: "" };
  return buildContract(toolchain, found.contract, signal);
}

const brokenHeader = (reason: string): Build => ({ ok: false, reason, message: reason });

const circumstances = (plan: Plan, contract: Contract, target: Target, judge: Target | null) => ({
  contract,
  target: target.name,
  known: plan.known,
  release: judge?.version ?? plan.oracle.version,
  ...(judge === null || judge.version === plan.oracle.version ? {} : { oracle: `${judge.name} ${judge.version}` }),
});

/** One after the other, so that a contract never competes with itself for the machine. */
async function repeat(count: number, run: () => Promise<Observation>): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  while (observations.length < count) observations.push(await run());
  return observations;
}
