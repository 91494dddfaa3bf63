import { describe, expect, test } from "vitest";
import { align, keyLines, verdictOf } from "./align.ts";
import { parseOutcomes } from "./allows.ts";
import { diff } from "./diff.ts";
import type { Exit } from "./model.ts";
import { contract, saw } from "./test-support.ts";

describe("keyLines", () => {
  const keys = (...lines: string[]): readonly string[] => keyLines(lines).map((line) => line.key);

  test.each<[string, string[], string[]]>([
    ["the part before the first colon and space", ["a: 1", "b: x: y"], ["a", "b"]],
    ["a plain line whole", ["hello", "12:30", "trailing:"], ["hello", "12:30", "trailing:"]],
    ["an index for each further use", ["a: 1", "a: 2", "b", "b", "a: 3"], ["a", "a#2", "b", "b#2", "a#3"]],
    ["no clash with a key that looks like an index", ["a#2: 1", "a: 1", "a: 2"], ["a#2", "a", "a#3"]],
    [
      "no clash with the keys that we need ourselves",
      ["exit: 0", "order: 1", "verdict: 1"],
      ["exit#2", "order#2", "verdict#2"],
    ],
    ["verdict for the last line", ["a: 1", "CONTRACT_FAIL a"], ["a", "verdict"]],
    ["verdict for nothing but the last line", ["CONTRACT_PASS", "a: 1"], ["CONTRACT_PASS", "a"]],
    ["a line that begins with a colon whole", [": 1", ""], [": 1", ""]],
  ])("%s", (_name, lines, expected) => {
    expect(keys(...lines)).toEqual(expected);
  });

  test("verdictOf takes whole words only", () => {
    expect(verdictOf(["CONTRACT_PASSED"])).toBeNull();
    expect(verdictOf(["CONTRACT_FAIL"])).toBe("CONTRACT_FAIL");
    expect(verdictOf([])).toBeNull();
  });
});

test("align keeps Linux's order and puts the target's own lines where they were printed", () => {
  const rows = align(keyLines(["a: 1", "b: 2", "c: 3"]), keyLines(["new: 0", "a: 1", "x: 9", "y: 9", "c: 4"]));
  expect(rows.map((row) => [row.key, row.linux?.value ?? null, row.target?.value ?? null])).toEqual([
    ["new", null, "0"],
    ["a", "1", "1"],
    ["x", null, "9"],
    ["y", null, "9"],
    ["b", "2", null],
    ["c", "3", "4"],
  ]);
});

describe("diff", () => {
  test.each<[string, string, string, object[]]>([
    ["nothing", "a: 1\nplain\nCONTRACT_PASS", "a: 1\nplain\nCONTRACT_PASS", []],
    ["a value", "a: 1\nb: 2", "a: 1\nb: 3", [{ key: "b", linux: "2", target: "3" }]],
    ["a missing line", "a: 1\nb: 2", "a: 1", [{ key: "b", linux: "2", target: null }]],
    ["a line too many", "a: 1", "a: 1\nb: 2", [{ key: "b", linux: null, target: "2" }]],
    ["an empty value is not a missing line", "a: ", "", [{ key: "a", linux: "", target: null }]],
    [
      "a missing line does not shift the rest",
      "a: 1\nb: 2\nc: 3",
      "b: 2\nc: 3",
      [{ key: "a", linux: "1", target: null }],
    ],
    ["the second of two with one key", "a: 1\na: 2", "a: 1\na: 3", [{ key: "a#2", linux: "2", target: "3" }]],
    [
      "the verdict",
      "a: 1\nCONTRACT_PASS",
      "a: 2\nCONTRACT_FAIL a",
      [
        { key: "a", linux: "1", target: "2" },
        { key: "verdict", linux: "CONTRACT_PASS", target: "CONTRACT_FAIL a" },
      ],
    ],
    [
      "the order alone",
      "a: 1\nb: 2\nc: 3\nd: 4",
      "a: 1\nc: 3\nb: 2\nd: 4",
      [{ key: "order", linux: "b, c", target: "c, b" }],
    ],
    [
      "plain lines",
      "one\ntwo",
      "one\nzwei",
      [
        { key: "two", linux: "two", target: null },
        { key: "zwei", linux: null, target: "zwei" },
      ],
    ],
  ])("%s", (_name, linux, target, expected) => {
    const differences = diff(saw(linux), saw(target));
    expect(differences).toHaveLength(expected.length);
    expect(differences).toEqual(expect.arrayContaining(expected));
  });

  test.each<[Exit, string]>([
    [{ kind: "exited", code: 3 }, "3"],
    [{ kind: "signaled", signal: "SIGSEGV" }, "SIGSEGV"],
    [{ kind: "timeout", milliseconds: 10_000 }, "timeout"],
    [{ kind: "deadlock", detail: "task 1 waits" }, "deadlock"],
    [{ kind: "instruction-limit", instructions: 9 }, "instruction limit"],
    [{ kind: "crash", detail: "at 0x1" }, "crash"],
  ])("exit %o", (exit, text) => {
    expect(diff(saw("a: 1"), saw("a: 1", { exit }))).toEqual([{ key: "exit", linux: "0", target: text }]);
    expect(diff(saw("a: 1", { exit }), saw("a: 1", { exit }))).toEqual([]);
  });

  describe("with Allows:", () => {
    const outcomes = parseOutcomes(contract({ allows: ["sigio: first; wait: 0", "sigio: second; wait: 1"] }));

    test("another permitted outcome is no difference, in whatever order", () => {
      expect(diff(saw("sigio: first\nwait: 0\nz: 1"), saw("wait: 1\nsigio: second\nz: 1"), outcomes)).toEqual([]);
    });

    test("a mixture of permitted values is not permitted", () => {
      expect(diff(saw("sigio: first\nwait: 0"), saw("sigio: first\nwait: 1"), outcomes)).toEqual([
        { key: "sigio", linux: "first or second", target: "first" },
        { key: "wait", linux: "0 or 1", target: "1" },
      ]);
    });

    test("what the target prints differs also where Linux took another way", () => {
      const linux = [saw("sigio: first\nwait: 0"), saw("sigio: second\nwait: 1")];
      const [one, other] = linux.map((run) => diff(run, saw("sigio: first"), outcomes));
      expect(one).toEqual(other);
    });

    test("other lines are compared as always", () => {
      expect(diff(saw("sigio: first\nwait: 0\nz: 1"), saw("sigio: first\nwait: 0\nz: 2"), outcomes)).toEqual([
        { key: "z", linux: "1", target: "2" },
      ]);
    });
  });
});
