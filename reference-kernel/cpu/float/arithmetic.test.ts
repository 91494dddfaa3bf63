import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Case, makeCase, Random, SSE_OPERATIONS, X87_OPERATIONS } from "./testing/cases.ts";
import { buildOracle, difference } from "./testing/compare-native.ts";

function parseCase(text: string): Case {
  const [operation = "", control, aSign, aSig, bSign, bSig] = text.split(" ");
  const number = (field: string | undefined): number => Number.parseInt(field ?? "", 16);
  const big = (field: string | undefined): bigint => BigInt(`0x${field}`);
  return { operation, control: number(control), a: [number(aSign), big(aSig)], b: [number(bSign), big(bSig)] };
}

test("recorded answers of the processor", () => {
  const lines = readFileSync(join(import.meta.dirname, "testing/recorded.txt"), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines.length).toBeGreaterThan(400);
  const wrong = lines.map((line) => {
    const [question = "", reply = ""] = line.split(" = ");
    return difference(parseCase(question), reply);
  });
  expect(wrong.filter((d) => d !== null)).toEqual([]);
});

const oracle = buildOracle();

test.skipIf(oracle === null)("the processor at hand answers the same", () => {
  if (oracle === null) return;
  const random = new Random(7);
  const cases = [...X87_OPERATIONS, ...SSE_OPERATIONS].flatMap((operation) =>
    Array.from({ length: 300 }, () => makeCase(random, operation)),
  );
  const lines = oracle.ask(cases);
  oracle.remove();
  expect(cases.map((c, i) => difference(c, lines[i] ?? "")).filter((d) => d !== null)).toEqual([]);
});
