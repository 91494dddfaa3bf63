/** report.md: what differs first, everything else folded, so that it also reads well as a comment. Pure. */
import type { Status } from "../model.ts";
import type { Case, Report } from "./model.ts";
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
const shownRows = 100;

const marks: Readonly<Record<Status, string>> = { PASS: "✅", XFAIL: "🟦", DIVERGE: "🟨", FAIL: "🟥" };

export function renderMarkdown(report: Report): string {
  const { oracle, targets, gate } = report.results;
  const names = targets.map((target) => `${target.name} ${target.version}`).join(", ");
  const notable = report.cases.filter((item) => item.result.status !== "PASS");
  const sections = [
    `# Syscall contracts: ${text(names)} beside ${text(oracleTitle(oracle.name))} ${text(oracle.release)}`,
    gate.ok ? "The gate holds." : list("The gate does not hold:", gate.problems),
    ...targets.map((target) => summaryTable(report, target.name, targets.length > 1)),
    ...(notable.length > 0 ? ["## What differs", ...byGravity(notable).map(describeCase)] : []),
    ...(report.results.notRun.length > 0 ? ["## Not run", notRunTable(report)] : []),
    "## All contracts",
    ...report.categories.map((category) => categoryTable(report, category.name)),
  ];
  return `${sections.join("\n\n")}\n`;
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
    "</details>",
  ].join("\n\n");
}

function notRunTable(report: Report): string {
  return [
    row(["contract", "target", "why"]),
    row(["---", "---", "---"]),
    ...report.results.notRun.map((item) => row([code(item.contract), text(item.target), text(item.reason)])),
  ].join("\n");
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

const oracleTitle = (name: string): string => (name === "linux" ? "Linux" : name);

const list = (head: string, items: readonly string[]): string =>
  [head, "", ...items.map((item) => `- ${text(item)}`)].join("\n");

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const cell = (line: string | null): string => (line === null ? "*no such line*" : code(line));

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

/** A fenced block of at most 40 lines. */
function block(value: string): string {
  const lines = value.trimEnd().split("\n").slice(0, 40).map(visible);
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence, ...lines, fence].join("\n");
}
