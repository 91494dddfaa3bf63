/** `contracts [filter…]`: the main job, from finding the contracts to the reports and the gate. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { diagnoseResults } from "../diagnose.ts";
import { discover, type Found, select } from "../discover.ts";
import { type KnownDivergences, readKnownDivergences, writeDivergences } from "../known-divergences.ts";
import type { VerdictKind } from "../model.ts";
import { type Oracle, type OracleName, openOracle } from "../oracle/oracle.ts";
import { contractsFolder, knownDivergencesFile, programsFolder, recordsFolder, reportsFolder } from "../paths.ts";
import { discoverPrograms, withRoots } from "../programs/discover.ts";
import { buildCases } from "../report/model.ts";
import { formatPart, type Part } from "../report/part.ts";
import type { Timings } from "../report/timings.ts";
import { prepareReports } from "../report/write.ts";
import { boxed } from "../requirements.ts";
import { runMatrix } from "../run.ts";
import { inShard, parseShard } from "../shard.ts";
import { chooseTargets, openTargets, targetNames } from "../targets/registry.ts";
import type { Target } from "../targets/target.ts";
import { findToolchain } from "../toolchain.ts";
import { updateDivergences } from "../update-divergences.ts";
import { interruptible } from "./interrupt.ts";
import { progressLine } from "./progress.ts";
import { exitStatus, publish } from "./publish.ts";
import { type ReportArguments, readBaseline } from "./report-options.ts";

export interface RunArguments extends ReportArguments {
  readonly filters: readonly string[];
  readonly targets: readonly string[];
  /** Whole programs (docs/programs.md) instead of contracts in C. */
  readonly wholePrograms: boolean;
  /** Folder of contracts; null is our own. */
  readonly directory: string | null;
  /** What programs without our header end in. */
  readonly verdict: VerdictKind;
  readonly jobs: number | null;
  /** Seconds. */
  readonly timeout: number;
  readonly runs: number;
  /** `2/3`: one part of the contracts. */
  readonly shard: string | null;
  /** Another list of known divergences. */
  readonly divergences: string | null;
  readonly oracle: OracleName;
  /** Folder of recorded answers; null is the usual one. */
  readonly records: string | null;
  /** Whether the list of known divergences is brought up to date after the run. */
  readonly updateDivergences: boolean;
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
  const programs = options.wholePrograms ? await discoverPrograms() : null;
  const all = programs ?? (await findContracts(options.directory, options.verdict));
  const shard = options.shard === null ? null : parseShard(options.shard);
  const isChosen = ({ contract }: Found): boolean => shard === null || inShard(contract.name, shard);
  const found =
    programs === null
      ? select(all, options.filters).filter(isChosen)
      : await withRoots(select(programs, options.filters).filter(isChosen), signal);
  const list = await readKnown(options.wholePrograms ? programsFolder : options.directory, options.divergences);
  const baseline = await readBaseline(options.baseline);
  const known = list.known.divergences;
  await prepareReports(reports);

  const toolchain = await findToolchain();
  const progress = progressLine(process.stderr, !options.ci);
  const patience = toolchain.name === "zig cc" ? " (its first build takes up to a minute)" : "";
  progress.show(`building the sandbox with ${toolchain.name}${patience}`);
  const records = resolve(options.records ?? recordsFolder);
  const oracle = await phase("probe", openOracle(options.oracle, { toolchain, records, known, signal })).finally(() =>
    progress.clear(),
  );
  const chosen = await chooseTargets(options.targets);
  const targets = await openTargets(chosen.names, { native: oracle.native, toolchain, signal });
  try {
    const tap = options.formats.includes("tap");
    const out = tap ? process.stderr : process.stdout;
    announce(out, found, oracle, targets, toolchain.name);
    for (const line of chosen.missing) out.write(`not run: target ${line}\n`);
    const plan = {
      found,
      toolchain,
      oracle,
      targets,
      known,
      jobs: options.jobs ?? availableParallelism(),
      timeout: options.timeout * 1000,
      runs: options.runs,
      signal,
      onProgress: (done: number, total: number, name: string) => progress.show(`${done}/${total} ${name}`),
    };
    const matrix = await phase(
      "contracts",
      runMatrix(plan).finally(() => progress.clear()),
    );
    const diagnoses = await phase(
      "diagnosis",
      diagnoseResults(plan, matrix.results, (name) => progress.show(`tracing ${name}`)).finally(() => progress.clear()),
    );
    const facts = {
      results: matrix.results,
      contracts: new Set(all.map((item) => item.contract.name)),
      targets: new Set([...(await targetNames()), ...targets.map((target) => target.name)]),
      release: oracle.version,
      today: new Date().toISOString().slice(0, 10),
    };
    const listed = {
      known,
      list: relative(process.cwd(), list.file),
      words: wordsOf(options),
    };
    const paths = options.targets.filter((name) => name.endsWith(".json"));
    const called = Object.fromEntries(paths.map((path) => [basename(path, ".json"), path]));
    const cells = {
      oracle: { name: oracle.name, release: oracle.version },
      targets: targets.map(({ name, version }) => ({ name, version })),
      notRun: matrix.notRun,
    };
    const contracts = found.map((item) => item.contract);
    const cases = buildCases({ ...cells, ...matrix, contracts, diagnoses });
    const runs = matrix.timings.toSorted((one, other) => (one.contract < other.contract ? -1 : 1));
    const timings: Timings = { schema: 1, totalMilliseconds: performance.now() - start, phases, runs };
    const part: Part | null =
      shard === null
        ? null
        : {
            schema: 1,
            shard,
            ...cells,
            notRun: [...matrix.notRun],
            contracts: [...facts.contracts],
            knownTargets: [...facts.targets],
            ...listed,
            called,
            today: facts.today,
            cases,
            timings,
          };
    signal.throwIfAborted();
    const report = await publish({
      cells: { ...cells, cases },
      facts: { ...facts, ...listed, areWhole: options.wholePrograms, called: new Map(Object.entries(called)) },
      timings,
      baseline,
      acceptsRegressions: options.acceptNew || !options.ci,
      reports,
      formats: options.formats,
      ci: options.ci,
      part: part === null ? null : formatPart(part, process.cwd()),
    });
    if (options.updateDivergences) await updateList(list, updateDivergences({ ...facts, known: list.known }), tap);
    return exitStatus(report);
  } finally {
    await Promise.all([...targets.map((target) => target.close()), oracle.close()]);
  }
}

