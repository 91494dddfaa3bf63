/** One contract in report.html: its line in the list, and below it what it promises and what both sides printed. */
import { html } from "hono/html";
import { diagnosisTemplate } from "./html-diagnosis.ts";
import { badge, type Html } from "./html-parts.ts";
import type { Case, Report, ShownRow } from "./model.ts";
import type { NotRun } from "./results.ts";
import { visible } from "./visible.ts";

/** Rows that are shown of one output, which can be a megabyte of lines; differing ones are always among them. */
const shownRows = 300;
/** Characters that are shown of one line. */
const shownLine = 2000;

export function contractTemplate(
  name: string,
  cases: readonly Case[],
  skipped: readonly NotRun[],
  report: Report,
): Html {
  const [first] = cases;
  const several = report.results.targets.length > 1;
  const states = [...cases.map((item) => item.result.status), ...(skipped.length > 0 ? ["NOTRUN"] : [])];
  const words = [
    name,
    first?.promise,
    first?.source,
    ...(first?.result.behaviours ?? []),
    ...(first?.result.covers ?? []),
    ...cases.flatMap((item) => [item.result.reason, ...item.result.differences.map((difference) => difference.key)]),
    ...skipped.map((item) => item.reason),
  ];
  const search = visible(words.filter((word) => typeof word === "string").join(" ")).toLowerCase();
  const loud = cases.find((item) => item.result.status !== "PASS");
  return html`<details class="contract" id="${name}" data-status="${states.join(" ")}" data-search="${search}">
<summary><span class="badges">${several ? targetBadges(cases, skipped, report) : [...cases.map((item) => badge(item.result.status)), ...skipped.map(() => badge("NOTRUN"))]}</span>
<span class="name">${shortName(name)}</span>
<span class="promise">${loud?.result.reason ? html`<span class="reason ${loud.result.status}">${visible(loud.result.reason)}</span>` : (first?.promise ?? skipped[0]?.reason ?? "")}</span></summary>
<div class="body">
${first === undefined ? "" : factsTemplate(first)}
${loudFirst(cases).map((item) =>
  loud !== undefined && item.result.status === "PASS"
    ? html`<details class="quiet"><summary>${item.result.target} ${badge("PASS")}</summary>${caseTemplate(item, false)}</details>`
    : caseTemplate(item, several),
)}
${skipped.map((item) => html`<p>Not run on <b>${item.target}</b>: ${visible(item.reason)}</p>`)}
</div>
</details>`;
}

/** A badge a target, in the order of the columns above. */
const targetBadges = (cases: readonly Case[], skipped: readonly NotRun[], report: Report): readonly Html[] =>
  report.results.targets.flatMap(({ name }) => [
    ...cases.filter(({ result }) => result.target === name).map(({ result }) => badge(result.status, name)),
    ...skipped.filter(({ target }) => target === name).map(() => badge("NOTRUN", name)),
  ]);

/** Beside what differs, what is as on Linux comes last, folded. */
const loudFirst = (cases: readonly Case[]): readonly Case[] => [
  ...cases.filter((item) => item.result.status !== "PASS"),
  ...cases.filter((item) => item.result.status === "PASS"),
];

function factsTemplate({ promise, source, releases, result }: Case): Html {
  const facts: readonly (readonly [string, Html | string])[] = [
    ["Promise", promise],
    ["Source", source],
    ["Linux", releases],
    ["Judged by", result.oracle ?? ""],
    ["Behaviours", result.behaviours.join(", ")],
    ["Covers", result.covers.length > 0 ? html`${result.covers.map((call) => html`<code>${call}</code> `)}` : ""],
  ];
  return html`<dl>${facts
    .filter(([, value]) => value !== "")
    .map(([title, value]) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function caseTemplate(item: Case, several: boolean): Html {
  const { result } = item;
  return html`<section class="case">
${several ? html`<h3>${result.target} ${badge(result.status)}</h3>` : ""}
${result.reason === null ? "" : html`<p class="why ${result.status}">${visible(result.reason)}</p>`}
${item.message === "" ? "" : html`<pre>${cut(item.message, 8000)}</pre>`}
${item.rows.length === 0 ? "" : sidesTemplate(item.rows, "Linux", result.target)}
${item.stderr.trim() === "" ? "" : html`<h4>Standard error</h4><pre>${cut(item.stderr.trimEnd(), 4000)}</pre>`}
${item.diagnosis === null ? "" : diagnosisTemplate(item.diagnosis, result.target)}
${
  result.status === "PASS"
    ? ""
    : html`<p class="command muted">Both traces: <code>npm run contracts -- show ${result.contract}${
        several ? ` --target ${result.target}` : ""
      }</code></p>`
}
</section>`;
}

function sidesTemplate(rows: readonly ShownRow[], oracle: string, target: string): Html {
  const shown = rows.filter((row, index) => row.differs || index < shownRows).slice(0, shownRows * 2);
  const left = rows.length - shown.length;
  return html`<table class="sides">
<thead><tr><th scope="col" class="gutter"></th><th scope="col">${oracle}</th><th scope="col">${target}</th></tr></thead>
<tbody>${shown.map(
    (row) => html`<tr class="${row.differs ? "differs" : "same"}"><td class="gutter">${
      row.differs ? html`<span title="differs">≠</span>` : ""
    }</td><td data-side="${oracle}">${lineTemplate(row, row.linux)}</td><td data-side="${target}">${lineTemplate(
      row,
      row.target,
    )}</td></tr>
`,
  )}</tbody>
</table>
${left > 0 ? html`<p class="muted">${left} more lines</p>` : ""}`;
}

/** The line with its key quiet, and its value marked where it differs. */
function lineTemplate(row: ShownRow, line: string | null): Html {
  if (line === null) return html`<em class="muted">no such line</em>`;
  const shown = cut(line, shownLine);
  const colon = shown.indexOf(": ");
  const [key, value] = colon > 0 ? [shown.slice(0, colon + 2), shown.slice(colon + 2)] : ["", shown];
  return html`<code><span class="key">${key}</span>${row.differs ? html`<mark>${value}</mark>` : value}</code>`;
}

/** Control characters made visible, newlines kept, cut at so many characters. */
function cut(text: string, limit: number): string {
  const shown = text.slice(0, limit).split("\n").map(visible).join("\n");
  return text.length > limit ? `${shown}… (${text.length - limit} more characters)` : shown;
}

const shortName = (name: string): string => name.slice(name.indexOf(".") + 1);
