/** What a target's observation is called, and why. Pure: the same observations and list give the same result. */
import { verdictOf } from "./align.ts";
import { isPermitted, type Outcomes, parseOutcomes } from "./allows.ts";
import { diff } from "./diff.ts";
import { type KnownDivergence, sameDifferences, speaksOf, targetsOf } from "./known-divergences.ts";
import type { Contract, Difference, Exit, Observation, Result, Status } from "./model.ts";

export interface Circumstances {
  readonly contract: Contract;
  /** The target's name. */
  readonly target: string;
  readonly known: readonly KnownDivergence[];
  /** The oracle's kernel release, e.g. "6.18.44". */
  readonly release: string;
  /** Its name and release where it is another than the report's. */
  readonly oracle?: string;
}

interface Verdict {
  readonly status: Status;
  readonly reason: string | null;
  readonly differences: readonly Difference[];
  readonly unstable?: readonly string[];
}

/** Classifies a run on a target, and further ones that must agree with it, against at least one on Linux (the oracle). */
export function classify(
  circumstances: Circumstances,
  oracle: readonly Observation[],
  observation: Observation,
  ...again: readonly Observation[]
): Result {
  return result(circumstances, judge(circumstances.contract, oracle, observation, again));
}

/** The result of a contract that could not be run: it does not parse or build, as the first line of `reason` says. */
export function classifyBroken(circumstances: Circumstances, reason: string): Result {
  return result(circumstances, { status: "FAIL", reason: `broken contract: ${firstLine(reason)}`, differences: [] });
}

/** Whether a failure is the contract's or the oracle's, not the target's. No entry of the list excuses those. */
export const blamesContract = (reason: string | null): boolean =>
  reason !== null && /^(broken contract|Linux itself|Linux unstable): /.test(reason);

/** What it would be called if nothing were known. */
function judge(
  contract: Contract,
  oracle: readonly Observation[],
  observation: Observation,
  again: readonly Observation[],
): Verdict {
  const outcomes = parseOutcomes(contract);
  const [linux] = oracle;
  const broken = linux === undefined ? "Linux itself: was not run" : oracleTrouble(contract, oracle, outcomes);
  if (linux === undefined || broken !== null) return { status: "FAIL", reason: broken, differences: [] };
  const unstable = unstableKeys([observation, ...again], outcomes);
  const differences = diff(linux, observation, outcomes);
  if (unstable.length > 0) {
    const settled = differences.filter((line) => !unstable.includes(line.key));
    return { status: "FAIL", reason: `target unstable: ${unstableText(unstable)}`, differences: settled, unstable };
  }
  const trouble = troubleOf(contract, observation);
  if (trouble !== null) return { status: "FAIL", reason: trouble, differences };
  const [first] = differences;
  if (first === undefined) return { status: "PASS", reason: null, differences };
  return { status: "DIVERGE", reason: divergence(differences), differences };
}

/** Why Linux's own answer is no measure; null if it is one. */
function oracleTrouble(contract: Contract, oracle: readonly Observation[], outcomes: Outcomes): string | null {
  for (const run of oracle) {
    const trouble = troubleOf(contract, run);
    if (trouble !== null) return `Linux itself: ${trouble}`;
    if (!isPermitted(outcomes, run.lines)) return "Linux itself: an outcome that the contract does not allow";
  }
  const unstable = unstableKeys(oracle, outcomes);
  return unstable.length === 0 ? null : `Linux unstable: ${unstableText(unstable)}`;
}

/** Keys of the lines that are not the same in all runs of one side, sorted. */
function unstableKeys([first, ...others]: readonly Observation[], outcomes: Outcomes): readonly string[] {
  const keys = others.flatMap((run) => (first ? diff(first, run, outcomes).map((line) => line.key) : []));
  return [...new Set(keys)].sort();
}

/** A run that broke off differs in all lines; a few are enough to name. */
function unstableText(keys: readonly string[]): string {
  const more = keys.length > 5 ? ` and ${keys.length - 5} more` : "";
  return `${keys.slice(0, 5).join(", ")}${more} not the same in every run`;
}

