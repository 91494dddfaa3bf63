/** Several targets side by side: contract × target, and for each target what its differing contracts have in common. Pure. */
import type { Status } from "../model.ts";
import type { Case, Report } from "./model.ts";

export type CellStatus = Status | "NOTRUN";

export interface MatrixRow {
  readonly contract: string;
  readonly category: string;
  readonly promise: string;
  /** In the order of the targets. */
  readonly cells: readonly CellStatus[];
}

/** All contracts, in the order of their names. */
export function matrixRows(report: Report): readonly MatrixRow[] {
  const targets = report.results.targets.map(({ name }) => name);
  const byContract = Map.groupBy(report.cases, (item) => item.result.contract);
  const skipped = Map.groupBy(report.results.notRun, (item) => item.contract);
  return [...new Set([...byContract.keys(), ...skipped.keys()])].sort().map((contract) => {
    const cases = byContract.get(contract) ?? [];
    const [first] = cases;
    return {
      contract,
      category: first?.result.category ?? skipped.get(contract)?.[0]?.category ?? "",
      promise: first?.promise ?? "",
      cells: targets.map((target) => cases.find(({ result }) => result.target === target)?.result.status ?? "NOTRUN"),
    };
  });
}

/** Contracts that differ on one target and cover the same system call. */
export interface Cluster {
  readonly call: string;
  readonly contracts: readonly string[];
  /** How many of the target's contracts cover the call at all. */
  readonly covering: number;
}

/** Fewer are no cluster. */
const smallest = 2;

/**
 * Each contract that is not PASS stands in one cluster at most: that of the call that most of those left have in common,
 * or among equals of the call whose contracts differ most often.
 */
export function clusters(report: Report, target: string): readonly Cluster[] {
  const mine = report.cases.filter(({ result }) => result.target === target);
  const covering = new Map<string, readonly Case[]>(
    [...new Set(mine.flatMap(({ result }) => result.covers))].map((call) => [
      call,
      mine.filter(({ result }) => result.covers.includes(call)),
    ]),
  );
  const found: Cluster[] = [];
  let left = mine.filter(({ result }) => result.status !== "PASS");
  for (;;) {
    const candidates = [...covering]
      .map(([call, all]) => ({ call, all, differing: all.filter((item) => left.includes(item)) }))
      .filter(({ differing }) => differing.length >= smallest)
      .sort(
        (one, other) =>
          other.differing.length - one.differing.length ||
          one.all.length - other.all.length ||
          (one.call < other.call ? -1 : 1),
      );
    const [best] = candidates;
    if (best === undefined) return found;
    const contracts = best.differing.map(({ result }) => result.contract).sort();
    found.push({ call: best.call, contracts, covering: best.all.length });
    left = left.filter((item) => !best.differing.includes(item));
  }
}