/** Our own contracts must have our header; those of another folder may be plain programs. */
export function findContracts(directory: string | null, verdict: VerdictKind = "line"): Promise<readonly Found[]> {
  const own = directory === null || resolve(directory) === contractsFolder;
  return discover(directory ?? contractsFolder, { headerWanted: own, verdict });
}

/** Words of the call that the commands which mend things need, too. */
const wordsOf = ({ directory, verdict, divergences }: RunArguments): string =>
  [
    ...(directory === null ? [] : [`--dir ${directory}`]),
    ...(verdict === "line" ? [] : [`--verdict ${verdict}`]),
    ...(divergences === null ? [] : [`--divergences ${divergences}`]),
  ].join(" ");

/** Another folder's known divergences lie in that folder, if it has any. A list that is named must be there. */
export async function readKnown(
  directory: string | null,
  named: string | null = null,
): Promise<{ file: string; known: KnownDivergences }> {
  if (named !== null) return { file: resolve(named), known: await readKnownDivergences(named) };
  const own = directory === null || resolve(directory) === contractsFolder;
  const file = own ? knownDivergencesFile : join(directory, "known-divergences.json");
  return { file, known: own || existsSync(file) ? await readKnownDivergences(file) : { divergences: [] } };
}

async function updateList(
  list: { file: string; known: KnownDivergences },
  updated: KnownDivergences,
  tap: boolean,
): Promise<void> {
  const say = tap ? process.stderr : process.stdout;
  const name = relative(process.cwd(), list.file);
  if (updated === list.known) return void say.write(`${name}: nothing to change\n`);
  await writeDivergences(list.file, updated);
  say.write(`${name}: brought up to date; say why in what is "to be explained", and run again\n`);
}

function announce(
  say: NodeJS.WriteStream,
  found: readonly Found[],
  oracle: Oracle,
  targets: readonly Target[],
  compiler: string,
): void {
  const names = targets.map((target) => `${target.name} ${target.version}`).join(", ");
  const isWhole = found.some(({ contract }) => contract.requires.includes("root-folder"));
  const count = `${found.length} ${isWhole ? "program" : "contract"}${found.length === 1 ? "" : "s"}`;
  const linux = { linux: "Linux", uml: "the boxed Linux", recorded: "the recorded Linux" }[oracle.name];
  say.write(`${count}${isWhole ? "" : `, built with ${compiler}`}, on ${linux} ${oracle.version} and ${names}\n`);
  const boxes = found.filter(({ contract }) => oracle.isForBox(contract)).length;
  if (oracle.name === "linux" && boxes > 0) {
    const answer = oracle.box === null ? "is not installed" : `is ${oracle.box}`;
    say.write(`${boxes} of them need more than the sandbox gives: the boxed Linux ${answer}\n`);
  }
  const needsByReason = Map.groupBy(oracle.lacks, ([, reason]) => reason);
  for (const [reason, needs] of needsByReason) {
    const words = needs.map(([need]) => need).filter((need) => !boxed.has(need));
    if (words.length > 0) say.write(`this host gives no ${words.join(", ")}: ${reason}\n`);
  }
  say.write("\n");
}
