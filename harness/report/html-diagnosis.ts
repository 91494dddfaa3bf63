/** In report.html: where the traces part, with the calls around, and the kernel's state there. */
import { html } from "hono/html";
import type { Diagnosis } from "./diagnosis.ts";
import type { Html } from "./html-parts.ts";
import { visible } from "./visible.ts";

/** Characters that are shown of one call. */
const longestCall = 1000;
/** Lines that are shown of the kernel's state. */
const shownState = 400;

export function diagnosisTemplate(diagnosis: Diagnosis, target: string): Html {
  const { notes, rows, thread, before, behind, state } = diagnosis;
  return html`<div class="diagnosis">
${notes.map((note) => html`<p class="muted">${visible(note)}</p>`)}
${
  rows.length === 0
    ? ""
    : html`<details class="trace" open><summary>First system call that differs${thread === "" ? "" : `, in ${thread}`}</summary>
<table class="sides calls">
<thead><tr><th scope="col" class="gutter"></th><th scope="col">Linux</th><th scope="col">${target}</th></tr></thead>
<tbody>${gapTemplate(before, "before")}
${rows.map(
  (
    row,
  ) => html`<tr class="${row.verdict === "alike" ? "same" : row.verdict === "first" ? "differs first" : row.verdict}"><td class="gutter">${signs[row.verdict]}</td><td data-side="Linux">${call(row.linux)}</td><td data-side="${target}">${call(row.target)}</td></tr>
`,
)}${gapTemplate(behind, "behind")}</tbody>
</table></details>`
}
${
  state === null
    ? ""
    : html`<details class="state"><summary>The kernel's state at that call</summary><pre>${stateText(state)}</pre></details>`
}
</div>`;
}

const signs = {
  first: html`<span title="the first that differs">▶</span>`,
  differs: html`<span title="differs">≠</span>`,
  racy: html`<span title="hangs on timing">~</span>`,
  alike: "",
} as const;

const call = (text: string | null): Html =>
  text === null
    ? html`<em class="muted">no such call</em>`
    : html`<code>${visible(text.slice(0, longestCall))}${text.length > longestCall ? "…" : ""}</code>`;

const gapTemplate = (count: number, where: string): Html =>
  count === 0
    ? html``
    : html`<tr class="gap"><td class="gutter">⋮</td><td colspan="2" class="muted">${count} ${count === 1 ? "call" : "calls"} ${where}</td></tr>`;

function stateText(state: string): string {
  const lines = state.split("\n");
  const more = lines.length - shownState;
  const shown = lines.slice(0, shownState).map(visible);
  return [...shown, ...(more > 0 ? [`… (${more} more lines)`] : [])].join("\n");
}
