import { expect, test } from "vitest";
import { fromInteger } from "./convert.ts";
import { EXTENDED80, x87Environment } from "./format.ts";
import { ln2, pi } from "./series.ts";
import { Random } from "./testing/cases.ts";
import { buildOracle } from "./testing/compare-native.ts";
import { makeTranscendentalCase, TRANSCENDENTAL, transcendentalDifference } from "./testing/transcendental-native.ts";
import { atan2, sin, yLog2 } from "./transcendental.ts";
import { pack80, unpack80 } from "./value.ts";

const integer = (n: bigint) => fromInteger(x87Environment(), EXTENDED80, n);

test("known values", () => {
  expect(pack80(atan2(x87Environment(), integer(0n), integer(-1n))).sig).toBe(0xc90fdaa22168c235n);
  expect(pack80(yLog2(x87Environment(), integer(1n), integer(1024n)))).toEqual(pack80(integer(10n)));
  expect(pi(60) >> 56n).toBe(50n);
  expect(ln2(64)).toBe(0xb17217f7d1cf79abn);
});

test("angles are reduced by a π of 66 bits", () => {
  const nearPi = unpack80(0x4000, 0xc90fdaa22168c235n);
  expect(pack80(sin(x87Environment(), nearPi))).toEqual({ signExponent: 0xbfbf, sig: 1n << 63n });
});

const oracle = buildOracle();

test.skipIf(oracle === null)("the processor at hand is within its unit of the last place", () => {
  if (oracle === null) return;
  const random = new Random(11);
  const cases = TRANSCENDENTAL.flatMap((operation) =>
    Array.from({ length: 200 }, () => makeTranscendentalCase(random, operation)),
  );
  const lines = oracle.ask(cases);
  oracle.remove();
  expect(cases.map((c, i) => transcendentalDifference(c, lines[i] ?? "")).filter((d) => d !== null)).toEqual([]);
});
