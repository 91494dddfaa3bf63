/** `contracts show`: both outputs side by side, then both traces, call by call, with the first that differs marked. Pure. */
import { Chalk, type ChalkInstance } from "chalk";
import type { Status } from "./model.ts";
import { threadTitle } from "./report/diagnosis.ts";
import type { Case } from "./report/model.ts";
import { visible } from "./report/visible.ts";
import { type AlignedThread, type AlignedTraces, alignTraces, type TraceRow } from "./trace/align.ts";
import { formatEvent } from "./trace/format.ts";
import { parseTrace } from "./trace/parse.ts";
import { byThread, type Placed } from "./trace/threads.ts";
import type { Trace } from "./trace/trace.ts";

export interface Show {
  readonly case: Case;
  readonly linux: Trace;
  readonly target: Trace;
}

export interface ShowOptions {
  readonly colors: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Calls shown before and after each that differs; all are shown where none does. */
  readonly context: number;
}

const narrowest = 24;

/** A line with both sides beside each other: sign, Linux's text, the target's. */
class Sides {
  readonly #side: number;
  readonly #chalk: ChalkInstance;

  constructor(width: number, chalk: ChalkInstance) {
    this.#side = Math.max(narrowest, Math.floor((width - 5) / 2));
    this.#chalk = chalk;
  }

  head(linux: string, target: string): readonly string[] {
    const [left] = this.#pieces(linux);
    return [`  ${this.#chalk.bold(left)} │ ${this.#chalk.bold(target)}`, this.rule("─", "┼")];
  }

  rule(line: string, cross: string): string {
    return this.#chalk.dim(line.repeat(this.#side + 3) + cross + line.repeat(this.#side + 1));
  }

