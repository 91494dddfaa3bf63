/** Whether a run holds, and if not, every reason with the command that mends it. Pure; the day is handed in. */
import { blamesContract } from "./classify.ts";
import { type KnownDivergence, rangesMeet, sameDifferences, speaksOf, targetsOf } from "./known-divergences.ts";
import type { Result } from "./model.ts";
import { selfCommand } from "./paths.ts";

export interface Gate {
  readonly ok: boolean;
  /** One line each, sorted: first the contracts, then the entries of the list in its order. */
  readonly problems: readonly string[];
}

export interface GateInput {
  readonly results: readonly Result[];
  readonly known: readonly KnownDivergence[];
  /** Names of all contracts that exist, run or not. */
  readonly contracts: ReadonlySet<string>;
  /** Names of all targets that exist, run or not. */
  readonly targets: ReadonlySet<string>;
  /** The oracle's kernel release. */
  readonly release: string;
  /** `2026-11-21`, for entries that expire. */
  readonly today: string;
  /** How the list is named to people; `known-divergences.json` by default. */
  readonly list?: string;
  /** Words of the call that the commands which mend things need, too: `--dir mine`. */
  readonly words?: string;
  /** They are whole programs, and so are run by a command of their own. */
  readonly areWhole?: boolean;
  /** How targets were named in the call, where not by their names: by the paths of their files. */
  readonly called?: ReadonlyMap<string, string>;
}

/** The reason that --update-divergences gives to a new entry. It keeps the gate red until a person explains it. */
export const toBeExplained = "to be explained";

/** The command that brings the list up to date: for one result, or for the whole list. */
function mend({ words, called, areWhole = false }: GateInput, result?: Result): string {
  const target =
    result === undefined || result.target === "reference"
      ? []
      : ["--target", called?.get(result.target) ?? result.target];
  const contract = result === undefined ? [] : [result.contract];
  const kind = areWhole ? ["programs"] : [];
  const command = [selfCommand, ...kind, "--update-divergences", ...contract, ...target, ...(words ? [words] : [])];
  return `(mend: ${command.join(" ")})`;
}

const show = ({ words, called, areWhole }: GateInput, contract: string, target: string): string =>
  areWhole
    ? `${selfCommand} programs ${contract}`
    : `${selfCommand} show ${contract} --target ${called?.get(target) ?? target}${words ? ` ${words}` : ""}`;

export function gate(input: GateInput): Gate {
  const problems = [...input.results.flatMap((result) => resultProblems(result, input)), ...listProblems(input)];
  return { ok: problems.length === 0, problems };
}

function resultProblems(result: Result, input: GateInput): readonly string[] {
  const name = `${result.contract} on ${result.target}`;
  const entries = input.known.filter(
    (entry) =>
      entry.contract === result.contract &&
      targetsOf(entry).includes(result.target) &&
      speaksOf(entry, releaseOf(result, input.release)),
  );
  const [entry] = entries;
  switch (result.status) {
    case "XFAIL":
      return [];
    case "PASS":
      return entry === undefined ? [] : [`${name} passes, but is listed as ${entry.status} ${mend(input, result)}`];
    case "DIVERGE":
    case "FAIL": {
      if (entry === undefined || blamesContract(result.reason))
        return [`${name}: ${result.status}: ${result.reason} (look: ${show(input, result.contract, result.target)})`];
      return [`${name} differs otherwise than listed: ${change(entry, result)} ${mend(input, result)}`];
    }
  }
}

/** The release of the Linux that judged it. */
export const releaseOf = (result: Pick<Result, "oracle">, report: string): string =>
  result.oracle?.split(" ").at(-1) ?? report;

/** The first thing in which an entry and what was seen are not the same. */
function change(entry: KnownDivergence, result: Result): string {
  if (entry.varies !== undefined && result.unstable !== undefined) {
    const others = result.unstable.filter((key) => entry.varies?.includes(key) !== true);
    if (others.length > 0) return `${others.join(", ")} changed from run to run, too`;
  }
  if (entry.varies === undefined && entry.status !== result.status) {
    return `listed as ${entry.status}, seen as ${result.status} (${result.reason})`;
  }
  if (entry.reason !== undefined && entry.reason !== result.reason) {
    return `listed reason "${entry.reason}", seen "${result.reason}"`;
  }
  const listed = new Map((entry.differences ?? []).map((difference) => [difference.key, difference]));
  for (const seen of result.differences) {
    if (entry.varies?.includes(seen.key)) continue;
    const known = listed.get(seen.key);
    if (known === undefined)
      return `${seen.key} is not listed, seen Linux ${say(seen.linux)}, target ${say(seen.target)}`;
    if (!sameDifferences([known], [seen])) {
      return (
        `${seen.key}: listed Linux ${say(known.linux)}, target ${say(known.target)}; ` +
        `seen Linux ${say(seen.linux)}, target ${say(seen.target)}`
      );
    }
    listed.delete(seen.key);
  }
  const [left] = listed.keys();
  return left === undefined ? "the listed lines are not all of it" : `${left} is listed, but does not differ any more`;
}

const say = (value: string | null): string => (value === null ? "nothing" : JSON.stringify(value));

/** What is wrong with the list itself, whether or not its contracts were run. */
function listProblems(input: GateInput): readonly string[] {
  return input.known.flatMap((entry, index) => {
    const place = `${input.list ?? "known-divergences.json"}: divergences[${index}] (${entry.contract} on ${targetsOf(entry).join(", ")})`;
    const problems: string[] = [];
    if (!input.contracts.has(entry.contract))
      problems.push(`${place} is for a contract that does not exist ${mend(input)}`);
    for (const target of targetsOf(entry)) {
      if (!input.targets.has(target)) problems.push(`${place} is for an unknown target, ${target} ${mend(input)}`);
    }
    if (entry.expires !== undefined && entry.expires <= input.today) {
      problems.push(`${place} expired on ${entry.expires} ${renew(entry, input)}`);
    }
    if (entry.why.trim().toLowerCase() === toBeExplained) {
      problems.push(`${place} is not explained yet (mend: say why in its "why")`);
    }
    const first = input.known.findIndex((other) => sameCase(entry, other));
    if (first < index) problems.push(`${place} is a duplicate of divergences[${first}] ${mend(input)}`);
    return problems;
  });
}

/** Only a person can say that a divergence may stay. */
function renew(entry: KnownDivergence, input: GateInput): string {
  const [target = "reference"] = targetsOf(entry);
  return `(mend: repair the target, or set another date and say why; look: ${show(input, entry.contract, target)})`;
}

/** Two entries that could both speak of one result. An entry is the same case as itself. */
function sameCase(one: KnownDivergence, other: KnownDivergence): boolean {
  return (
    one.contract === other.contract &&
    targetsOf(one).some((target) => targetsOf(other).includes(target)) &&
    rangesMeet(one, other)
  );
}
