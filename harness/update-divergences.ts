/** `--update-divergences`: the list as today's results would have it, keeping what people wrote and its order. Pure. */
import { blamesContract } from "./classify.ts";
import { releaseOf, toBeExplained } from "./gate.ts";
import { type KnownDivergence, type KnownDivergences, rangesMeet, speaksOf, targetsOf } from "./known-divergences.ts";
import type { Result } from "./model.ts";

export interface UpdateInput {
  readonly known: KnownDivergences;
  readonly results: readonly Result[];
  /** Names of all contracts and of all targets that exist, run or not. */
  readonly contracts: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
  /** The oracle's kernel release. */
  readonly release: string;
  /** `2026-11-21`. */
  readonly today: string;
}

/**
 * Drops what passes, is gone or is there twice; rewrites what differs otherwise, with its old reason; adds what is new,
 * "to be explained", which keeps the gate red until a person says why. What was not run, or says nothing
 * of the target because the contract or Linux failed, stays as it is. Answers
 * `known` itself if there is nothing to change, so that the file can be left alone.
 */
export function updateDivergences(input: UpdateInput): KnownDivergences {
  const { known, results } = input;
  const kept = known.divergences.flatMap((entry) => updateEntry(entry, input)).reduce(withoutDuplicates, []);
  const added = results
    .filter(
      (result) =>
        differs(result) && !blamesContract(result.reason) && !kept.some((entry) => isFor(entry, result, input.release)),
    )
    .toSorted((one, other) => compare(one.contract, other.contract) || compare(one.target, other.target))
    .map((result): KnownDivergence => {
      const { contract, target } = result;
      return { contract, target, ...seen(result), why: toBeExplained, since: input.today };
    });
  const divergences = [...kept, ...added];
  const same = divergences.length === known.divergences.length;
  const untouched = same && divergences.every((entry, index) => entry === known.divergences[index]);
  return untouched ? known : { ...known, divergences };
}

/** The entry as it should be: itself, fewer targets, or one for those that stay and one for each that changed. */
function updateEntry(entry: KnownDivergence, input: UpdateInput): readonly KnownDivergence[] {
  if (!input.contracts.has(entry.contract)) return [];
  const staying: string[] = [];
  const changed: KnownDivergence[] = [];
  const { target: _target, targets: _targets, ...rest } = entry;
  for (const target of targetsOf(entry)) {
    if (!input.targets.has(target)) continue;
    const result = input.results.find((one) => one.target === target && isFor(entry, one, input.release));
    if (result === undefined || result.status === "XFAIL") staying.push(target);
    else if (blamesContract(result.reason)) staying.push(target);
    else if (differs(result)) {
      const { status: _status, reason: _reason, differences: _differences, varies = [], contract, ...words } = rest;
      changed.push({ contract, target, ...seen(result, varies), ...words });
    }
  }
  if (staying.length === targetsOf(entry).length) return [entry];
  const [only] = staying;
  if (only === undefined) return changed;
  const { contract, ...others } = rest;
  return [{ contract, ...(staying.length === 1 ? { target: only } : { targets: staying }), ...others }, ...changed];
}

const differs = (result: Result): boolean => result.status === "DIVERGE" || result.status === "FAIL";

const isFor = (entry: KnownDivergence, result: Result, release: string): boolean =>
  entry.contract === result.contract &&
  targetsOf(entry).includes(result.target) &&
  speaksOf(entry, releaseOf(result, release));

/** What an entry lists of a result. A DIVERGE is its lines; a FAIL is its reason, too. What varied once may vary again. */
function seen(
  result: Result,
  varied: readonly string[] = [],
): Pick<KnownDivergence, "status" | "reason" | "varies" | "differences"> {
  const varies = [...new Set([...varied, ...(result.unstable ?? [])])].sort();
  const differences = result.differences.filter(({ key }) => !varies.includes(key)).map((line) => ({ ...line }));
  const listed = differences.length > 0 ? { differences } : {};
  if (varies.length > 0) return { status: "FAIL", varies, ...listed };
  if (result.status !== "FAIL") return { status: "DIVERGE", differences };
  return { status: "FAIL", reason: result.reason ?? "", ...listed };
}

/** Of two entries that could both speak of one result the first stays; of the second, what the first does not say. */
function withoutDuplicates(kept: readonly KnownDivergence[], entry: KnownDivergence): readonly KnownDivergence[] {
  const taken = kept.filter((one) => one.contract === entry.contract && rangesMeet(one, entry)).flatMap(targetsOf);
  const left = targetsOf(entry).filter((target) => !taken.includes(target));
  if (left.length === targetsOf(entry).length) return [...kept, entry];
  const [only] = left;
  if (only === undefined) return kept;
  const { contract, target: _target, targets: _targets, ...rest } = entry;
  return [...kept, { contract, ...(left.length === 1 ? { target: only } : { targets: left }), ...rest }];
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
