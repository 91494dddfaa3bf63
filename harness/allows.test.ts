import { expect, test } from "vitest";
import { isPermitted, parseOutcomes, unseenOutcomes } from "./allows.ts";

const outcomes = parseOutcomes({ allows: ["first: 0; then: 1", "first: 1; then: 0"] });
const one = ["key: x", "first: 0", "then: 1", "CONTRACT_PASS"];
const other = ["key: x", "first: 1", "then: 0", "CONTRACT_PASS"];
const mixed = ["key: x", "first: 1", "then: 1", "CONTRACT_PASS"];

test("outcomes are permitted as a whole", () => {
  expect([one, other, mixed].map((lines) => isPermitted(outcomes, lines))).toEqual([true, true, false]);
  expect(isPermitted([], mixed)).toBe(true);
});

test("an outcome that no run shows is told as the header has it", () => {
  expect(unseenOutcomes(outcomes, [one, one])).toEqual(["first: 1; then: 0"]);
  expect(unseenOutcomes(outcomes, [one, other])).toEqual([]);
  expect(unseenOutcomes(outcomes, [mixed])).toHaveLength(2);
  expect(unseenOutcomes([], [one])).toEqual([]);
});
