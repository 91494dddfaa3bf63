import { describe, expect, test } from "vitest";
import { UsageError } from "./errors.ts";
import {
  type KnownDivergence,
  knownDivergencesJsonSchema,
  parseKnownDivergences,
  rangesMeet,
  readKnownDivergences,
} from "./known-divergences.ts";

const root = new URL("../", import.meta.url);
const entry = {
  contract: "fd.dup",
  target: "reference",
  status: "DIVERGE",
  differences: [{ key: "flags", linux: "FD_CLOEXEC", target: null }],
  why: "not yet",
  since: "2026-01-01",
};
const file = (...entries: object[]): string => JSON.stringify({ divergences: entries });

test("the published schema is the one that is parsed with (mend: npx vitest run -u harness/known-divergences.test.ts)", async () => {
  const text = `${JSON.stringify(knownDivergencesJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(new URL("known-divergences.schema.json", root).pathname);
});

test("the project's own list is well formed and names its schema", async () => {
  const list = await readKnownDivergences(new URL("known-divergences.json", root).pathname);
  expect(list.$schema).toBe("./known-divergences.schema.json");
});

test("a whole entry", () => {
  const whole = { ...entry, link: "https://example.org/1", expires: "2027-01-01", linux: { from: "6.1", before: "7" } };
  expect(parseKnownDivergences(file(whole), "list.json").divergences).toEqual([whole]);
});

describe("a malformed file is one line with the place", () => {
  const without = (name: keyof typeof entry): object =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => key !== name));

  test.each<[string, string, string]>([
    ["no JSON", "{", "list.json: is not JSON: "],
    ["no object", "[]", "list.json: the whole value: "],
    ["no list", "{}", "list.json: divergences: "],
    ["no why", file(entry, without("why")), "list.json: divergences[1].why: "],
    ["an empty why", file({ ...entry, why: "" }), "list.json: divergences[0].why: "],
    ["a wrong status", file({ ...entry, status: "PASS" }), "list.json: divergences[0].status: "],
    ["a wrong date", file({ ...entry, since: "2026-13-01" }), "list.json: divergences[0].since: "],
    [
      "a wrong value",
      file({ ...entry, differences: [{ key: "a", linux: 1, target: null }] }),
      "list.json: divergences[0].differences[0].linux: ",
    ],
    ["an unknown field", file({ ...entry, expire: "2027-01-01" }), "list.json: divergences[0]: "],
    ["no target", file(without("target")), "list.json: divergences[0]: must have either target or targets"],
    ["both", file({ ...entry, targets: ["x"] }), "list.json: divergences[0]: must have either target or targets"],
    ["nothing listed", file(without("differences")), "list.json: divergences[0]: must have differences"],
    ["a wrong release", file({ ...entry, linux: { from: "new" } }), "list.json: divergences[0].linux.from: "],
  ])("%s", (_name, text, message) => {
    let thrown: unknown;
    try {
      parseKnownDivergences(text, "list.json");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    const line = thrown instanceof UsageError ? thrown.message : "";
    expect(line.startsWith(message), line).toBe(true);
    expect(line).not.toContain("\n");
  });

  test("a file that is not there", async () => {
    await expect(readKnownDivergences("/nowhere/list.json")).rejects.toThrow(
      "/nowhere/list.json: cannot be read (ENOENT)",
    );
  });
});

test.each<[KnownDivergence["linux"], KnownDivergence["linux"], boolean]>([
  [undefined, undefined, true],
  [undefined, { from: "6" }, true],
  [{ before: "6.1" }, { from: "6.1" }, false],
  [{ before: "6.10" }, { from: "6.9" }, true],
  [{ from: "5.4", before: "6" }, { from: "6", before: "7" }, false],
])("ranges %o and %o meet: %s", (one, other, expected) => {
  const at = (linux: KnownDivergence["linux"]): KnownDivergence => ({
    contract: "fd.dup",
    target: "reference",
    status: "FAIL",
    reason: "timeout",
    why: "not yet",
    since: "2026-01-01",
    ...(linux === undefined ? {} : { linux }),
  });
  expect([rangesMeet(at(one), at(other)), rangesMeet(at(other), at(one))]).toEqual([expected, expected]);
});
