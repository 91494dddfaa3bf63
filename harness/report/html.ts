/**
 * report.html: one file that needs nothing else, reads without JavaScript, and filters with it. Pure.
 * Templates are hono/html: nested templates stay, every other value is escaped; it has types, no dependencies, no build
 * step. (ghtml returns plain strings, so that nesting needs an unsafe mark; JSX needs a compiler.)
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html, raw } from "hono/html";
import type { Status } from "../model.ts";
import { projectRoot } from "../paths.ts";
import { benchTemplate } from "./html-bench.ts";
import { changesTemplate } from "./html-changes.ts";
import { contractTemplate } from "./html-contract.ts";
import { matrixTemplate } from "./html-matrix.ts";
import { bar, type Html, icons, statuses, summaryFields } from "./html-parts.ts";
import { type Case, type Category, problemsOf, type Report } from "./model.ts";
import { oracleTitle, otherJudges } from "./oracle.ts";
import type { Summary } from "./results.ts";
import { visible } from "./visible.ts";

const asset = (name: string): string => readFileSync(join(projectRoot, "harness/report/assets", name), "utf8");

export function renderHtml(report: Report): string {
  const { oracle, targets } = report.results;
  const problems = problemsOf(report);
  const script = asset("report.client.js");
  const policy = [
    "default-src 'none'",
    "img-src data:",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${problems.length === 0 ? "✓" : "✗"} Syscall contracts: ${targets.map((target) => target.name).join(", ")}</title>
<link rel="icon" href="data:,">
<style>
${raw(asset("report.css"))}${raw(asset("contracts.css"))}</style>
</head>
<body>
<header class="top">
<div>
<h1>Syscall contracts</h1>
<p class="beside">${targets.map((target, index) => html`${index > 0 ? ", " : ""}<b>${target.name}</b> ${target.version}`)}
beside <b>${oracleTitle(oracle.name)}</b> ${oracle.release}</p>
${otherJudges(report.results).map((line) => html`<p class="muted">${line}</p>`)}
</div>
${gateTemplate(report)}
</header>
<main>
${problemsTemplate(problems)}
${changesTemplate(report.changes)}
<section class="summary ${targets.length === 1 ? "single" : ""}" aria-label="Summary">
<div class="cards">
${targets.map((target) => summaryTemplate(target.name, report.results.summary[target.name], targets.length > 1))}
</div>
${categoriesTemplate(report)}
</section>
${matrixTemplate(report)}
${filtersTemplate(report)}
<section id="contracts" aria-label="Contracts">
${report.categories.map((category) => categoryTemplate(category, report))}
<p id="nothing" class="muted" hidden>No contract fits these filters.</p>
</section>
${benchTemplate(report.bench)}
</main>
<footer class="muted"><span class="keys" hidden><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> next, previous
<kbd>Enter</kbd> open <kbd>Esc</kbd> clear</span></footer>
<script>${raw(script)}</script>
</body>
</html>
`;
  // Only templates that hold promises become promises, and none here does.
  if (page instanceof Promise) throw new TypeError("the report's template holds a promise");
  return page.toString();
}

function gateTemplate(report: Report): Html {
  const problems = problemsOf(report);
  if (problems.length === 0) return html`<p class="gate PASS">✓ The gate holds</p>`;
  return html`<p class="gate FAIL">✗ The gate does not hold: ${problems.length} ${
    problems.length === 1 ? "problem" : "problems"
  }</p>`;
}

function problemsTemplate(problems: readonly string[]): Html {
  if (problems.length === 0) return html``;
  return html`<details class="problems" ${problems.length <= 5 ? raw("open") : ""}>
<summary>What the gate says</summary>
<ul>${problems.map((problem) => html`<li>${visible(problem)}</li>`)}</ul>
</details>`;
}

function summaryTemplate(target: string, summary: Summary | undefined, several: boolean): Html {
  if (summary === undefined) return html``;
  return html`<div class="card">
${several ? html`<h2>${target}</h2>` : ""}
<p class="big"><span>${summary.pass}<small>/${summary.total}</small></span> PASS</p>
${bar(summary)}
<ul class="counts">${summaryFields
    .filter(([, field]) => field !== "notRun" || summary.notRun > 0)
    .map(
      ([status, field, name]) =>
        html`<li class="${status} ${summary[field] === 0 ? "none" : ""}"><b>${summary[field]}</b> ${name}</li>`,
    )}</ul>
</div>`;
}

/** Beside each other, targets have room for a bar and one number each; what else they count is in the bar's title. */
function categoriesTemplate(report: Report): Html {
  const { targets } = report.results;
  const several = targets.length > 1;
  return html`<table class="categories ${several ? "several" : ""}">
<thead><tr><th scope="col" class="head">Category</th>${targets.map(
    (target) => html`<th scope="col" class="head">${target.name}</th>${several ? "" : html`<th scope="col"></th>`}`,
  )}</tr></thead>
<tbody>${report.categories.map(
    (
      category,
    ) => html`<tr><th scope="row"><a href="#category=${encodeURIComponent(category.name)}">${category.name}</a></th>
${targets.map((target) => (several ? categoryCell : categoryCells)(category.summary[target.name]))}</tr>`,
  )}</tbody>
</table>`;
}

