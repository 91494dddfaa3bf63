/**
 * The report as TAP 14 (testanything.org): a test point for each contract on each target, and one for the gate. What is
 * known to differ is TODO, what this host cannot run is SKIP. Pure.
 */
import type { Result } from "../model.ts";
import { problemsOf, type Report } from "./model.ts";
import { visible } from "./visible.ts";

export function renderTap(report: Report): string {
  const { results, notRun } = report.results;
  const problems = problemsOf(report);
  const points = [
    ...results.map(point),
    ...notRun.map((item) => ({
      ok: true,
      text: `${plain(`${item.contract} on ${item.target}`)} # SKIP ${plain(item.reason)}`,
      details: [],
    })),
    {
      ok: problems.length === 0,
      text: "the gate holds",
      details: problems.map((problem, index) => `problem${index + 1}: ${quoted(problem)}`),
    },
  ];
  const lines = points.flatMap(({ ok, text, details }, index) => [
    `${ok ? "ok" : "not ok"} ${index + 1} - ${text}`,
    ...(details.length === 0 ? [] : ["  ---", ...details.map((line) => `  ${line}`), "  ..."]),
  ]);
  return `${["TAP version 14", `1..${points.length}`, ...lines].join("\n")}\n`;
}

interface Point {
  readonly ok: boolean;
  /** Description and directive. */
  readonly text: string;
  /** Lines of a YAML block. */
  readonly details: readonly string[];
}

function point(result: Result): Point {
  const name = plain(`${result.contract} on ${result.target}`);
  if (result.status === "PASS") return { ok: true, text: name, details: [] };
  const directive = result.status === "XFAIL" ? ` # TODO ${plain(result.reason ?? "")}` : "";
  const details = [
    `status: ${result.status}`,
    ...(result.reason === null ? [] : [`reason: ${quoted(result.reason)}`]),
    ...(result.differences.length === 0 ? [] : ["differences:"]),
    ...result.differences.flatMap(({ key, linux, target }) => [
      `  - key: ${quoted(key)}`,
      `    linux: ${quoted(linux)}`,
      `    target: ${quoted(target)}`,
    ]),
  ];
  return { ok: false, text: `${name}${directive}`, details };
}

/** `#` begins a directive, and a backslash escapes it. */
const plain = (text: string): string => visible(text).replace(/[\\#]/g, "\\$&");

/** A JSON string is a YAML string, too. */
const quoted = (text: string | null): string => JSON.stringify(text === null ? null : visible(text).toWellFormed());
