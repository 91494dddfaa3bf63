/**
 * divergences.md, the public report: where the targets differ from Linux, and why, in words. It says nothing that changes
 * while nothing changed. Pure.
 */

import { summaryLine } from "./console.ts";
import { clusters, matrixRows } from "./matrix.ts";
import type { Case, Report } from "./model.ts";
import { visible } from "./visible.ts";

const marks = { PASS: "✓", XFAIL: "≈", DIVERGE: "≠", FAIL: "✗", NOTRUN: "–" } as const;

/** Differing lines that are shown of one contract. */
const shownLines = 6;
const longestValue = 120;

export function renderDivergences(report: Report): string {
  const { oracle, targets } = report.results;
  const rows = matrixRows(report);
  const differing = rows.filter((line) => line.cells.some((cell) => cell !== "PASS"));
  return `${[
    "# Where they differ from Linux",
    `Every contract ran on Linux ${text(oracle.release)} and, as the same static ELF, on ${targets
      .map(({ name, version }) => `${text(name)} ${text(version)}`.trim())
      .join(", ")}. Made by \`npm run divergences\`; the same with both outputs of each contract is divergences.html.`,
    countsTable(report),
    `${marks.PASS} as Linux, ${marks.XFAIL} differs and is explained below, ${marks.DIVERGE} differs, ${marks.FAIL} fails, ${marks.NOTRUN} not run.`,
    `## ${differing.length} of ${rows.length} contracts are not the same everywhere`,
    table(
      ["contract", ...targets.map(({ name }) => text(name)), "promise"],
      differing.map((line) => [code(line.contract), ...line.cells.map((cell) => marks[cell]), text(line.promise)]),
      targets.length,
    ),
    ...targets.flatMap(({ name }) => targetSections(report, name)),
  ].join("\n\n")}\n`;
}

function countsTable(report: Report): string {
  const { targets, summary } = report.results;
  const cell = (counts: (typeof summary)[string] | undefined): string =>
    counts === undefined ? "" : `${counts.pass}/${counts.total}`;
  return table(
    ["category", ...targets.map(({ name }) => text(name))],
    [
      ...report.categories.map((category) => [
        text(category.name),
        ...targets.map(({ name }) => cell(category.summary[name])),
      ]),
      ["**all**", ...targets.map(({ name }) => `**${cell(summary[name])}**`)],
    ],
    targets.length,
  );
}

function targetSections(report: Report, target: string): readonly string[] {
  const mine = report.cases.filter(({ result }) => result.target === target && result.status !== "PASS");
  const head = [`## ${text(target)}`, text(summaryLine(report.results.summary[target]))];
  if (mine.length === 0) return [...head, "It is as Linux in all of them."];
  const found = clusters(report, target);
  const common = found.map(
    ({ call, contracts, covering }) =>
      `- ${code(call)}: ${contracts.length} of ${covering} contracts (${contracts.map(code).join(", ")})`,
  );
  const byReason = [...Map.groupBy(mine, ({ result }) => result.reason ?? "")];
  return [
    ...head,
    ...(common.length === 0 ? [] : ["### Calls in which several contracts differ", common.join("\n")]),
    "### Why",
    ...byReason.map(([reason, cases]) => reasonSection(reason, cases)),
  ];
}

function reasonSection(reason: string, cases: readonly Case[]): string {
  return [
    `**${cases.map(({ result }) => code(result.contract)).join(", ")}**: ${text(reason)}`,
    ...cases.flatMap((item) => (item.result.differences.length === 0 ? [] : [linesTable(item, cases.length > 1)])),
  ].join("\n\n");
}

function linesTable({ result }: Case, several: boolean): string {
  const more = result.differences.length - shownLines;
  const lines = result.differences
    .slice(0, shownLines)
    .map(({ key, linux, target }) => [code(key), value(linux), value(target)]);
  const rest = more > 0 ? [[`and ${more} more`, "", ""]] : [];
  return table([several ? code(result.contract) : "line", "Linux", text(result.target)], [...lines, ...rest], 0);
}

/** `narrow` is how many columns after the first are centred. */
function table(head: readonly string[], rows: readonly (readonly string[])[], narrow: number): string {
  const rule = head.map((_title, index) => (index > 0 && index <= narrow ? ":-:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const value = (line: string | null): string =>
  line === null ? "*no such line*" : line.length > longestValue ? `${code(line.slice(0, longestValue))}…` : code(line);

const text = (words: string): string => visible(words).replace(/[\\`*_[\]<>|#&~]/g, "\\$&");

function code(words: string): string {
  const shown = visible(words).replace(/\|/g, "\\|");
  if (shown === "") return "*empty*";
  const fence = "`".repeat(Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return fence.length > 1 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
