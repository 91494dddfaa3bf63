import { expect, test } from "vitest";
import type { Difference, Result } from "../model.ts";
import { compareResults, excusedRegressions } from "./changes.ts";
import type { Results } from "./results.ts";

const line = (target: string): Difference => ({ key: "flags", linux: "1", target });
const result = (contract: string, status: Result["status"], differences: Difference[] = []) => ({
  contract,
  category: "fd",
  target: "reference",
  status,
  reason: status === "PASS" ? null : "because",
  differences,
  behaviours: [],
  covers: [],
});
const results = (list: Results["results"], more: Partial<Results> = {}): Results => ({
  schema: 1,
  oracle: { name: "linux", release: "6.18" },
  targets: [{ name: "reference", version: "1" }],
  summary: {},
  gate: { ok: true, problems: [] },
  results: list,
  notRun: [],
  ...more,
});
const exists = new Set(["fd.a"]);
const compare = (before: Results, now: Results) =>
  compareResults({ file: "old/results.json", results: before }, now, exists);
const kindOf = (before: Results, now: Results): string => {
  const { regressions, improvements, appeared, gone } = compare(before, now);
  if (regressions.length > 0) return "regression";
  if (improvements.length > 0) return "improvement";
  return appeared.length > 0 ? "new" : gone.length > 0 ? "gone" : "same";
};

test.each<[string, Results["results"][number], Results["results"][number]]>([
  ["regression", result("fd.a", "PASS"), result("fd.a", "FAIL")],
  ["regression", result("fd.a", "PASS"), result("fd.a", "XFAIL", [line("0")])],
  ["regression", result("fd.a", "DIVERGE", [line("0")]), result("fd.a", "FAIL", [line("0")])],
  ["regression", result("fd.a", "XFAIL", [line("0")]), result("fd.a", "XFAIL", [line("2")])],
  ["improvement", result("fd.a", "XFAIL", [line("0")]), result("fd.a", "PASS")],
  ["improvement", result("fd.a", "FAIL"), result("fd.a", "DIVERGE", [line("0")])],
  [
    "improvement",
    result("fd.a", "XFAIL", [line("0"), { ...line("0"), key: "other" }]),
    result("fd.a", "XFAIL", [line("0")]),
  ],
  ["same", result("fd.a", "DIVERGE", [line("0")]), result("fd.a", "XFAIL", [line("0")])],
  ["same", result("fd.a", "PASS"), result("fd.a", "PASS")],
])("%s: %o, then %o", (kind, before, now) => {
  expect(kindOf(results([before]), results([now]))).toBe(kind);
});

test("new and gone contracts; what a filter left out is not gone", () => {
  expect(kindOf(results([]), results([result("fd.a", "FAIL")]))).toBe("new");
  expect(kindOf(results([result("fd.old", "PASS")]), results([]))).toBe("gone");
  expect(kindOf(results([result("fd.a", "PASS")]), results([]))).toBe("same");
});

test("another oracle or target is said once, and is no change of each contract", () => {
  const before = results([result("fd.a", "PASS")], { oracle: { name: "linux", release: "6.1" } });
  const targets = [
    { name: "reference", version: "2" },
    { name: "gvisor", version: "1" },
  ];
  const now = results([result("fd.a", "PASS"), { ...result("fd.a", "FAIL"), target: "gvisor" }], { targets });
  const { notes, appeared, regressions } = compare(before, now);
  expect(notes).toEqual([
    "it was made beside Linux 6.1, this run beside Linux 6.18",
    "reference was 1, and is 2",
    "it does not have the target gvisor",
  ]);
  expect([...appeared, ...regressions]).toEqual([]);
});

test("regressions that the list excuses are problems of their own", () => {
  const changes = compare(results([result("fd.a", "PASS")]), results([result("fd.a", "XFAIL", [line("0")])]));
  expect(excusedRegressions(changes)).toEqual([
    'fd.a on reference: regression since old/results.json: PASS → XFAIL, excused as "because" ' +
      "(mend: repair the target, or --accept-new-divergences)",
  ]);
});
