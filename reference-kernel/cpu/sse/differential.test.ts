import { expect, test } from "vitest";
import { Random } from "../float/testing/cases.ts";
import { buildNative, CHECKED_ROWS, describe, difference, makeTrial, OneMachine } from "./testing/differential.ts";

const native = buildNative();

test.skipIf(native === null)("x87, MMX and SSE instructions do what the processor at hand does", () => {
  if (native === null) return;
  const machine = new OneMachine();
  const random = new Random(5);
  const trials = CHECKED_ROWS.flatMap((row) => Array.from({ length: 25 }, () => makeTrial(random, row)));
  const outcomes = native.run(trials);
  native.remove();
  const wrong: string[] = [];
  for (const [i, trial] of trials.entries()) {
    const outcome = outcomes[i];
    const found = outcome === undefined ? "no answer" : difference(trial, outcome, machine.run(trial));
    if (found !== null) wrong.push(describe(trial, found));
  }
  expect(wrong).toEqual([]);
});
