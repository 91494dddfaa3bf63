import { expect, test } from "vitest";
import { gate } from "./gate.ts";
import { formatDivergences, type KnownDivergence, knownDivergencesSchema } from "./known-divergences.ts";
import type { Result } from "./model.ts";
import { type UpdateInput, updateDivergences } from "./update-divergences.ts";

const line = { key: "flags", linux: "1", target: "0" };
const result = (more: Partial<Result>): Result => ({
  contract: "fd.dup",
  category: "fd",
  target: "reference",
  status: "DIVERGE",
  reason: "flags: Linux 1, target 0",
  differences: [line],
  behaviours: [],
  covers: [],
  ...more,
});
const entry = (more: Partial<KnownDivergence> = {}): KnownDivergence => ({
  contract: "fd.dup",
  target: "reference",
  status: "DIVERGE",
  differences: [line],
  why: "not yet",
  link: "https://example.org/1",
  since: "2026-01-01",
  ...more,
});
const { target: _, ...untargeted } = entry();

const base = { release: "6.18.44", today: "2026-11-21" };
function input(
  known: readonly KnownDivergence[],
  results: readonly Result[],
  more: Partial<UpdateInput> = {},
): UpdateInput {
  const contracts = new Set(["fd.dup", "fd.pipe", "vm.map"]);
  const targets = new Set(["reference", "gvisor"]);
  return { known: { $schema: "./s.json", divergences: [...known] }, results, contracts, targets, ...base, ...more };
}
const update = (known: readonly KnownDivergence[], results: readonly Result[]): readonly KnownDivergence[] =>
  updateDivergences(input(known, results)).divergences;

test("nothing to change leaves the very value alone", () => {
  const same = input([entry(), entry({ contract: "fd.pipe" })], [result({ status: "XFAIL" })]);
  expect(updateDivergences(same)).toBe(same.known);
});

test.each<[string, KnownDivergence[], Result[], KnownDivergence[]]>([
  ["drops what passes", [entry()], [result({ status: "PASS", reason: null, differences: [] })], []],
  ["keeps what was not run", [entry({ contract: "vm.map" })], [], [entry({ contract: "vm.map" })]],
  ["drops a contract that is gone", [entry({ contract: "fd.gone" })], [], []],
  ["drops a target that is gone", [{ ...untargeted, targets: ["plan9", "reference"] }], [], [entry()]],
  [
    "neither adds nor changes where the contract is broken",
    [entry()],
    [
      result({ status: "FAIL", reason: "Linux itself: timeout", differences: [] }),
      result({ contract: "fd.pipe", status: "FAIL", reason: "broken contract: x", differences: [] }),
    ],
    [entry()],
  ],
  ["drops a duplicate", [entry(), entry({ why: "again" })], [], [entry()]],
  [
    "keeps ranges that do not meet",
    [entry({ linux: { before: "6" } })],
    [result({ status: "PASS" })],
    [entry({ linux: { before: "6" } })],
  ],
  [
    "rewrites a changed difference, with its reason",
    [entry()],
    [result({ differences: [{ ...line, target: "2" }] })],
    [entry({ differences: [{ ...line, target: "2" }] })],
  ],
  [
    "one of two targets changed",
    [{ ...untargeted, targets: ["reference", "gvisor"] }],
    [result({ target: "gvisor", status: "FAIL", reason: "timeout", differences: [] }), result({ status: "XFAIL" })],
    [
      entry(),
      {
        contract: "fd.dup",
        target: "gvisor",
        status: "FAIL",
        reason: "timeout",
        why: "not yet",
        link: "https://example.org/1",
        since: "2026-01-01",
      },
    ],
  ],
  [
    "adds what is new, sorted, to be explained",
    [entry({ contract: "vm.map" })],
    [result({ contract: "fd.pipe" }), result({ status: "FAIL", reason: "CONTRACT_FAIL flags" })],
    [
      entry({ contract: "vm.map" }),
      {
        contract: "fd.dup",
        target: "reference",
        status: "FAIL",
        reason: "CONTRACT_FAIL flags",
        differences: [line],
        why: "to be explained",
        since: "2026-11-21",
      },
      {
        contract: "fd.pipe",
        target: "reference",
        status: "DIVERGE",
        differences: [line],
        why: "to be explained",
        since: "2026-11-21",
      },
    ],
  ],
])("%s", (_name, known, results, expected) => {
  expect(update(known, results)).toEqual(expected);
});

test("the updated list is well formed, stays, and is red until it is explained", () => {
  const first = input([], [result({})]);
  const updated = updateDivergences(first);
  expect(knownDivergencesSchema.parse(JSON.parse(formatDivergences(updated)))).toEqual(updated);
  const excused = [result({ status: "XFAIL", reason: "to be explained" })];
  expect(updateDivergences({ ...first, known: updated, results: excused })).toBe(updated);
  const { problems } = gate({ ...first, known: updated.divergences, results: excused });
  expect(problems).toEqual([
    'known-divergences.json: divergences[0] (fd.dup on reference) is not explained yet (mend: say why in its "why")',
  ]);
});