  /** `sign` stands before the first line; a text that is too long goes on below, or is cut where `whole` is false. */
  row(sign: string, linux: string, target: string, whole: boolean, paint: (text: string) => string): readonly string[] {
    const [left, right] = [this.#pieces(linux), this.#pieces(target)];
    const count = whole ? Math.max(left.length, right.length) : 1;
    return Array.from({ length: count }, (_, index) => {
      const cells = [left, right].map((pieces) => {
        const piece = pieces[index] ?? "";
        return whole || pieces.length === 1 ? piece : `${piece.slice(0, -1)}…`;
      });
      const [one = "", other = ""] = cells;
      return `${index === 0 ? sign : " "} ${paint(one.padEnd(this.#side))} ${this.#chalk.dim("│")} ${paint(other)}`.trimEnd();
    });
  }

  /** The text in pieces as wide as a side; at least one. The first is padded for `head`. */
  #pieces(text: string): readonly [string, ...string[]] {
    const shown = visible(text);
    const rest = Array.from({ length: Math.max(0, Math.ceil(shown.length / this.#side) - 1) }, (_, index) =>
      shown.slice((index + 1) * this.#side, (index + 2) * this.#side),
    );
    return [shown.slice(0, this.#side).padEnd(this.#side), ...rest];
  }
}

export function renderShow(show: Show, options: ShowOptions): string {
  const chalk = new Chalk({ level: options.colors ? 1 : 0 });
  const sides = new Sides(options.width, chalk);
  const { result, promise, source, message } = show.case;
  const about = [
    promise,
    source === "" ? "" : `Source:     ${source}`,
    result.behaviours.length === 0 ? "" : `Behaviours: ${result.behaviours.join(", ")}`,
    result.covers.length === 0 ? "" : `Covers:     ${result.covers.join(" ")}`,
  ].filter((line) => line !== "");
  const lines = [
    `${statusColor(result.status, chalk)(result.status)}  ${chalk.bold(result.contract)} on ${result.target}`,
    ...(result.reason === null ? [] : [visible(result.reason)]),
    ...about.map((line) => chalk.dim(visible(line))),
    "",
    ...(message === "" ? [] : [...message.trimEnd().split("\n").map(visible), ""]),
    ...(show.case.rows.length === 0 ? [] : [...outputRows(show.case, sides, chalk), ""]),
    ...stderrLines(show.case, chalk),
    ...traceLines(show, sides, options, chalk),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function outputRows(item: Case, sides: Sides, chalk: ChalkInstance): readonly string[] {
  const missing = "(no such line)";
  return [
    ...sides.head("Linux", item.result.target),
    ...item.rows.flatMap((row) => {
      const paint = row.differs ? chalk.yellow : (text: string): string => text;
      const sign = row.differs ? chalk.red("≠") : " ";
      return sides.row(sign, row.linux ?? missing, row.target ?? missing, true, paint);
    }),
  ];
}

function stderrLines(item: Case, chalk: ChalkInstance): readonly string[] {
  if (item.stderr.trim() === "") return [];
  return [chalk.bold(`Standard error of ${item.result.target}`), ...item.stderr.trimEnd().split("\n").map(visible), ""];
}

function traceLines(show: Show, sides: Sides, options: ShowOptions, chalk: ChalkInstance): readonly string[] {
  const { target } = show.case.result;
  const [linux, other] = [show.linux, show.target];
  const notes = [
    "missing" in linux ? `No trace of Linux: ${linux.missing}` : "",
    "missing" in other ? `No trace of ${target}: ${other.missing}` : "",
  ].filter((line) => line !== "");
  if ("missing" in linux && "missing" in other) return notes;
  const aligned = alignTraces(threadsOf(linux), threadsOf(other));
  // With one side alone there is nothing to compare.
  const compared = !("missing" in linux || "missing" in other);
  return [
    ...notes,
    ...sides.head("Linux", target),
    ...aligned.threads.flatMap((thread) => threadLines(thread, aligned, compared, sides, options, chalk)),
    "",
    ...(compared ? [summary(aligned, chalk)] : []),
  ];
}

function threadsOf(trace: Trace): ReadonlyMap<string, readonly Placed[]> {
  return "missing" in trace ? new Map() : byThread(parseTrace(trace.lines), trace.isStart ?? null);
}

function threadLines(
  thread: AlignedThread,
  aligned: AlignedTraces,
  compared: boolean,
  sides: Sides,
  options: ShowOptions,
  chalk: ChalkInstance,
): readonly string[] {
  const { rows } = thread;
  const isFirst = (index: number): boolean => aligned.first?.thread === thread.name && aligned.first.row === index;
  const marked = rows.flatMap((row, index) => (row.verdict === "differs" ? [index] : []));
  const all = !compared || aligned.first === null;
  const near = (index: number): boolean => all || marked.some((one) => Math.abs(one - index) <= options.context);
  const lines: string[] = [];
  let skipped = 0;
  const closeGap = (): void => {
    if (skipped > 0) lines.push(chalk.dim(`  ⋮ ${skipped} ${skipped === 1 ? "call" : "calls"} alike`));
    skipped = 0;
  };
  rows.forEach((row, index) => {
    if (!near(index)) {
      skipped++;
      return;
    }
    closeGap();
    lines.push(...rowLines(row, compared, isFirst(index), sides, chalk));
  });
  closeGap();
  const several = aligned.threads.length > 1;
  return [...(several ? [chalk.dim(`  ${threadTitle(thread.name)}`)] : []), ...lines];
}

function rowLines(
  row: TraceRow,
  compared: boolean,
  first: boolean,
  sides: Sides,
  chalk: ChalkInstance,
): readonly string[] {
  const text = (event: TraceRow["linux"]): string => (event === null ? "" : formatEvent(event));
  const [left, right] = [text(row.linux), text(row.target)];
  if (!compared || row.verdict === "alike") return sides.row(" ", left, right, false, (line) => line);
  if (first) return sides.row(chalk.bold.red("▶"), left, right, true, chalk.bold.yellow);
  if (row.verdict === "racy") return sides.row(chalk.dim("~"), left, right, false, chalk.dim);
  return sides.row(chalk.red("≠"), left, right, false, chalk.yellow);
}

function summary(aligned: AlignedTraces, chalk: ChalkInstance): string {
  const { first } = aligned;
  const rows = aligned.threads.flatMap((thread) => thread.rows);
  const racy = rows.filter((row) => row.verdict === "racy").length;
  if (first === null && racy === 0) return `All ${rows.length} calls are alike.`;
  if (first === null) return `All ${rows.length} calls are alike, but for ${racy} that hang on timing (~).`;
  const row = aligned.threads.find((thread) => thread.name === first.thread)?.rows[first.row];
  const where = aligned.threads.length > 1 ? ` in ${threadTitle(first.thread)}` : "";
  const side = (event: TraceRow["linux"] | undefined): string =>
    event === null || event === undefined ? "no such call" : visible(formatEvent(event));
  return [
    chalk.bold(`The first call that differs${where}:`),
    `  Linux   ${chalk.green(side(row?.linux))}`,
    `  target  ${chalk.red(side(row?.target))}`,
  ].join("\n");
}

function statusColor(status: Status, chalk: ChalkInstance): ChalkInstance {
  const colors = { PASS: chalk.green, XFAIL: chalk.blue, DIVERGE: chalk.yellow, FAIL: chalk.red } as const;
  return colors[status];
}
