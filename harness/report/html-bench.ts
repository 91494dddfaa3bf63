/** The part of report.html that says how fast targets are beside Linux. Pure. */
import { html } from "hono/html";
import { type Bench, cellText, countsText, timeText } from "../bench/model.ts";
import type { Html } from "./html-parts.ts";

/** The colours of statuses stand for speed, too. */
const colours = { faster: "PASS", parity: "PASS", slower: "DIVERGE", failed: "FAIL" } as const;

export function benchTemplate(bench: Bench | null): Html {
  if (bench === null) return html``;
  const groups = Map.groupBy(bench.rows, ({ group }) => group);
  return html`<section id="speed" aria-label="Speed">
<h2>Speed</h2>
<p>Real time of one call or pattern, and as a ratio to Linux’s.
${bench.targets.map((target) => html`<b>${target}</b>: ${countsText(bench, target)}. `)}</p>
<details><summary>All ${bench.rows.length} rows</summary>
<table class="categories">
<thead><tr><th scope="col" class="head">What</th><th scope="col" class="head">Linux</th>${bench.targets.map(
    (target) => html`<th scope="col" class="head">${target}</th>`,
  )}</tr></thead>
${[...groups].map(
  ([group, rows]) => html`<tbody><tr><th scope="rowgroup" colspan="${bench.targets.length + 2}">${group}</th></tr>
${rows.map(
  ({ name, linux, targets }) => html`<tr><th scope="row">${name}</th><td class="score">${timeText(linux)}</td>
${bench.targets.map((target) => {
  const cell = targets[target];
  return cell === undefined
    ? html`<td></td>`
    : html`<td class="score"><span class="${colours[cell.verdict]}">${cellText(cell)}</span></td>`;
})}</tr>`,
)}</tbody>`,
)}
</table>
</details>
</section>`;
}
