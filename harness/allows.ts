/**
 * `Allows:` in a contract's header: outcomes that Linux permits where it promises no order. Each is a set of lines,
 * parted by semicolons: `Allows: waited: 0; signal: first`. Lines whose keys no outcome names are compared as always.
 */
import { keyLines } from "./align.ts";
import type { Contract } from "./model.ts";

/** Permitted outcomes: values by key. An empty list permits only what Linux answered. */
export type Outcomes = readonly ReadonlyMap<string, string>[];

export function parseOutcomes(contract: Pick<Contract, "allows">): Outcomes {
  return contract.allows.map((text) => {
    const lines = text.split(";").map((line) => line.trim());
    return new Map(keyLines(lines.filter((line) => line !== "")).map((line) => [line.key, line.value]));
  });
}

/** Whether the lines that the outcomes name are, together, one of them. True if there are no outcomes. */
export function isPermitted(outcomes: Outcomes, lines: readonly string[]): boolean {
  return outcomes.length === 0 || outcomeOf(outcomes, lines) !== undefined;
}

/** Permitted outcomes that none of these runs showed, as the header has them: a kernel that fixes an order shows fewer. */
export function unseenOutcomes(outcomes: Outcomes, runs: readonly (readonly string[])[]): readonly string[] {
  const seen = new Set(runs.map((lines) => outcomeOf(outcomes, lines)));
  return outcomes.flatMap((outcome) =>
    seen.has(outcome) ? [] : [[...outcome].map(([key, value]) => `${key}: ${value}`).join("; ")],
  );
}

/** The one of the outcomes that the lines show. */
function outcomeOf(outcomes: Outcomes, lines: readonly string[]): ReadonlyMap<string, string> | undefined {
  const named = new Set(outcomes.flatMap((outcome) => [...outcome.keys()]));
  const seen = new Map(keyLines(lines).flatMap((line) => (named.has(line.key) ? [[line.key, line.value]] : [])));
  return outcomes.find(
    (outcome) => outcome.size === seen.size && [...outcome].every(([key, value]) => seen.get(key) === value),
  );
}

/** What the outcomes permit for a key, in the header's order: `0 or 1`; null if no outcome has such a line. */
export function permittedText(outcomes: Outcomes, key: string): string | null {
  const values = new Set(outcomes.flatMap((outcome) => outcome.get(key) ?? []));
  return values.size === 0 ? null : [...values].join(" or ");
}