function categoryCells(summary: Summary | undefined): Html {
  if (summary === undefined || summary.total === 0) return html`<td></td><td class="muted">none</td>`;
  const others = summaryFields.filter(([, field]) => field !== "pass" && summary[field] > 0);
  return html`<td class="barcell">${bar(summary)}</td><td class="score">${summary.pass}/${summary.total}
${others.map(([status, field, name]) => html` <span class="${status}">${summary[field]} ${name}</span>`)}</td>`;
}

function categoryCell(summary: Summary | undefined): Html {
  if (summary === undefined || summary.total === 0) return html`<td class="muted">none</td>`;
  const counts = summaryFields
    .filter(([, field]) => summary[field] > 0)
    .map(([, field, name]) => `${summary[field]} ${name}`);
  return html`<td class="compact" title="${counts.join(", ")}">${bar(summary)}<span class="score">${summary.pass}/${summary.total}</span></td>`;
}

function filtersTemplate(report: Report): Html {
  const present = new Set<string>(report.cases.map((item) => item.result.status));
  const shown: readonly (Status | "NOTRUN")[] = [
    ...statuses.filter((status) => present.has(status)),
    ...(report.results.notRun.length > 0 ? (["NOTRUN"] as const) : []),
  ];
  return html`<form class="filters" role="search" hidden>
<input type="search" id="text" placeholder="Search: name, promise, call, behaviour" aria-label="Search" autocomplete="off"
spellcheck="false">
<select id="category" aria-label="Category"><option value="">All categories</option>${report.categories.map(
    (category) => html`<option>${category.name}</option>`,
  )}</select>
<div class="chips" role="group" aria-label="Status">${shown.map(
    (status) =>
      html`<label class="chip ${status}"><input type="checkbox" name="status" value="${status}"><span>${
        icons[status]
      } ${status === "NOTRUN" ? "not run" : status}</span></label>`,
  )}</div>
<output id="count" class="muted"></output>
<button type="button" id="toggle">Open all</button>
</form>`;
}

function categoryTemplate(category: Category, report: Report): Html {
  const cases = Map.groupBy(
    report.cases.filter((item) => item.result.category === category.name),
    (item: Case) => item.result.contract,
  );
  const skipped = Map.groupBy(
    report.results.notRun.filter((item) => item.category === category.name),
    (item) => item.contract,
  );
  const names = [...new Set([...cases.keys(), ...skipped.keys()])].sort();
  return html`<section class="category" data-category="${category.name}">
<h2>${category.name} <small class="muted">${names.length}</small></h2>
${names.map((name) => contractTemplate(name, cases.get(name) ?? [], skipped.get(name) ?? [], report))}
</section>`;
}
