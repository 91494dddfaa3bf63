/**
 * report.md: what differs first, everything else folded, so that it also reads well as a comment. It is never longer than
 * a comment on GitHub may be: what does not fit is named as left out. Pure.
 */
import { type Bench, cellText, countsText, timeText } from "../bench/model.ts";
import type { Status } from "../model.ts";
import { type Change, type Changes, changeText, countText } from "./changes.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { type Case, problemsOf, type Report } from "./model.ts";
import { oracleTitle, otherJudges } from "./oracle.ts";
import type { Summary } from "./results.ts";
import { visible } from "./visible.ts";

const columns: readonly (readonly [string, keyof Summary])[] = [
  ["PASS", "pass"],
  ["XFAIL", "xfail"],
  ["DIVERGE", "diverge"],
  ["FAIL", "fail"],
  ["not run", "notRun"],
];

/** Rows of one contract that are shown; an output can be a megabyte of lines. */
const shownRows = 40;

const marks: Readonly<Record<Status, string>> = { PASS: "✅", XFAIL: "🟦", DIVERGE: "🟨", FAIL: "🟥" };

/** Characters of the longest comment that GitHub takes. */
export const longestComment = 65_536;

export function renderMarkdown(report: Report): string {
  const { oracle, targets } = report.results;
  const problems = problemsOf(report);
  const names = targets.map((target) => `${target.name} ${target.version}`).join(", ");
  const regressions = new Set(report.changes?.regressions.map((change) => `${change.contract} ${change.target}`) ?? []);
  const isRegression = ({ result }: Case): boolean => regressions.has(`${result.contract} ${result.target}`);
  const grave = byGravity(report.cases.filter((item) => item.result.status !== "PASS"));
  const notable = [...grave.filter(isRegression), ...grave.filter((item) => !isRegression(item))];
  const page = new Page(longestComment);
  page.add(`# Syscall contracts: ${text(names)} beside ${text(oracleTitle(oracle.name))} ${text(oracle.release)}`);
  const judges = otherJudges(report.results);
  if (judges.length > 0) page.add(judges.map(text).join(" "));
  page.addAll(
    problems.length === 0
      ? ["The gate holds."]
      : ["The gate does not hold:", ...problems.map((problem) => `- ${text(problem)}`)],
    "problems",
    shownProblems,
    "\n",
  );
  if (report.changes !== null) page.addAll(changesSection(report.changes), "changes");
  page.addAll(
    targets.map((target) => summaryTable(report, target.name, targets.length > 1)),
    "targets",
  );
  if (notable.length > 0) {
    page.add("## What differs");
    page.addAll(notable.map(describeCase), "contracts");
  }
  if (report.results.notRun.length > 0) page.addAll(["## Not run", notRunTable(report)], "tables");
  if (report.bench !== null) page.addAll(["## Speed", benchTable(report.bench)], "tables");
  page.add("## All contracts");
  page.addAll(
    report.categories.map((category) => categoryTable(report, category.name)),
    "categories",
  );
  return page.toString();
}

/** Sections, as long as there is room for them. */
class Page {
  readonly #sections: string[] = [];
  #left: number;

  constructor(limit: number) {
    // Room for what says that something was left out, a few times.
    this.#left = limit - 1000;
  }