/** Why an observation is a failure in itself, whatever the other side did; null if it came to its verdict. */
function troubleOf(contract: Contract, observation: Observation): string | null {
  if (observation.unsupported.length > 0) return `unsupported call: ${[...observation.unsupported].sort().join(", ")}`;
  const abnormal = abnormalEnd(observation.exit);
  if (abnormal !== null) return abnormal;
  const verdict = verdictOf(observation.lines);
  if (verdict === "CONTRACT_PASS") return null;
  if (verdict !== null) return verdict;
  if (contract.verdict === "exit") return null;
  return observation.exit.kind === "signaled" ? `killed by ${observation.exit.signal}` : "no verdict line";
}

/** Ends that are failures by themselves. A signal is judged by the verdict: a contract may mean to die by one. */
function abnormalEnd(exit: Exit): string | null {
  switch (exit.kind) {
    case "exited":
    case "signaled":
      return null;
    case "timeout":
      return "timeout";
    case "deadlock":
      return `deadlock: ${firstLine(exit.detail)}`;
    case "instruction-limit":
      return "instruction limit reached";
    case "output-limit":
      return "output limit reached";
    case "idle-limit":
      return "everybody sleeps, and timers fire that nobody takes notice of";
    case "crash":
      return `crash: ${firstLine(exit.detail)}`;
  }
}

/** `second_write: Linux EPOLLIN, target 0`, with the number of further lines. */
function divergence(differences: readonly Difference[]): string {
  const [first] = differences;
  if (first === undefined) return "";
  const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : "";
  return `${first.key}: Linux ${first.linux ?? "prints nothing"}, target ${first.target ?? "prints nothing"}${more}`;
}

/** Turns a verdict that the list excuses into XFAIL, with the entry's reason. */
function result(circumstances: Circumstances, verdict: Verdict): Result {
  const { contract, target } = circumstances;
  const entry = excuse(circumstances, verdict);
  const varies = entry?.varies ?? [];
  return {
    contract: contract.name,
    category: contract.category,
    target,
    ...(circumstances.oracle === undefined ? {} : { oracle: circumstances.oracle }),
    status: entry === undefined ? verdict.status : "XFAIL",
    reason: entry === undefined ? verdict.reason : entry.why,
    differences: verdict.differences.filter((line) => !varies.includes(line.key)),
    ...(entry === undefined && verdict.unstable !== undefined ? { unstable: verdict.unstable } : {}),
    behaviours: [...contract.behaviours],
    covers: [...contract.covers],
  };
}

function excuse(circumstances: Circumstances, verdict: Verdict): KnownDivergence | undefined {
  const { contract, target, known, release } = circumstances;
  return known.find(
    (entry) =>
      entry.contract === contract.name &&
      targetsOf(entry).includes(target) &&
      speaksOf(entry, release) &&
      excuses(entry, verdict),
  );
}

/**
 * Whether the entry lists exactly this. A reason alone is enough for a failure that says all there is to say (a crash,
 * a deadlock, an unsupported call); CONTRACT_FAIL must be listed by its lines, since its values are what is known.
 */
export function excuses(entry: KnownDivergence, seen: Omit<Verdict, "status"> & { readonly status: Status }): boolean {
  if (entry.varies !== undefined) return excusesVarying(entry, entry.varies, seen);
  if (seen.status === "PASS" || entry.status !== seen.status || blamesContract(seen.reason)) return false;
  if (entry.reason !== undefined && entry.reason !== seen.reason) return false;
  if (entry.differences !== undefined) return sameDifferences(entry.differences, seen.differences);
  return seen.status === "FAIL" && !seen.reason?.startsWith("CONTRACT_FAIL");
}

/** Lines that are listed to change from run to run may say anything, also what Linux says; the others must be as listed. */
function excusesVarying(
  entry: KnownDivergence,
  varies: readonly string[],
  seen: Pick<Verdict, "reason" | "differences" | "unstable">,
): boolean {
  if (seen.reason !== null && !/^(CONTRACT_FAIL|target unstable: |\S+: Linux )/.test(seen.reason)) return false;
  const settled = seen.differences.filter((line) => !varies.includes(line.key));
  return (
    (seen.unstable ?? []).every((key) => varies.includes(key)) && sameDifferences(entry.differences ?? [], settled)
  );
}

const firstLine = (text: string): string => text.trim().split("\n", 1)[0] ?? "";
