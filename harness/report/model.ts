/** What all report forms are made from: results, counts, and for each contract both outputs. Pure. */

import { align, keyLines, type Row } from "../align.ts";
import { parseOutcomes, permittedText } from "../allows.ts";
import type { Bench } from "../bench/model.ts";
import { exitText } from "../diff.ts";
import type { Gate } from "../gate.ts";
import type { Contract, Observation, Result } from "../model.ts";
import { rangeText } from "../releases.ts";
import type { Changes } from "./changes.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { NotRun, Results, Summary } from "./results.ts";

/** What the run hands to the reports. Order does not matter; everything is sorted here. */
export interface ReportInput {
  readonly oracle: { readonly name: string; readonly release: string };
  /** In the order of the columns. */
  readonly targets: readonly { readonly name: string; readonly version: string }[];
  readonly contracts: readonly Contract[];
  readonly results: readonly Result[];
  readonly notRun: readonly NotRun[];
  readonly gate: Gate;
  /** Both sides of each result; none for a contract that did not build. */
  readonly outputs: readonly Outputs[];
  /** The whole message where a contract did not parse or build, by its name. */
  readonly messages: ReadonlyMap<string, string>;
  /** Where runs went another way, by contract and target (`diagnosisKey`). */
  readonly diagnoses?: ReadonlyMap<string, Diagnosis>;
}

export const diagnosisKey = (result: { readonly contract: string; readonly target: string }): string =>
  `${result.contract} ${result.target}`;

export interface Outputs {
  readonly contract: string;
  readonly target: string;
  readonly linux: Observation;
  readonly observation: Observation;
}

/** One line of both outputs, as the reports show it. */
export interface ShownRow {
  readonly key: string;
  readonly linux: string | null;
  readonly target: string | null;
  readonly differs: boolean;
}

/** One cell of the report with all that is told about it. */
export interface Case {
  readonly result: Result;
  /** Path of the C source. */
  readonly file: string;
  readonly promise: string;
  readonly source: string;
  /** The releases of Linux that it speaks of, `since 6.5`; empty for all. */
  readonly releases: string;
  /** Empty where there is nothing to show: it was not built. */
  readonly rows: readonly ShownRow[];
  /** Standard error of the target, only where it is not PASS and so may explain something. */
  readonly stderr: string;
  readonly message: string;
  /** Only for DIVERGE and FAIL. */
  readonly diagnosis: Diagnosis | null;
}

export interface Category {
  readonly name: string;
  /** By target. */
  readonly summary: Readonly<Record<string, Summary>>;
}

export interface Report {
  readonly results: Results;
  readonly categories: readonly Category[];
  readonly cases: readonly Case[];
  /** What became of the contracts since `--baseline`; null without one. Not part of results.json. */
  readonly changes: Changes | null;
  /** The last bench, where `contracts bench` left its figures in the reports' folder. Not part of results.json. */
  readonly bench: Bench | null;
}

/** What a report is put together from: cells, however they came about (a run, or the parts of several). */
export interface Cells extends Pick<ReportInput, "oracle" | "targets" | "notRun" | "gate"> {
  readonly cases: readonly Case[];
}

/** Everything that makes the run red: what the gate says, and regressions that it would let pass. */
export const problemsOf = (report: Report): readonly string[] => [
  ...report.results.gate.problems,
  ...(report.changes?.problems ?? []),
];

export const buildReport = (input: ReportInput): Report => assembleReport({ ...input, cases: buildCases(input) });

/** The cells of a run. */
export const buildCases = (input: Omit<ReportInput, "gate" | "notRun">): readonly Case[] =>
  input.results.map((result) => buildCase(result, input));

export function assembleReport(input: Cells): Report {
  const order = new Map(input.targets.map((target, index) => [target.name, index]));
  const place = (target: string): number => order.get(target) ?? order.size;
  const sorted = <Item extends { contract: string; target: string }>(items: readonly Item[]): Item[] =>
    [...items].sort((a, b) => compare(a.contract, b.contract) || place(a.target) - place(b.target));
  const cases = input.cases
    .map((item) => ({ contract: item.result.contract, target: item.result.target, item }))
    .sort((a, b) => compare(a.contract, b.contract) || place(a.target) - place(b.target))
    .map(({ item }) => item);
  const results = cases.map((item) => item.result);
  const notRun = sorted(input.notRun);
  const targets = input.targets.map((target) => target.name);
  const categories = [...new Set([...results, ...notRun].map((item) => item.category))].sort(compare);
  const summary = (category: string | null): Record<string, Summary> =>
    Object.fromEntries(targets.map((target) => [target, summarize(results, notRun, target, category)]));
  return {
    results: {
      schema: 1,
      oracle: { name: input.oracle.name, release: input.oracle.release },
      targets: input.targets.map(({ name, version }) => ({ name, version })),
      summary: summary(null),
      gate: { ok: input.gate.ok, problems: [...input.gate.problems] },
      results: results.map((result) => plain(result)),
      notRun: notRun.map(({ contract, category, target, reason }) => ({ contract, category, target, reason })),
    },
    categories: categories.map((name) => ({ name, summary: summary(name) })),
    cases,
    changes: null,
    bench: null,
  };
}