  add(section: string): boolean {
    const length = section.length + 2;
    if (length > this.#left) return false;
    this.#left -= length;
    this.#sections.push(section);
    return true;
  }

  /** All of them, or as many as fit and how many there are more; `most` at most. */
  addAll(sections: readonly string[], what: string, most = Number.POSITIVE_INFINITY, between = "\n\n"): void {
    const taken: string[] = [];
    let left = this.#left;
    for (const section of sections.slice(0, most)) {
      if (section.length + 2 > left) break;
      left -= section.length + 2;
      taken.push(section);
    }
    const more = sections.length - taken.length;
    this.#left = left;
    const rest =
      more === 0 ? [] : [`*${more} more ${what} in report.html: a comment has room for ${longestComment} characters.*`];
    if (taken.length + rest.length > 0) this.#sections.push([...taken, ...rest].join(between));
  }

  toString(): string {
    return `${this.#sections.join("\n\n")}\n`;
  }
}

/** Lines of the gate that are shown. */
const shownProblems = 50;

/** Changes of a kind that are shown. */
const shownChanges = 100;

function changesSection(changes: Changes): readonly string[] {
  const { baseline, notes, regressions, improvements, appeared, gone } = changes;
  const kinds: readonly (readonly [string, readonly Change[]])[] = [
    ["Improvements", improvements],
    ["New", appeared],
    ["Gone", gone],
  ];
  return [
    [`## Since ${code(baseline)}: ${countText(changes)}`, ...notes.map((note) => text(note))].join("\n\n"),
    ...(regressions.length === 0 ? [] : [changesTable(regressions)]),
    ...kinds.flatMap(([title, list]) =>
      list.length === 0
        ? []
        : [`<details><summary>${title} (${list.length})</summary>\n\n${changesTable(list)}\n\n</details>`],
    ),
  ];
}

function changesTable(changes: readonly Change[]): string {
  const more = changes.length - shownChanges;
  return [
    row(["contract", "target", "change", "now"]),
    row(["---", "---", "---", "---"]),
    ...changes
      .slice(0, shownChanges)
      .map((change) =>
        row([code(change.contract), text(change.target), changeText(change), text(change.reason ?? "")]),
      ),
    ...(more > 0 ? ["", `and ${more} more`] : []),
  ].join("\n");
}

function summaryTable(report: Report, target: string, several: boolean): string {
  const cells = (summary: Summary | undefined, bold: boolean): readonly string[] =>
    columns.map(([, field]) => (bold ? `**${summary?.[field] ?? 0}**` : `${summary?.[field] ?? 0}`));
  const rows = report.categories.map((category) =>
    row([text(category.name), ...cells(category.summary[target], false)]),
  );
  return [
    ...(several ? [`### ${text(target)}`, ""] : []),
    row(["category", ...columns.map(([title]) => title)]),
    row(["---", ...columns.map(() => "--:")]),
    ...rows,
    row(["**all**", ...cells(report.results.summary[target], true)]),
  ].join("\n");
}

/** FAIL, then DIVERGE, then XFAIL; each in the order of names. */
function byGravity(cases: readonly Case[]): readonly Case[] {
  const order: readonly Status[] = ["FAIL", "DIVERGE", "XFAIL"];
  return order.flatMap((status) => cases.filter((item) => item.result.status === status));
}

function describeCase(item: Case): string {
  const { result } = item;
  const reason = result.reason === null ? "" : ` — ${html(result.reason)}`;
  const head = `${marks[result.status]} <b>${result.status}</b> <code>${html(result.contract)}</code> on ${html(result.target)}${reason}`;
  const rows = item.rows.slice(0, shownRows);
  const left = item.rows.length - rows.length;
  const about = [item.promise, item.source === "" ? "" : `Source: ${item.source}`].filter((line) => line !== "");
  return [
    `<details><summary>${head}</summary>`,
    ...about.map(text),
    ...(item.message === "" ? [] : [block(item.message)]),
    ...(rows.length === 0
      ? []
      : [
          [
            row(["", "Linux", text(result.target)]),
            row(["---", "---", "---"]),
            ...rows.map((line) => row([line.differs ? "≠" : "", cell(line.linux), cell(line.target)])),
          ].join("\n"),
        ]),
    ...(left > 0 ? [`and ${left} more lines`] : []),
    ...(item.stderr.trim() === "" ? [] : ["Standard error:", block(item.stderr)]),
    ...(item.diagnosis === null ? [] : describeDiagnosis(item.diagnosis, result.target)),
    "</details>",
  ].join("\n\n");
}

/** Calls around the first that differs; fewer than in the HTML, which has room. */
const shownCalls = 3;

function describeDiagnosis({ notes, thread, rows }: Diagnosis, target: string): readonly string[] {
  const first = rows.findIndex((line) => line.verdict === "first");
  if (first < 0) return notes.map(text);
  const near = rows.slice(Math.max(0, first - shownCalls), first + shownCalls + 1);
  const shown = (call: string | null): string => (call === null ? "*no such call*" : code(call.slice(0, longestCall)));
  return [
    `The first system call that differs${thread === "" ? "" : `, in ${thread}`}:`,
    [
      row(["", "Linux", text(target)]),
      row(["---", "---", "---"]),
      ...near.map((line) => row([signs[line.verdict], shown(line.linux), shown(line.target)])),
    ].join("\n"),
  ];
}

const longestCall = 200;

const signs = { first: "▶", differs: "≠", racy: "~", alike: "" } as const;

function notRunTable(report: Report): string {
  return [
    row(["contract", "target", "why"]),
    row(["---", "---", "---"]),
    ...report.results.notRun.map((item) => row([code(item.contract), text(item.target), text(item.reason)])),
  ].join("\n");
}

function benchTable(bench: Bench): string {
  const { targets, rows } = bench;
  return [
    ...targets.map((target) => `${text(target)}: ${countsText(bench, target)}.`),
    [
      "<details><summary>Time of one call or pattern, and as a ratio to Linux's</summary>\n",
      row(["", "what", "Linux", ...targets.map(text)]),
      row(["---", "---", "--:", ...targets.map(() => "--:")]),
      ...rows.map(({ group, name, linux, targets: cells }) =>
        row([
          text(group),
          text(name),
          timeText(linux),
          ...targets.map((target) => {
            const cell = cells[target];
            return cell === undefined ? "" : text(cellText(cell));
          }),
        ]),
      ),
      "\n</details>",
    ].join("\n"),
  ].join("\n\n");
}

function categoryTable(report: Report, category: string): string {
  const { targets } = report.results;
  const cases = report.cases.filter((item) => item.result.category === category);
  const contracts = [...new Set(cases.map((item) => item.result.contract))];
  const statuses = new Map(cases.map((item) => [`${item.result.contract} ${item.result.target}`, item.result.status]));
  const rows = contracts.map((contract) => {
    const cells = targets.map(({ name }) => statuses.get(`${contract} ${name}`) ?? "not run");
    const promise = cases.find((item) => item.result.contract === contract)?.promise ?? "";
    return row([code(contract), ...cells, text(promise)]);
  });
  return [
    `<details><summary>${html(category)} (${contracts.length})</summary>`,
    [
      row(["contract", ...targets.map((target) => text(target.name)), "promise"]),
      row(["---", ...targets.map(() => "---"), "---"]),
      ...rows,
    ].join("\n"),
    "</details>",
  ].join("\n\n");
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const cell = (line: string | null): string => {
  if (line === null) return "*no such line*";
  return line.length > longestLine ? `${code(line.slice(0, longestLine))}…` : code(line);
};

/** Characters of one output line. */
const longestLine = 200;

/** Text in which nothing is Markdown or HTML. */
const text = (value: string): string => visible(value).replace(/[\\`*_[\]<>|#&~]/g, "\\$&");

const html = (value: string): string =>
  visible(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\|/g, "&#124;");

/** A code span, whatever it holds; also within a table. */
function code(value: string): string {
  const shown = visible(value).replace(/\|/g, "\\|");
  if (shown === "") return "*empty line*";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** A fenced block of at most 40 lines, none longer than 400 characters. */
function block(value: string): string {
  const lines = value
    .trimEnd()
    .split("\n")
    .slice(0, 40)
    .map((line) => visible(line.slice(0, 400)));
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence, ...lines, fence].join("\n");
}
