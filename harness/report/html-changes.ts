/** In report.html: what became of the contracts since the baseline, regressions first. */
import { html, raw } from "hono/html";
import { type Change, type Changes, changeText } from "./changes.ts";
import type { Html } from "./html-parts.ts";
import { visible } from "./visible.ts";

export function changesTemplate(changes: Changes | null): Html {
  if (changes === null) return html``;
  const { baseline, notes, regressions, improvements, appeared, gone } = changes;
  const kinds: readonly (readonly [string, readonly Change[], string])[] = [
    ["Regressions", regressions, "FAIL"],
    ["Improvements", improvements, "PASS"],
    ["New", appeared, ""],
    ["Gone", gone, ""],
  ];
  const none = kinds.every(([, list]) => list.length === 0);
  return html`<section class="changes" aria-label="Changes">
<h2>Since <code>${visible(baseline)}</code></h2>
${notes.map((note) => html`<p class="muted">${visible(note)}</p>`)}
${none ? html`<p>Nothing has changed.</p>` : ""}
${kinds.map(([title, list, tone]) => (list.length === 0 ? "" : kindTemplate(title, list, tone)))}
</section>`;
}

function kindTemplate(title: string, list: readonly Change[], tone: string): Html {
  return html`<details ${title === "Regressions" ? raw("open") : ""}><summary class="${tone}">${title} (${list.length})</summary>
<ul>${list.map(
    (
      change,
    ) => html`<li><a href="#${change.contract}">${change.contract}</a> on ${change.target}: ${changeText(change)}${
      change.reason === null ? "" : html`<span class="muted">: ${visible(change.reason)}</span>`
    }</li>
`,
  )}</ul></details>`;
}
