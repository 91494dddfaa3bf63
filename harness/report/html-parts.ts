/** Small pieces that the parts of report.html share: status names, their signs, and the bar of counts. */
import { html } from "hono/html";
import type { Status } from "../model.ts";
import type { Summary } from "./results.ts";

export type Html = ReturnType<typeof html>;

/** Gravest first, as people look for them. */
export const statuses: readonly Status[] = ["FAIL", "DIVERGE", "XFAIL", "PASS"];

/** Class, field and name of each count, in the order of the bar. */
export const summaryFields: readonly (readonly [Status | "NOTRUN", keyof Summary, string])[] = [
  ["PASS", "pass", "PASS"],
  ["XFAIL", "xfail", "XFAIL"],
  ["DIVERGE", "diverge", "DIVERGE"],
  ["FAIL", "fail", "FAIL"],
  ["NOTRUN", "notRun", "not run"],
];

/** A sign beside the colour, for those who do not see colours. */
export const icons: Readonly<Record<Status | "NOTRUN", string>> = {
  PASS: "✓",
  XFAIL: "≈",
  DIVERGE: "≠",
  FAIL: "✗",
  NOTRUN: "–",
};

/** A status, or a target in the sign and the colour of its status. */
export const badge = (status: Status | "NOTRUN", target?: string): Html => {
  const word = status === "NOTRUN" ? "not run" : status;
  return html`<span class="badge ${status} ${target === undefined ? "" : "on"}" ${
    target === undefined ? "" : html`title="${target}: ${word}"`
  }><span aria-hidden="true">${icons[status]}</span> ${target ?? word}</span>`;
};

/** The counts as one bar; the numbers stand beside it as text. */
export const bar = (summary: Summary): Html =>
  html`<span class="bar" aria-hidden="true">${summaryFields
    .filter(([, field]) => summary[field] > 0)
    .map(([status, field]) => html`<i class="${status}" style="flex:${summary[field]}"></i>`)}</span>`;
