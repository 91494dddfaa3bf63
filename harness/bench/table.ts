/** The bench on a terminal. Pure. */
import { type Bench, countsText, ratioText, timeText } from "./model.ts";

export function renderTable(bench: Bench): string {
  const width = Math.max(20, ...bench.rows.map(({ name }) => name.length)) + 2;
  const groups = Map.groupBy(bench.rows, ({ group }) => group);
  const cells = (values: readonly string[]): string => values.map((value) => value.padStart(28)).join("");
  const lines = [...groups].flatMap(([group, rows]) => [
    "",
    `${group.padEnd(width)}${"linux".padStart(10)}${cells(bench.targets)}`,
    ...rows.map(({ name, linux, targets }) => {
      const shown = bench.targets.map((target) => {
        const cell = targets[target];
        if (cell?.nanoseconds == null || cell.ratio === null) return "failed";
        return `${timeText(cell.nanoseconds)} ${ratioText(cell.ratio).padStart(8)} ${cell.verdict.padEnd(6)}`;
      });
      return `${name.padEnd(width)}${timeText(linux).padStart(10)}${cells(shown)}`;
    }),
  ]);
  const reasons = bench.rows.flatMap(({ name, targets }) =>
    bench.targets.flatMap((target) => {
      const reason = targets[target]?.reason;
      return reason == null ? [] : [`${target} failed at ${name}: ${reason}`];
    }),
  );
  const counts = bench.targets.map((target) => `${target}: ${countsText(bench, target)}`);
  return `${[...lines, "", ...reasons, ...counts].join("\n")}\n`;
}
