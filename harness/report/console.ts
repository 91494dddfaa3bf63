/** The report on a terminal: a table by category, what is not PASS with its first keys, and the counts. Pure. */
import { Chalk, type ChalkInstance } from "chalk";
import type { Difference, Status } from "../model.ts";
import { type Change, type Changes, changeText, countText } from "./changes.ts";
import { clusters } from "./matrix.ts";
import { type Case, type Category, problemsOf, type Report } from "./model.ts";
import type { Summary } from "./results.ts";
import { visible } from "./visible.ts";

export interface ConsoleOptions {
  readonly colors: boolean;
  /** How many differing lines are shown for each contract. */
  readonly keys?: number;
  /** How many problems of the gate are shown. */
  readonly problems?: number;
}

const columns = [
  ["PASS", "pass"],
  ["XFAIL", "xfail"],
  ["DIVERGE", "diverge"],
  ["FAIL", "fail"],
] as const satisfies readonly (readonly [Status, keyof Summary])[];

const gap = "  ";

/** Calls that are named for each target in which several contracts differ. */
const shownClusters = 5;

/** Characters that are shown of a value; the reports hold all of it. */
const longestValue = 120;

export function renderConsole(report: Report, options: ConsoleOptions): string {
  const chalk = new Chalk({ level: options.colors ? 1 : 0 });
  const several = report.results.targets.length > 1;
  const blocks = [
    ...report.results.targets.slice(0, several ? 0 : 1).flatMap(({ name }) => table(report.categories, name, chalk)),
    ...(several ? sideBySide(report, chalk) : []),
    "",
  ];
  const cases = report.cases.filter((item) => item.result.status !== "PASS");
  const details = cases.flatMap((item) => describeCase(item, several, options.keys ?? 3, chalk));
  const skipped = report.results.notRun.map((item) => {
    const where = several ? ` on ${item.target}` : "";
    return `${chalk.dim("NOT RUN")}  ${item.contract}${where}: ${visible(item.reason)}`;
  });
  const lines = [
    ...blocks,
    ...(details.length > 0 ? [...details, ""] : []),
    ...(skipped.length > 0 ? [...skipped, ""] : []),
    ...changeLines(report.changes, options.problems ?? 20, chalk),
    ...gateLines(report, options.problems ?? 20, chalk),
    ...report.results.targets.map(({ name }) => {
      const counts = summaryLine(report.results.summary[name], chalk);
      return several ? `${name}: ${counts}` : counts;
    }),
  ];
  return `${lines.join("\n")}\n`;
}

/** `60/60 PASS | 0 XFAIL | 0 DIVERGE | 0 FAIL`, and what was not run where there is any. */
export function summaryLine(summary: Summary | undefined, chalk: ChalkInstance = new Chalk({ level: 0 })): string {
  if (summary === undefined) return "nothing was run";
  const parts = columns.map(([status, field]) => {
    const text = field === "pass" ? `${summary.pass}/${summary.total} PASS` : `${summary[field]} ${status}`;
    return summary[field] > 0 ? paint(status, text, chalk) : text;
  });
  if (summary.notRun > 0) parts.push(`${summary.notRun} NOT RUN`);
  return parts.join(" | ");
}

function table(categories: readonly Category[], target: string, chalk: ChalkInstance): readonly string[] {
  const summaries = categories.flatMap(({ name, summary }) => {
    const mine = summary[target];
    return mine === undefined || mine.total === 0 ? [] : [{ name, summary: mine }];
  });
  const showsNotRun = summaries.some(({ summary }) => summary.notRun > 0);
  const fields: readonly (readonly [Status | "NOT RUN", keyof Summary])[] = [
    ...columns,
    ...(showsNotRun ? [["NOT RUN", "notRun"] as const] : []),
  ];
  const width = Math.max("category".length, ...summaries.map(({ name }) => name.length));
  const head = ["category".padEnd(width), ...fields.map(([title]) => title)].join(gap);
  const rows = summaries.map(({ name, summary }) => {
    const cells = fields.map(([title, field]) => {
      const text = `${summary[field]}`.padStart(title.length);
      if (summary[field] === 0) return chalk.dim(text);
      return title === "NOT RUN" ? text : paint(title, text, chalk);
    });
    return [name.padEnd(width), ...cells].join(gap);
  });
  return [chalk.dim(head), ...rows];
}

