/** `contracts show CONTRACT`: both outputs and both traces of one contract on one target. */
import { resolve } from "node:path";
import { type Found, select } from "../discover.ts";
import { UsageError } from "../errors.ts";
import type { VerdictKind } from "../model.ts";
import { type OracleName, openOracle } from "../oracle/oracle.ts";
import { recordsFolder } from "../paths.ts";
import { buildReport, type Case } from "../report/model.ts";
import { buildContract, type Matrix, type Plan, runMatrix } from "../run.ts";
import { renderShow } from "../show.ts";
import { openTargets } from "../targets/registry.ts";
import type { Target } from "../targets/target.ts";
import { findToolchain } from "../toolchain.ts";
import type { Trace } from "../trace/trace.ts";
import { interruptible } from "./interrupt.ts";
import { findContracts, readKnown } from "./run-command.ts";

export interface ShowArguments {
  readonly contract: string;
  readonly target: string;
  readonly oracle: OracleName;
  readonly records: string | null;
  readonly directory: string | null;
  readonly verdict: VerdictKind;
  /** Another list of known divergences. */
  readonly divergences: string | null;
  /** Seconds. */
  readonly timeout: number;
  /** Calls shown around each that differs. */
  readonly context: number;
}

/** Answers 0 if the target is as Linux, else 1. */
export function showCommand(options: ShowArguments): Promise<number> {
  return interruptible((signal) => show(options, signal));
}

async function show(options: ShowArguments, signal: AbortSignal): Promise<number> {
  const found = only(
    select(await findContracts(options.directory, options.verdict), [options.contract]),
    options.contract,
  );
  const known = (await readKnown(options.directory, options.divergences)).known.divergences;
  const toolchain = await findToolchain();
  const records = resolve(options.records ?? recordsFolder);
  const oracle = await openOracle(options.oracle, { toolchain, records, known, signal });
  const targets = await openTargets([options.target], { native: oracle.native, toolchain, signal });
  try {
    const timeout = options.timeout * 1000;
    const plan = { found: [found], toolchain, oracle, targets, known, jobs: 1, timeout, runs: 2, signal };
    const matrix = await runMatrix(plan);
    const [skipped] = matrix.notRun;
    if (skipped !== undefined) throw new UsageError(`${skipped.contract} is not run here: ${skipped.reason}`);
    const item = caseOf(found, matrix, targets);
    const [linux, target] = await traces(found, plan);
    const colors = process.stdout.isTTY === true && !process.env.NO_COLOR;
    const width = process.stdout.columns || 120;
    process.stdout.write(renderShow({ case: item, linux, target }, { colors, width, context: options.context }));
    return item.result.status === "PASS" || item.result.status === "XFAIL" ? 0 : 1;
  } finally {
    await Promise.all([...targets.map((target) => target.close()), oracle.close()]);
  }
}

function only(found: readonly Found[], name: string): Found {
  const [first, ...others] = found;
  if (first === undefined) throw new UsageError(`no contract is named ${name}`);
  if (others.length === 0) return first;
  const names = found.slice(0, 3).map((item) => item.contract.name);
  throw new UsageError(`show wants one contract; ${name} names ${found.length}: ${names.join(", ")} …`);
}

function caseOf(found: Found, matrix: Matrix, targets: readonly Target[]): Case {
  const { cases } = buildReport({
    oracle: { name: "linux", release: "" },
    targets: targets.map(({ name, version }) => ({ name, version })),
    contracts: [found.contract],
    ...matrix,
    gate: { ok: true, problems: [] },
  });
  const [item] = cases;
  if (item === undefined) throw new Error("one contract on one target gives one result");
  return item;
}

async function traces(
  found: Found,
  { toolchain, oracle, targets, timeout, signal }: Plan & { readonly signal: AbortSignal },
): Promise<readonly [Trace, Trace]> {
  const built = found.broken === null ? await buildContract(toolchain, found.contract, signal) : null;
  if (built?.ok !== true) return [unbuilt, unbuilt];
  const { name, requires } = found.contract;
  const choice = await oracle.choose(found.contract, built.elf);
  const [linux, target] = await Promise.all(
    ["judge" in choice ? choice.judge : undefined, targets[0]].map(async (side): Promise<Trace> => {
      if (side?.trace === undefined) return { missing: "it does not tell its system calls" };
      return await side.trace({ name, elf: built.elf, requires }, { timeout, signal });
    }),
  );
  const none: Trace = { missing: "there is none" };
  return [linux ?? none, target ?? none];
}

const unbuilt: Trace = { missing: "the contract does not build" };
