import { describe, expect, test } from "vitest";
import { type GateInput, gate } from "./gate.ts";
import type { KnownDivergence } from "./known-divergences.ts";
import type { Result } from "./model.ts";

const result = (more: Partial<Result> = {}): Result => ({
  contract: "fd.dup",
  category: "fd",
  target: "reference",
  status: "PASS",
  reason: null,
  differences: [],
  behaviours: [],
  covers: [],
  ...more,
});
const entry = (more: Partial<KnownDivergence> = {}): KnownDivergence => ({
  contract: "fd.dup",
  target: "reference",
  status: "DIVERGE",
  differences: [{ key: "flags", linux: "FD_CLOEXEC", target: "0" }],
  why: "not yet",
  since: "2026-01-01",
  ...more,
});
const input = (more: Partial<GateInput>): GateInput => ({
  results: [],
  known: [],
  contracts: new Set(["fd.dup", "fd.pipe"]),
  targets: new Set(["reference", "gvisor"]),
  release: "6.18.44",
  today: "2026-11-21",
  ...more,
});
const diverge = result({
  status: "DIVERGE",
  reason: "flags: Linux FD_CLOEXEC, target 1",
  differences: [{ key: "flags", linux: "FD_CLOEXEC", target: "1" }],
});
const update = "npm run contracts -- --update-divergences";

describe("gate", () => {
  test.each<[string, Partial<GateInput>]>([
    ["nothing at all", {}],
    ["all pass", { results: [result()] }],
    ["a listed difference", { results: [result({ status: "XFAIL", reason: "not yet" })], known: [entry()] }],
    ["a listed contract that was not run", { known: [entry()] }],
    [
      "it passes where the list speaks of older releases",
      { results: [result()], known: [entry({ linux: { before: "6" } })] },
    ],
    ["an entry that expires tomorrow", { known: [entry({ expires: "2026-11-22" })] }],
    ["the same for two ranges", { known: [entry({ linux: { before: "6.1" } }), entry({ linux: { from: "6.1" } })] }],
    ["the same for two targets", { known: [entry(), entry({ target: "gvisor" })] }],
  ])("holds: %s", (_name, more) => {
    expect(gate(input(more))).toEqual({ ok: true, problems: [] });
  });

  test.each<[string, Partial<GateInput>, string[]]>([
    [
      "an unlisted difference",
      { results: [diverge] },
      [
        "fd.dup on reference: DIVERGE: flags: Linux FD_CLOEXEC, target 1 (look: npm run contracts -- show fd.dup --target reference)",
      ],
    ],
    [
      "a changed value",
      { results: [diverge], known: [entry()] },
      [
        'fd.dup on reference differs otherwise than listed: flags: listed Linux "FD_CLOEXEC", target "0"; ' +
          `seen Linux "FD_CLOEXEC", target "1" (mend: ${update} fd.dup)`,
      ],
    ],
    [
      "a listed line that is the same now",
      {
        results: [diverge],
        known: [entry({ differences: [...diverge.differences, { key: "other", linux: "1", target: null }] })],
      },
      [
        `fd.dup on reference differs otherwise than listed: other is listed, but does not differ any more (mend: ${update} fd.dup)`,
      ],
    ],
    [
      "a line that is not listed",
      { results: [diverge], known: [entry({ differences: [{ key: "other", linux: "1", target: null }] })] },
      [
        "fd.dup on reference differs otherwise than listed: flags is not listed, " +
          `seen Linux "FD_CLOEXEC", target "1" (mend: ${update} fd.dup)`,
      ],
    ],
    [
      "another status",
      { results: [result({ status: "FAIL", reason: "timeout" })], known: [entry()] },
      [
        `fd.dup on reference differs otherwise than listed: listed as DIVERGE, seen as FAIL (timeout) (mend: ${update} fd.dup)`,
      ],
    ],
    [
      "a listed one passes",
      { results: [result()], known: [entry()] },
      [`fd.dup on reference passes, but is listed as DIVERGE (mend: ${update} fd.dup)`],
    ],
    [
      "an expired entry",
      { known: [entry({ expires: "2026-11-21" })] },
      [
        "known-divergences.json: divergences[0] (fd.dup on reference) expired on 2026-11-21 " +
          "(mend: repair the target, or set another date and say why; look: npm run contracts -- show fd.dup --target reference)",
      ],
    ],
    [
      "a contract that is gone",
      { known: [entry({ contract: "fd.gone" })] },
      [
        `known-divergences.json: divergences[0] (fd.gone on reference) is for a contract that does not exist (mend: ${update})`,
      ],
    ],
    [
      "a target that nobody knows",
      { known: [entry({ target: "plan9" })] },
      [`known-divergences.json: divergences[0] (fd.dup on plan9) is for an unknown target, plan9 (mend: ${update})`],
    ],
    [
      "a duplicate",
      { known: [entry(), entry({ linux: { from: "6.1" } })] },
      [
        `known-divergences.json: divergences[1] (fd.dup on reference) is a duplicate of divergences[0] (mend: ${update})`,
      ],
    ],
    [
      "an entry without an explanation",
      { known: [entry({ why: "to be explained" })] },
      [
        'known-divergences.json: divergences[0] (fd.dup on reference) is not explained yet (mend: say why in its "why")',
      ],
    ],
  ])("does not hold: %s", (_name, more, problems) => {
    expect(gate(input(more))).toEqual({ ok: false, problems });
  });
});
