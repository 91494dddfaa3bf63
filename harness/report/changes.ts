/** `--baseline`: what became of the contracts since an earlier results.json. Pure. */
import { sameDifferences } from "../known-divergences.ts";
import type { Difference, Status } from "../model.ts";
import { oracleTitle } from "./oracle.ts";
import type { Results } from "./results.ts";

type State = Status | "not run";

/** One contract on one target that is not as it was. `null`: it was, or is, not there. */
export interface Change {
  readonly contract: string;
  readonly target: string;
  readonly before: State | null;
  readonly now: State | null;
  /** What differs now, in one line; null where nothing does. */
  readonly reason: string | null;
}

export interface Changes {
  /** The baseline's file, as it was named. */
  readonly baseline: string;
  /** What else is not the same: another oracle, another target. */
  readonly notes: readonly string[];
  readonly regressions: readonly Change[];
  readonly improvements: readonly Change[];
  readonly appeared: readonly Change[];
  readonly gone: readonly Change[];
  /** What makes the run red besides the gate (`excusedRegressions`), if regressions are to. */
  readonly problems: readonly string[];
}

interface Cell {
  readonly state: State;
  readonly reason: string | null;
  readonly differences: readonly Difference[];
}

/**
 * Compares with an earlier run. `exists` are all contracts there are, run now or not: what a filter or a shard left out
 * is not gone.
 *
 * A regression is what passed and does not any more, what diverged and fails now, and what differs in a line in which it
 * did not differ so before, whether or not the list of known divergences excuses it.
 */
export function compareResults(
  baseline: { readonly file: string; readonly results: Results },
  now: Results,
  exists: ReadonlySet<string>,
): Changes {
  const [before, after] = [cells(baseline.results), cells(now)];
  const told = new Set(baseline.results.targets.map((target) => target.name));
  const regressions: Change[] = [];
  const improvements: Change[] = [];
  const appeared: Change[] = [];
  for (const [name, cell] of after) {
    const [contract = "", target = ""] = name.split(" ");
    if (!told.has(target)) continue;
    const was = before.get(name);
    const change: Change = { contract, target, before: was?.state ?? null, now: cell.state, reason: cell.reason };
    if (was === undefined) appeared.push(change);
    else if (isWorse(was, cell)) regressions.push(change);
    else if (isWorse(cell, was)) improvements.push(change);
  }
  const running = new Set(now.targets.map((target) => target.name));
  const gone = [...before].flatMap(([name, was]): readonly Change[] => {
    const [contract = "", target = ""] = name.split(" ");
    if (!running.has(target) || exists.has(contract)) return [];
    return [{ contract, target, before: was.state, now: null, reason: null }];
  });
  return {
    baseline: baseline.file,
    notes: notes(baseline.results, now),
    regressions,
    improvements,
    appeared,
    gone,
    problems: [],
  };
}

/** By `contract target`, in the order of the results. */
function cells(results: Results): ReadonlyMap<string, Cell> {
  const nameOf = (item: { contract: string; target: string }): string => `${item.contract} ${item.target}`;
  return new Map([
    ...results.results.map((result): [string, Cell] => [nameOf(result), { ...result, state: result.status }]),
    ...results.notRun.map((item): [string, Cell] => [
      nameOf(item),
      { state: "not run", reason: item.reason, differences: [] },
    ]),
  ]);
}

function isWorse(was: Cell, now: Cell): boolean {
  if (now.state === "PASS") return false;
  // What is not run any more is no answer, and what was not run gives no measure.
  if (was.state === "not run") return false;
  if (was.state === "PASS") return true;
  if (now.state === "not run") return false;
  if (was.state === "DIVERGE" && now.state === "FAIL") return true;
  if (was.state === "FAIL" && now.state === "DIVERGE") return false;
  return now.differences.some((line) => !was.differences.some((other) => sameDifferences([line], [other])));
}

function notes(before: Results, now: Results): readonly string[] {
  const oracle = ({ oracle: { name, release } }: Results): string => `${oracleTitle(name)} ${release}`;
  const old = new Map(before.targets.map((target) => [target.name, target.version]));
  return [
    ...(oracle(before) === oracle(now) ? [] : [`it was made beside ${oracle(before)}, this run beside ${oracle(now)}`]),
    ...now.targets.flatMap(({ name, version }) => {
      const was = old.get(name);
      if (was === undefined) return [`it does not have the target ${name}`];
      return was === version ? [] : [`${name} was ${was}, and is ${version}`];
    }),
  ];
}

/** `1 regression, 2 improvements, 0 new, 3 gone`. */
export function countText({ regressions, improvements, appeared, gone }: Changes): string {
  const several = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
  const counts = [several(regressions.length, "regression"), several(improvements.length, "improvement")];
  return [...counts, `${appeared.length} new`, `${gone.length} gone`].join(", ");
}

/** `PASS → XFAIL`. */
export const changeText = ({ before, now }: Change): string => `${before ?? "new"} → ${now ?? "gone"}`;

/** What `--ci` says of regressions that the list excuses. One line each. */
export const excusedRegressions = (changes: Omit<Changes, "problems">): readonly string[] =>
  changes.regressions
    .filter((change) => change.now === "XFAIL")
    .map(
      (change) =>
        `${change.contract} on ${change.target}: regression since ${changes.baseline}: ${changeText(change)}, excused as ` +
        `${JSON.stringify(change.reason)} (mend: repair the target, or --accept-new-divergences)`,
    );
