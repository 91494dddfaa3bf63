import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { classify, classifyBroken } from "../classify.ts";
import { UsageError } from "../errors.ts";
import type { Observation } from "../model.ts";
import { contract, saw } from "../test-support.ts";
import { renderConsole } from "./console.ts";
import { renderHtml } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";
import { buildReport, type ReportInput } from "./model.ts";
import { parseResults, resultsJsonSchema } from "./results.ts";
import { prepareReports, renderFiles, writeReports } from "./write.ts";

const good = saw("first: 1\nsecond: 2\nCONTRACT_PASS");
const hostile = '</code><script>alert("x")</script> `|` \u001b[31m\u202e';
const seen: readonly (readonly [string, Observation])[] = [
  ["fd.dup", good],
  ["events.edge", saw(`first: 1\nsecond: ${hostile}\nCONTRACT_PASS`)],
  ["events.hang", saw("first: 1", { exit: { kind: "deadlock", detail: "2 waits on a pipe" }, stderr: "task 2: read" })],
];
const all = [...seen.map(([name]) => name), "vm.broken", "time.needy"];
const contracts = all.map((name) => contract({ name, category: name.split(".")[0] ?? "" }));
const around = (name: string, target: string): Parameters<typeof classify>[0] => ({
  contract: contracts.find((one) => one.name === name) ?? contract(),
  target,
  known: [],
  release: "6.18.44",
});

function input(more: Partial<ReportInput> = {}): ReportInput {
  const targets = more.targets ?? [{ name: "reference", version: "0.1.0" }];
  const names = targets.map((target) => target.name);
  return {
    oracle: { name: "linux", release: "6.18.44" },
    targets,
    contracts,
    results: names.flatMap((target) => [
      ...seen.map(([name, observation]) => classify(around(name, target), [good], observation)),
      classifyBroken(around("vm.broken", target), "broken.c:1: error: <stdio.h>"),
    ]),
    notRun: names.map((target) => ({ contract: "time.needy", category: "time", target, reason: "no id-range here" })),
    gate: { ok: false, problems: ["fd.gone is listed <here>"] },
    outputs: names.flatMap((target) =>
      seen.map(([name, observation]) => ({ contract: name, target, linux: good, observation })),
    ),
    messages: new Map([["vm.broken", "broken.c:1: error: <stdio.h>\n  1 | x"]]),
    ...more,
  };
}

test("counts add up, by target and by category", () => {
  const report = buildReport(input());
  const counts = { total: 5, pass: 1, xfail: 0, diverge: 1, fail: 2, notRun: 1 };
  expect(report.results.summary).toEqual({ reference: counts });
  expect(report.categories.map(({ name, summary }) => [name, summary.reference?.total])).toEqual([
    ["events", 2],
    ["fd", 1],
    ["time", 1],
    ["vm", 1],
  ]);
});

test("order of arrival and time spent leave the bytes alone", () => {
  const one = input({
    targets: [
      { name: "reference", version: "0.1.0" },
      { name: "gvisor", version: "1" },
    ],
  });
  const slow = one.outputs.map((output) => ({ ...output, linux: { ...output.linux, milliseconds: 99 } }));
  const other = {
    ...one,
    results: one.results.toReversed(),
    outputs: slow.toReversed(),
    contracts: contracts.toReversed(),
  };
  const timings = { schema: 1 as const, totalMilliseconds: 1, phases: {}, runs: [] };
  expect(renderFiles(buildReport(other), timings)).toEqual(renderFiles(buildReport(one), timings));
});

test("a permitted outcome shows what is permitted, not what this run saw", () => {
  const allowing = contract({ name: "signals.order", category: "signals", allows: ["seen: 0", "seen: 1"] });
  const [zero, one] = [saw("seen: 0\nCONTRACT_PASS"), saw("seen: 1\nCONTRACT_PASS")];
  const report = (linux: Observation, target: Observation): string => {
    const result = classify({ ...around("", "reference"), contract: allowing }, [linux], target);
    const outputs = [{ contract: allowing.name, target: "reference", linux, observation: target }];
    return renderHtml(buildReport(input({ contracts: [allowing], results: [result], notRun: [], outputs })));
  };
  expect(report(zero, one)).toBe(report(one, zero));
  expect(report(zero, one)).toContain("0 or 1");
});

describe("results.json", () => {
  test("what is written can be read", () => {
    const { results } = buildReport(input());
    expect(parseResults(JSON.stringify(results), "results.json")).toEqual(results);
    expect(Object.keys(results)).toEqual(["schema", "oracle", "targets", "summary", "gate", "results", "notRun"]);
    expect(results.results.map((result) => result.contract)).toEqual([
      "events.edge",
      "events.hang",
      "fd.dup",
      "vm.broken",
    ]);
  });

  test("a malformed one is a line with its place", () => {
    const { results } = buildReport(input());
    const wrong = JSON.stringify({ ...results, results: [{ ...results.results[0], status: "OK" }] });
    expect(() => parseResults(wrong, "old.json")).toThrow(/^old\.json: results\[0\]\.status: /);
    expect(() => parseResults("{", "old.json")).toThrow(UsageError);
  });

  test("its schema is JSON Schema", () => {
    expect(resultsJsonSchema()).toMatchObject({ type: "object", properties: { schema: { const: 1 } } });
  });
});

