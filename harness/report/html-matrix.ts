/** In report.html, where there are several targets: contract × target, and what the differing contracts have in common. */
import { html, raw } from "hono/html";
import { type Html, icons } from "./html-parts.ts";
import { type Cluster, clusters, type MatrixRow, matrixRows } from "./matrix.ts";
import type { Report } from "./model.ts";

export function matrixTemplate(report: Report): Html {
  const { targets } = report.results;
  if (targets.length < 2) return html``;
  const rows = matrixRows(report);
  const differing = rows.filter((row) => row.cells.some((cell) => cell !== "PASS"));
  const common = targets.flatMap(({ name }) => {
    const found = clusters(report, name);
    return found.length === 0 ? [] : [clustersTemplate(name, found)];
  });
  return html`<section class="matrix" aria-label="Targets side by side">
<details ${raw(differing.length <= 150 ? "open" : "")}><summary>${differing.length} of ${rows.length} contracts are not the same everywhere</summary>
${differing.length === 0 ? "" : tableTemplate(differing, report)}
</details>
${common.length === 0 ? "" : html`<details><summary>Calls in which several contracts differ</summary>${common}</details>`}
</section>`;
}

function tableTemplate(rows: readonly MatrixRow[], report: Report): Html {
  return html`<div class="wide"><table>
<thead><tr><th scope="col">Contract</th>${report.results.targets.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr><th scope="row"><a href="#${row.contract}">${row.contract}</a></th>${row.cells.map(
      (cell) => html`<td class="${cell}" title="${cell === "NOTRUN" ? "not run" : cell}">${icons[cell]}</td>`,
    )}</tr>
`,
  )}</tbody>
</table></div>`;
}

function clustersTemplate(target: string, found: readonly Cluster[]): Html {
  return html`<h3>${target}</h3>
<ul>${found.map(
    ({
      call,
      contracts,
      covering,
    }) => html`<li><code>${call}</code> ${contracts.length} of ${covering}: ${contracts.map(
      (contract, index) => html`${index > 0 ? ", " : ""}<a href="#${contract}">${contract}</a>`,
    )}</li>
`,
  )}</ul>`;
}