/** Several targets: one column each, `18/22 2 XFAIL`. */
function sideBySide(report: Report, chalk: ChalkInstance): readonly string[] {
  const titles = report.results.targets.map(({ name }) => name);
  const rows = report.categories.map(({ name, summary }) => [name, ...titles.map((title) => counts(summary[title]))]);
  const widths = ["category", ...titles].map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  const common = titles.flatMap((title) =>
    clusters(report, title)
      .slice(0, shownClusters)
      .map(
        ({ call, contracts, covering }) => `${title}: ${contracts.length} of ${covering} contracts of ${call} differ`,
      ),
  );
  return [
    chalk.dim(line(["category", ...titles])),
    ...rows.map(line),
    ...(common.length > 0 ? ["", ...common.map((words) => chalk.dim(words))] : []),
  ];
}

function counts(summary: Summary | undefined): string {
  if (summary === undefined || summary.total === 0) return "none";
  const others = [...columns.slice(1), ["NOT RUN", "notRun"] as const];
  const parts = others.flatMap(([title, field]) => (summary[field] > 0 ? [`${summary[field]} ${title}`] : []));
  return [`${summary.pass}/${summary.total}`, ...parts].join(" ");
}

function describeCase(item: Case, several: boolean, keys: number, chalk: ChalkInstance): readonly string[] {
  const { result } = item;
  const where = several ? ` on ${result.target}` : "";
  const head = `${paint(result.status, result.status.padEnd("DIVERGE".length), chalk)}${gap}${result.contract}${where}`;
  // A DIVERGE has no reason but its lines, which follow.
  const reason = result.reason === null || result.status === "DIVERGE" ? "" : `: ${visible(result.reason)}`;
  if (result.status === "XFAIL") return [`${head}${chalk.dim(reason)}`];
  const shown = result.differences.slice(0, keys);
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const keyWidth = width(shown.map(({ key }) => visible(key)));
  const linuxWidth = Math.min(40, width(shown.map(({ linux }) => value(linux))));
  const indent = " ".repeat("DIVERGE".length + gap.length * 2);
  const more = result.differences.length - shown.length;
  return [
    `${head}${reason}`,
    ...shown.map((difference) => `${indent}${describeDifference(difference, keyWidth, linuxWidth, chalk)}`),
    ...(more > 0 ? [chalk.dim(`${indent}and ${more} more`)] : []),
  ];
}

function describeDifference(
  difference: Difference,
  keyWidth: number,
  linuxWidth: number,
  chalk: ChalkInstance,
): string {
  const key = visible(difference.key).padEnd(keyWidth);
  const linux = chalk.green(value(difference.linux).padEnd(linuxWidth));
  return `${key}${gap}Linux ${linux}${gap}target ${chalk.red(value(difference.target))}`;
}

function value(text: string | null): string {
  if (text === null) return "(no such line)";
  const shown = visible(text);
  return shown.length > longestValue ? `${shown.slice(0, longestValue)}…` : shown;
}

function gateLines(report: Report, limit: number, chalk: ChalkInstance): readonly string[] {
  const problems = problemsOf(report);
  if (problems.length === 0) return [];
  const shown = problems.slice(0, limit).map((problem) => `  ${visible(problem)}`);
  const more = problems.length - shown.length;
  return [
    chalk.red("The gate does not hold:"),
    ...shown,
    ...(more > 0 ? [chalk.dim(`  and ${more} more, in the report`)] : []),
    "",
  ];
}

function changeLines(changes: Changes | null, limit: number, chalk: ChalkInstance): readonly string[] {
  if (changes === null) return [];
  const { baseline, notes, regressions, improvements, appeared, gone } = changes;
  const kind = (title: string, list: readonly Change[], color: (text: string) => string): readonly string[] => [
    ...list
      .slice(0, limit)
      .map(
        (change) =>
          `${color(title.padEnd("improvement".length))}${gap}${change.contract} on ${change.target}: ${changeText(change)}` +
          (change.reason === null ? "" : chalk.dim(`: ${visible(change.reason)}`)),
      ),
    ...(list.length > limit ? [chalk.dim(`  and ${list.length - limit} more, in the report`)] : []),
  ];
  return [
    `since ${baseline}: ${countText(changes)}`,
    ...notes.map((note) => chalk.dim(`  ${visible(note)}`)),
    ...kind("regression", regressions, chalk.red),
    ...kind("improvement", improvements, chalk.green),
    ...kind("new", appeared, (text) => text),
    ...kind("gone", gone, (text) => text),
    "",
  ];
}

function paint(status: Status, text: string, chalk: ChalkInstance): string {
  switch (status) {
    case "PASS":
      return chalk.green(text);
    case "XFAIL":
      return chalk.blue(text);
    case "DIVERGE":
      return chalk.yellow(text);
    case "FAIL":
      return chalk.red(text);
  }
}
