import { expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { renderHtml } from "../report/html.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { buildReport } from "../report/model.ts";
import { contract } from "../test-support.ts";
import { findToolchain } from "../toolchain.ts";
import { findPatterns, measure } from "./measure.ts";
import { type Bench, countsText, failed, measured, parseBench, timeText, verdictOf } from "./model.ts";
import { referenceRunner } from "./runners.ts";
import { renderTable } from "./table.ts";

const bench: Bench = {
  schema: 1,
  targets: ["reference", "other"],
  rows: [
    {
      group: "files",
      name: "stat | <b>",
      count: 10,
      linux: 200,
      targets: { reference: measured(100, 200), other: failed("ENOSYS") },
    },
    {
      group: "files",
      name: "open",
      count: 10,
      linux: 200,
      targets: { reference: measured(500, 200), other: measured(200, 200) },
    },
  ],
};

test("verdicts: faster under 0.9, parity up to 1.15, slower above", () => {
  expect([0.5, 0.89, 0.9, 1.15, 1.16].map(verdictOf)).toEqual(["faster", "faster", "parity", "parity", "slower"]);
  expect(countsText(bench, "reference")).toBe("1 faster, 1 slower");
  expect(countsText(bench, "other")).toBe("1 parity, 1 failed");
});

test("times are three digits and a unit", () => {
  expect([0.1, 12.34, 999, 1234, 56789, 1.5e6, 2e9].map(timeText)).toEqual([
    "0.100 ns",
    "12.3 ns",
    "999 ns",
    "1.23 µs",
    "56.8 µs",
    "1.50 ms",
    "2.00 s",
  ]);
});

test("bench.json is read back as it was written, and nothing else is", () => {
  expect(parseBench(JSON.stringify(bench), "bench.json")).toEqual(bench);
  expect(() => parseBench("{", "bench.json")).toThrow(UsageError);
  expect(() => parseBench('{"schema":2}', "bench.json")).toThrow(/bench\.json/);
});

test("the terminal and the reports show every row, escaped", () => {
  expect(renderTable(bench)).toMatch(/open +200 ns +500 ns +2\.50× slower +200 ns +1\.00× parity/);
  expect(renderTable(bench)).toContain("other failed at stat | <b>: ENOSYS");
  const report = buildReport({
    oracle: { name: "linux", release: "6" },
    targets: [{ name: "reference", version: "1" }],
    contracts: [contract()],
    results: [],
    notRun: [],
    gate: { ok: true, problems: [] },
    outputs: [],
    messages: new Map(),
  });
  expect(renderMarkdown(report)).not.toContain("Speed");
  expect(renderMarkdown({ ...report, bench })).toContain(
    "| files | stat \\| \\<b\\> | 200 ns | 100 ns, 0.500×, faster |",
  );
  expect(renderHtml({ ...report, bench })).toContain("stat | &lt;b&gt;");
});

test("every row's name is its own, and one can be measured", async () => {
  const { signal } = new AbortController();
  const toolchain = await findToolchain();
  const all = await findPatterns(toolchain, [], signal);
  expect(new Set(all.map(({ group, name }) => `${group}.${name}`)).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(44);
  const patterns = await findPatterns(toolchain, ["calls.getppid"], signal);
  const runners = [referenceRunner()];
  const { rows } = await measure({ patterns, runners, runs: 1, signal, onProgress: () => {} });
  expect(rows.map(({ name, targets }) => [name, targets.reference?.reason])).toEqual([["getppid", null]]);
}, 60_000);
