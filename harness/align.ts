/**
 * Two outputs, line beside line. A line is aligned on its key: `key: value` has the key before the first colon and
 * space; any other line is its own key; a last line CONTRACT_PASS or CONTRACT_FAIL has the key `verdict`.
 */

/** One line of an output. `key` is unique within the output. */
export interface KeyedLine {
  readonly key: string;
  readonly value: string;
  /** The line as it was printed. */
  readonly text: string;
}

/** One row of the side-by-side view; null where a side has no line with the row's key. */
export interface Row {
  readonly key: string;
  readonly linux: KeyedLine | null;
  readonly target: KeyedLine | null;
}

/** Keys that stand for what is no `key: value` line; a printed line with such a key becomes `exit#2`, and so on. */
export const reservedKeys = { verdict: "verdict", exit: "exit", order: "order" } as const;

const verdictLine = /^CONTRACT_(?:PASS|FAIL(?: .*)?)$/;

/** The verdict, where the output's last line is one; else null. */
export function verdictOf(lines: readonly string[]): string | null {
  const last = lines.at(-1);
  return last !== undefined && verdictLine.test(last) ? last : null;
}

/** Gives every line its key. The second line with a key gets `key#2`, the third `key#3`. */
export function keyLines(lines: readonly string[]): readonly KeyedLine[] {
  const seen = new Map<string, number>(Object.values(reservedKeys).map((key) => [key, 1]));
  const used = new Set<string>(seen.keys());
  const unique = (wanted: string): string => {
    for (;;) {
      const count = (seen.get(wanted) ?? 0) + 1;
      seen.set(wanted, count);
      const key = count === 1 ? wanted : `${wanted}#${count}`;
      if (!used.has(key)) {
        used.add(key);
        return key;
      }
    }
  };
  const verdict = verdictOf(lines);
  return lines.map((text, index) => {
    if (verdict !== null && index === lines.length - 1) return { key: reservedKeys.verdict, value: text, text };
    const colon = text.indexOf(": ");
    if (colon <= 0) return { key: unique(text), value: text, text };
    return { key: unique(text.slice(0, colon)), value: text.slice(colon + 2), text };
  });
}

/** A row a key, in Linux's order; a line that only the target has stands after the line that it followed there. */
export function align(linux: readonly KeyedLine[], target: readonly KeyedLine[]): readonly Row[] {
  const onLinux = new Set(linux.map((line) => line.key));
  const onTarget = new Map(target.map((line) => [line.key, line]));
  const extras = new Map<string | null, KeyedLine[]>();
  let before: string | null = null;
  for (const line of target) {
    if (onLinux.has(line.key)) before = line.key;
    else extras.set(before, [...(extras.get(before) ?? []), line]);
  }
  const extraRows = (after: string | null): readonly Row[] =>
    (extras.get(after) ?? []).map((line) => ({ key: line.key, linux: null, target: line }));
  const rows = linux.flatMap((line): readonly Row[] => [
    { key: line.key, linux: line, target: onTarget.get(line.key) ?? null },
    ...extraRows(line.key),
  ]);
  return [...extraRows(null), ...rows];
}
