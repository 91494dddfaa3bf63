import { expect, test } from "vitest";
import { UsageError } from "./errors.ts";
import { mergeParts } from "./merge.ts";
import { assembleReport } from "./report/model.ts";
import { formatPart, type Part, parsePart } from "./report/part.ts";
import { testReport } from "./report/test-report.ts";
import { renderFiles } from "./report/write.ts";
import { inShard, parseShard } from "./shard.ts";

const report = testReport();
const timings = { schema: 1 as const, totalMilliseconds: 1, phases: { contracts: 1 }, runs: [] };
const part = (index: number, count: number, more: Partial<Part> = {}): Part => {
  const shard = { index, count };
  return {
    schema: 1,
    shard,
    oracle: report.results.oracle,
    targets: report.results.targets,
    contracts: report.cases.map((item) => item.result.contract),
    knownTargets: ["reference"],
    list: "known-divergences.json",
    words: "",
    called: {},
    known: [],
    today: "2026-11-21",
    cases: report.cases.filter((item) => inShard(item.result.contract, shard)),
    notRun: report.results.notRun.filter((item) => inShard(item.contract, shard)),
    timings,
    ...more,
  };
};
const written = (parts: readonly Part[]) =>
  parts.map((one, index) => ({
    file: `${index}/shard.json`,
    part: parsePart(formatPart(one, "/work"), `${index}/shard.json`, "/work"),
  }));

test("every contract is in one shard, and stays there when others come", () => {
  const names = Array.from({ length: 300 }, (_, index) => `events.c${index}`);
  const shards = [1, 2, 3].map((index) => names.filter((name) => inShard(name, { index, count: 3 })));
  expect(shards.flat().sort()).toEqual(names.toSorted());
  for (const shard of shards) expect(shard.length).toBeGreaterThan(60);
});

test.each(["0/3", "4/3", "1", "1/0", "a/b", "1/3/5", "-1/3"])("--shard %s is refused", (text) => {
  expect(() => parseShard(text)).toThrow(UsageError);
});

test("merged shards are the report that was not divided, byte for byte", () => {
  const merged = mergeParts(written([3, 1, 2].map((index) => part(index, 3))));
  const whole = assembleReport({ ...merged, gate: report.results.gate });
  expect(renderFiles(whole, timings)).toEqual(renderFiles(report, timings));
  expect(merged.timings).toMatchObject({ totalMilliseconds: 3, phases: { contracts: 3 } });
});

test.each<[string, readonly Part[], RegExp]>([
  [
    "another oracle",
    [part(1, 2), part(2, 2, { oracle: { name: "linux", release: "6.1" } })],
    /has the oracle linux 6\.1/,
  ],
  ["another target", [part(1, 2), part(2, 2, { targets: [] })], /has the targets/],
  ["another division", [part(1, 2), part(2, 3)], /is one of 3 shards, but 0\/shard.json 2 shards/],
  ["a shard that is missing", [part(1, 2)], /^shard 2\/2 is missing$/],
  ["a shard twice", [part(1, 1), part(1, 1)], /1\/shard.json: is shard 1\/1, as is 0\/shard.json/],
  ["other contracts", [part(1, 2), part(2, 2, { contracts: [] })], /has other contracts/],
  ["nothing", [], /merge wants/],
])("refuses %s in one line", (_name, parts, message) => {
  expect(() => mergeParts(written(parts))).toThrow(message);
});

test("a malformed part is one line with its place", () => {
  expect(() => parsePart("{", "a/shard.json", "/")).toThrow("a/shard.json: is not JSON");
  expect(() => parsePart('{"schema":1}', "a/shard.json", "/")).toThrow(/^a\/shard\.json: shard: /);
});
