import { expect, test } from "vitest";
import type { Call } from "./calls.ts";
import { answersOf } from "./contract.ts";

const calls: readonly Call[] = [
  { name: "1:pipe", args: [5, 3, 0] },
  { name: "0:awaitpoll", args: [5, 0, 1] },
  { name: "1:write", args: [3, 2536, 137] },
  { name: "2:close", args: [3] },
];

test("each call has its own answers, however many lines Linux printed", () => {
  const lines = [
    "1:pipe 5 3 0 = 0",
    " = 0",
    "0:awaitpoll 5 0 1 blocks",
    "1:write 3 2536 137 = 2536",
    "0 woke = 1 20 0",
  ];
  expect(answersOf(calls, lines)).toEqual(["0, 0", "blocks", "2536, 0 woke = 1 20 0", ""]);
});

test("a call that was not reached has none", () => {
  expect(answersOf(calls, ["1:pipe 5 3 0 = E24", "end b"])).toEqual(["E24", "", "", ""]);
});