describe("report.html", () => {
  const page = renderHtml(buildReport(input()));

  test("what the guest prints stays text", () => {
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect(page).not.toContain("\u001b");
    expect(page).not.toContain("\u202e");
    expect(page).toContain("fd.gone is listed &lt;here&gt;");
  });

  test("it needs nothing from outside", () => {
    expect(page).toContain("default-src &#39;none&#39;");
    expect(page.match(/<(?:script|link|img|iframe)[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">', "<script>"]);
  });

  test("only its own script may run", () => {
    expect(page).toMatch(/script-src &#39;sha256-[\w+/=]{44}&#39;/);
  });

  test("differing lines are marked on both sides", () => {
    expect(page).toContain('<span class="key">second: </span><mark>2</mark>');
    expect(page.match(/<tr class="differs">/g)).toHaveLength(1 + 3);
  });

  test("the compiler's message and standard error are there", () => {
    expect(page).toContain("<pre>broken.c:1: error: &lt;stdio.h&gt;\n  1 | x</pre>");
    expect(page).toContain("<pre>task 2: read</pre>");
  });
});

test("report.md: what the guest prints stays text, and tables stay tables", () => {
  const text = renderMarkdown(buildReport(input()));
  const row = text.split("\n").find((line) => line.includes("<script>"));
  expect(row).toBe('| ≠ | `second: 2` | `` second: </code><script>alert("x")</script> `\\|` ␛[31m\\u{202e} `` |');
  expect(text).toContain("| **all** | **1** | **0** | **1** | **2** | **1** |");
  expect(text).toContain("no id-range here");
});

describe("the console", () => {
  const report = buildReport(input());

  test("without colours", () => {
    expect(renderConsole(report, { colors: false })).toBe(`category  PASS  XFAIL  DIVERGE  FAIL  NOT RUN
events       0      0        1     1        0
fd           1      0        0     0        0
time         0      0        0     0        1
vm           0      0        0     1        0

DIVERGE  events.edge
           second  Linux 2  target </code><script>alert("x")</script> \`|\` ␛[31m\\u{202e}
FAIL     events.hang: deadlock: 2 waits on a pipe
           second   Linux 2              target (no such line)
           verdict  Linux CONTRACT_PASS  target (no such line)
           exit     Linux 0              target deadlock
FAIL     vm.broken: broken contract: broken.c:1: error: <stdio.h>

NOT RUN  time.needy: no id-range here

The gate does not hold:
  fd.gone is listed <here>

1/5 PASS | 0 XFAIL | 1 DIVERGE | 2 FAIL | 1 NOT RUN
`);
  });

  test("all is well", () => {
    const fine = input({ gate: { ok: true, problems: [] }, notRun: [] });
    const text = renderConsole(
      buildReport({ ...fine, results: fine.results.filter((result) => result.status === "PASS") }),
      { colors: false },
    );
    expect(text).toBe(`category  PASS  XFAIL  DIVERGE  FAIL
fd           1      0        0     0

1/1 PASS | 0 XFAIL | 0 DIVERGE | 0 FAIL
`);
  });

  test("with colours it says the same", () => {
    expect(stripVTControlCharacters(renderConsole(report, { colors: true }))).toBe(
      renderConsole(report, { colors: false }),
    );
  });
});

describe("writing", () => {
  const made: string[] = [];
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), "reports-"));
    made.push(path);
    return path;
  };
  afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true }))));

  test("replaces the old files and leaves nothing else behind", async () => {
    const path = join(await folder(), "deep", "reports");
    await prepareReports(path);
    expect(await readdir(path)).toEqual([]);
    await writeReports(path, new Map([["a.txt", "old"]]));
    await writeReports(
      path,
      new Map([
        ["a.txt", "new"],
        ["b.txt", ""],
      ]),
    );
    expect((await readdir(path)).sort()).toEqual(["a.txt", "b.txt"]);
    expect(await readFile(join(path, "a.txt"), "utf8")).toBe("new");
  });

  test("a folder that cannot be is one clear line", async () => {
    const file = join(await folder(), "file");
    await writeFile(file, "");
    const line = /^\/.*\/file: reports cannot be written there \((EEXIST|ENOTDIR)\)$/;
    await expect(prepareReports(file)).rejects.toThrow(line);
    await expect(writeReports(file, new Map([["a.txt", ""]]))).rejects.toThrow(line);
    await expect(prepareReports(join(file, "deeper"))).rejects.toBeInstanceOf(UsageError);
  });
});
