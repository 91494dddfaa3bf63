/** Writes recorded.txt: the processor's answers to a few cases of every operation, for machines without a compiler. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatCase, makeCase, Random, SSE_OPERATIONS, X87_OPERATIONS } from "./cases.ts";
import { buildOracle } from "./compare-native.ts";

const oracle = buildOracle();
if (oracle === null) throw new Error("no gcc");
const random = new Random(2024);
const cases = [...X87_OPERATIONS, ...SSE_OPERATIONS].flatMap((operation) =>
  Array.from({ length: 8 }, () => makeCase(random, operation)),
);
const lines = oracle.ask(cases);
const text = cases.map((c, i) => `${formatCase(c)} = ${lines[i]}\n`).join("");
writeFileSync(join(import.meta.dirname, "recorded.txt"), text);
oracle.remove();
