/**
 * junit.xml, as CI systems read it: a suite for each target and category, a case for each contract, and one for the
 * gate. No times, so that the same tree gives the same bytes. Pure.
 */
import { type Case, problemsOf, type Report } from "./model.ts";
import { visible } from "./visible.ts";

/** Characters of one output line or message that are shown. */
const shown = 4000;

interface TestCase {
  readonly suite: string;
  readonly name: string;
  /** What stands inside of the case; null where it passed. */
  readonly outcome: {
    readonly element: "failure" | "skipped";
    readonly type: string;
    readonly message: string;
    readonly text: string;
  } | null;
}

export function renderJunit(report: Report): string {
  const problems = problemsOf(report);
  const cases: readonly TestCase[] = [
    ...report.cases.map(testCase),
    ...report.results.notRun.map((item) => ({
      suite: `${item.target}.${item.category}`,
      name: item.contract,
      outcome: { element: "skipped", type: "", message: `not run: ${item.reason}`, text: "" } as const,
    })),
    {
      suite: "gate",
      name: "the gate holds",
      outcome:
        problems.length === 0
          ? null
          : { element: "failure", type: "gate", message: `${problems.length} problems`, text: problems.join("\n") },
    },
  ];
  const suites = [...Map.groupBy(cases, (item) => item.suite)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const count = (items: readonly TestCase[], element: "failure" | "skipped"): number =>
    items.filter((item) => item.outcome?.element === element).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="syscall contracts" tests="${cases.length}" failures="${count(cases, "failure")}">`,
    ...suites.flatMap(([name, items]) => [
      `  <testsuite name="${escaped(name)}" tests="${items.length}" failures="${count(items, "failure")}" skipped="${count(items, "skipped")}">`,
      ...items.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(element),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(item: Case): TestCase {
  const { result } = item;
  const suite = `${result.target}.${result.category}`;
  const message = result.reason ?? "";
  const text = [
    ...result.differences.map(
      ({ key, linux, target }) => `${key}: Linux ${linux ?? "(no such line)"}, target ${target ?? "(no such line)"}`,
    ),
    ...(item.message === "" ? [] : [item.message.trimEnd()]),
    ...(item.stderr.trim() === "" ? [] : ["standard error:", item.stderr.trimEnd()]),
  ].join("\n");
  switch (result.status) {
    case "PASS":
      return { suite, name: result.contract, outcome: null };
    case "XFAIL":
      return {
        suite,
        name: result.contract,
        outcome: { element: "skipped", type: "", message: `known divergence: ${message}`, text: "" },
      };
    case "DIVERGE":
    case "FAIL":
      return { suite, name: result.contract, outcome: { element: "failure", type: result.status, message, text } };
  }
}

function element({ suite, name, outcome }: TestCase): string {
  const open = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`;
  if (outcome === null) return `${open}/>`;
  // The schema gives `skipped` no attributes.
  const inside =
    outcome.element === "skipped"
      ? `<skipped>${escaped(outcome.message)}</skipped>`
      : `<failure type="${escaped(outcome.type)}" message="${escaped(outcome.message)}">${escaped(outcome.text)}</failure>`;
  return `${open}>${inside}</testcase>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Guest output may hold anything; XML 1.0 has no place for most control characters and lone surrogates. */
function escaped(text: string): string {
  const lines = text.split("\n").map((line) => visible(line.length > shown ? `${line.slice(0, shown)}…` : line));
  return lines
    .join("\n")
    .toWellFormed()
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
