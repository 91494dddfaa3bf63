/** What differs between two observations, by the lines' keys and by how the program ended. Pure. */
import { align, keyLines, type Row, reservedKeys } from "./align.ts";
import { isPermitted, type Outcomes, permittedText } from "./allows.ts";
import type { Difference, Exit, Observation } from "./model.ts";

/** How a program ended, in a form that is the same in every run: no times, no addresses. */
export function exitText(exit: Exit): string {
  switch (exit.kind) {
    case "exited":
      return `${exit.code}`;
    case "signaled":
      return exit.signal;
    case "timeout":
      return "timeout";
    case "deadlock":
      return "deadlock";
    case "instruction-limit":
      return "instruction limit";
    case "output-limit":
      return "output limit";
    case "idle-limit":
      return "idle limit";
    case "crash":
      return "crash";
  }
}

/**
 * Differences in the order of the aligned lines, then `order` (the lines are there, but in another order), then
 * `exit`. For a contract with `Allows:` the lines that its outcomes name differ only if the target's are no permitted
 * outcome; Linux's side is then what is permitted, since Linux itself may answer otherwise the next time.
 */
export function diff(linux: Observation, target: Observation, outcomes: Outcomes = []): readonly Difference[] {
  const rows = align(keyLines(linux.lines), keyLines(target.lines));
  const permitted = isPermitted(outcomes, target.lines);
  const allowedKeys = new Set(outcomes.flatMap((outcome) => [...outcome.keys()]));
  const differences: Difference[] = [];
  for (const row of rows) {
    if (allowedKeys.has(row.key)) {
      const value = row.target?.value ?? null;
      if (!permitted) differences.push({ key: row.key, linux: permittedText(outcomes, row.key), target: value });
    } else if (row.linux?.text !== row.target?.text) {
      differences.push({ key: row.key, linux: row.linux?.value ?? null, target: row.target?.value ?? null });
    }
  }
  const moved = orderDifference(
    rows.filter((row) => !allowedKeys.has(row.key)),
    linux,
    target,
  );
  if (moved !== null) differences.push(moved);
  const [linuxExit, targetExit] = [exitText(linux.exit), exitText(target.exit)];
  if (linuxExit !== targetExit) {
    differences.push({ key: reservedKeys.exit, linux: linuxExit, target: targetExit });
  }
  return differences;
}

/** The shortest run of keys, common to both sides, that the two print in another order; null where there is none. */
function orderDifference(rows: readonly Row[], linux: Observation, target: Observation): Difference | null {
  const common = new Set(rows.filter((row) => row.linux !== null && row.target !== null).map((row) => row.key));
  const keys = (lines: readonly string[]): readonly string[] =>
    keyLines(lines).flatMap((line) => (common.has(line.key) ? [line.key] : []));
  const [left, right] = [keys(linux.lines), keys(target.lines)];
  const first = left.findIndex((key, index) => key !== right[index]);
  if (first < 0) return null;
  const last = left.findLastIndex((key, index) => key !== right[index]);
  const part = (all: readonly string[]): string => all.slice(first, last + 1).join(", ");
  return { key: reservedKeys.order, linux: part(left), target: part(right) };
}
