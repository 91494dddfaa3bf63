/** A small report with every status and hostile text in it, for the tests of the report forms. */
import { classify, classifyBroken } from "../classify.ts";
import type { Observation } from "../model.ts";
import { contract, saw } from "../test-support.ts";
import { buildReport, type Report, type ReportInput } from "./model.ts";

export const hostile =
  '</code><script>alert("x")</script> `|` ]]> & # \\ %0A::error::x \u001b[31m\u202e\u0000\ud800\uffff';

const good = saw("first: 1\nsecond: 2\nCONTRACT_PASS");
const seen: readonly (readonly [string, Observation])[] = [
  ["fd.dup", good],
  ["events.edge", saw(`first: 1\nsecond: ${hostile}\nCONTRACT_PASS`)],
  ["events.hang", saw("first: 1", { exit: { kind: "deadlock", detail: "2 waits on a pipe" }, stderr: hostile })],
  ["signals.known", saw("first: 1\nCONTRACT_FAIL second")],
];
const names = [...seen.map(([name]) => name), "vm.broken", "time.needy"];
const contracts = names.map((name) => {
  const [category = "", base = ""] = name.split(".");
  return contract({ name, category, file: `/project/contracts/${category}/${base}.c` });
});

export function testReport(more: Partial<ReportInput> = {}): Report {
  const around = (name: string): Parameters<typeof classify>[0] => ({
    contract: contracts.find((one) => one.name === name) ?? contract(),
    target: "reference",
    known: [
      {
        contract: "signals.known",
        target: "reference",
        status: "FAIL",
        differences: [
          { key: "second", linux: "2", target: null },
          { key: "verdict", linux: "CONTRACT_PASS", target: "CONTRACT_FAIL second" },
        ],
        why: "not yet # really",
        since: "2026-01-01",
      },
    ],
    release: "6.18.44",
  });
  return buildReport({
    oracle: { name: "linux", release: "6.18.44" },
    targets: [{ name: "reference", version: "0.1.0" }],
    contracts,
    results: [
      ...seen.map(([name, observation]) => classify(around(name), [good], observation)),
      classifyBroken(around("vm.broken"), "broken.c:1: error: <stdio.h>"),
    ],
    notRun: [{ contract: "time.needy", category: "time", target: "reference", reason: "no id-range # here" }],
    gate: {
      ok: false,
      problems: ["events.edge on reference: DIVERGE: x (look: y)", "known-divergences.json: fd.gone is listed <here>"],
    },
    outputs: seen.map(([name, observation]) => ({ contract: name, target: "reference", linux: good, observation })),
    messages: new Map([["vm.broken", "broken.c:1: error: <stdio.h>\n  1 | x"]]),
    ...more,
  });
}
