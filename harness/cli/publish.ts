/** What follows a run, or the merging of several: the gate, the reports, and what the terminal or GitHub is told. */
import { appendFile, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Bench, benchName, parseBench } from "../bench/model.ts";
import { type Gate, type GateInput, gate } from "../gate.ts";
import { compareResults, excusedRegressions } from "../report/changes.ts";
import { renderConsole } from "../report/console.ts";
import { annotations } from "../report/github.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { assembleReport, type Cells, problemsOf, type Report } from "../report/model.ts";
import { partName } from "../report/part.ts";
import type { Results } from "../report/results.ts";
import { renderTap } from "../report/tap.ts";
import type { Timings } from "../report/timings.ts";
import { type Format, renderFiles, writeReports } from "../report/write.ts";

export interface Publication {
  readonly cells: Omit<Cells, "gate">;
  /** What the gate asks besides results. */
  readonly facts: Omit<GateInput, "results">;
  readonly timings: Timings;
  readonly baseline: { readonly file: string; readonly results: Results } | null;
  /** Excused regressions are no news (`--accept-new-divergences`), or nobody asked for a gate (no `--ci`). */
  readonly acceptsRegressions: boolean;
  /** Folder. */
  readonly reports: string;
  readonly formats: readonly Format[];
  readonly ci: boolean;
  /** shard.json's text, where this is one of several parts: GitHub hears of their merging only. */
  readonly part: string | null;
}

/** Writes and prints everything; answers the report. */
export async function publish(publication: Publication): Promise<Report> {
  const report = { ...judge(publication), bench: await lastBench(publication.reports) };
  const { reports, formats, ci } = publication;
  const files = renderFiles(report, publication.timings, formats);
  const { part } = publication;
  await writeReports(reports, part === null ? files : new Map([...files, [partName, part]]));
  const tap = formats.includes("tap");
  const say = tap ? process.stderr : process.stdout;
  if (tap) process.stdout.write(renderTap(report));
  else {
    const colors = !ci && process.stdout.isTTY === true && !process.env.NO_COLOR;
    process.stdout.write(renderConsole(report, { colors }));
  }
  const [shown = "results.json"] = ["report.html", "report.md", "junit.xml"].filter((name) => files.has(name));
  say.write(`reports: ${join(relative(process.cwd(), reports) || ".", shown)} and beside it\n`);
  if (part === null && process.env.GITHUB_ACTIONS === "true") await tellGithub(report, say);
  return report;
}

/** 0 if the gate holds and no regression is new, else 1. */
export const exitStatus = (report: Report): number => (problemsOf(report).length === 0 ? 0 : 1);

/** The report with the gate's verdict and what has changed since the baseline. Pure. */
function judge({ cells, facts, baseline, acceptsRegressions }: Publication): Report {
  const open: Gate = { ok: true, problems: [] };
  const draft = assembleReport({ ...cells, gate: open });
  const verdict = gate({ ...facts, results: draft.results.results });
  const report = { ...draft, results: { ...draft.results, gate: { ok: verdict.ok, problems: [...verdict.problems] } } };
  if (baseline === null) return report;
  const changes = compareResults(baseline, report.results, facts.contracts);
  return { ...report, changes: { ...changes, problems: acceptsRegressions ? [] : excusedRegressions(changes) } };
}

/** What `contracts bench` has left in the reports' folder. */
async function lastBench(reports: string): Promise<Bench | null> {
  const file = join(reports, benchName);
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : parseBench(text, file);
}

/** Annotations, and the step's summary. A summary that cannot be written is not worth a red run. */
async function tellGithub(report: Report, say: NodeJS.WriteStream): Promise<void> {
  const { GITHUB_WORKSPACE: workspace = process.cwd(), GITHUB_STEP_SUMMARY: summary } = process.env;
  for (const line of annotations(report, workspace)) say.write(`${line}\n`);
  if (summary) {
    await appendFile(summary, renderMarkdown(report)).catch((error: NodeJS.ErrnoException) => {
      say.write(`GITHUB_STEP_SUMMARY cannot be written (${error.code ?? error.message})\n`);
    });
  }
}