/** A copy that holds the fields of results.json and nothing else, in its order. */
function plain(result: Result): Results["results"][number] {
  return {
    contract: result.contract,
    category: result.category,
    target: result.target,
    ...(result.oracle === undefined ? {} : { oracle: result.oracle }),
    status: result.status,
    reason: result.reason,
    differences: result.differences.map(({ key, linux, target }) => ({ key, linux, target })),
    behaviours: [...result.behaviours],
    covers: [...result.covers],
  };
}

function summarize(
  results: readonly Result[],
  notRun: readonly NotRun[],
  target: string,
  category: string | null,
): Summary {
  const here = (item: { target: string; category: string }): boolean =>
    item.target === target && (category === null || item.category === category);
  const mine = results.filter(here);
  const skipped = notRun.filter(here).length;
  const count = (status: Result["status"]): number => mine.filter((result) => result.status === status).length;
  return {
    total: mine.length + skipped,
    pass: count("PASS"),
    xfail: count("XFAIL"),
    diverge: count("DIVERGE"),
    fail: count("FAIL"),
    notRun: skipped,
  };
}

function buildCase(result: Result, input: Omit<ReportInput, "gate" | "notRun">): Case {
  const contract = input.contracts.find((candidate) => candidate.name === result.contract);
  const outputs = input.outputs.find(
    (candidate) => candidate.contract === result.contract && candidate.target === result.target,
  );
  return {
    result,
    file: contract?.file ?? "",
    promise: contract?.promise ?? "",
    source: contract?.source ?? "",
    releases: rangeText(contract?.releases ?? {}),
    rows: outputs === undefined ? [] : showRows(contract, outputs, result),
    stderr: result.status === "PASS" || outputs === undefined ? "" : told(outputs.observation),
    message: input.messages.get(result.contract) ?? "",
    diagnosis: input.diagnoses?.get(diagnosisKey(result)) ?? null,
  };
}

/** Standard error, and what is known of the end beyond its first line (a wait graph, registers). */
function told({ stderr, exit }: Observation): string {
  const more = "detail" in exit ? exit.detail.split("\n").slice(1) : [];
  return [...(stderr.trim() === "" ? [] : [stderr.trimEnd()]), ...more].join("\n");
}

/**
 * The lines of both sides, then how both ended. Lines that `Allows:` names show what is permitted instead of what this
 * run happened to see, so that a report does not change from run to run.
 */
function showRows(contract: Contract | undefined, outputs: Outputs, result: Result): readonly ShownRow[] {
  const outcomes = contract === undefined ? [] : parseOutcomes(contract);
  const differing = new Set(result.differences.map((difference) => difference.key));
  const show = (row: Row): ShownRow => {
    const permitted = permittedText(outcomes, row.key);
    const differs = differing.has(row.key);
    if (permitted === null) {
      return { key: row.key, linux: row.linux?.text ?? null, target: row.target?.text ?? null, differs };
    }
    const text = `${row.key}: ${permitted}`;
    return { key: row.key, linux: text, target: differs ? (row.target?.text ?? null) : text, differs };
  };
  const rows = align(keyLines(outputs.linux.lines), keyLines(outputs.observation.lines)).map(show);
  const order = result.differences.filter((difference) => difference.key === "order");
  return [
    ...rows,
    ...order.map(({ key, linux, target }) => ({
      key,
      linux: `printed in the order ${linux}`,
      target: `printed in the order ${target}`,
      differs: true,
    })),
    {
      key: "exit",
      linux: endText(outputs.linux),
      target: endText(outputs.observation),
      differs: differing.has("exit"),
    },
  ];
}

/** How a program ended, for people: `exit status 0`, `killed by SIGSEGV`, `deadlock`. */
function endText(observation: Observation): string {
  const text = exitText(observation.exit);
  if (observation.exit.kind === "exited") return `exit status ${text}`;
  return observation.exit.kind === "signaled" ? `killed by ${text}` : text;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
