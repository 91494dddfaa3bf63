import { expect, it } from "vitest";
import { EINVAL, ERANGE } from "../abi/errors.ts";
import { boundText, parseBound, parseInteger, parseSwitch } from "./numbers.ts";

it.each([
  ["0", 0],
  [" 12\n", 12],
  ["+3", 3],
  ["-4", -4],
  ["0x1f", 31],
  ["010", 8],
])("reads %j", (text, value) => {
  expect(parseInteger(text)).toBe(value);
});

it.each(["", "-", "1 2", "x1", "08", "1k"])("refuses %j", (text) => {
  expect(() => parseInteger(text)).toThrow(EINVAL);
});

it("bounds and switches", () => {
  expect(() => parseInteger("2147483648")).toThrow(ERANGE);
  expect(() => parseBound("-1")).toThrow(ERANGE);
  expect(() => parseSwitch("2")).toThrow(ERANGE);
  expect([parseBound("max"), parseBound("7"), parseSwitch("1")]).toEqual([Number.POSITIVE_INFINITY, 7, true]);
  expect([boundText(Number.POSITIVE_INFINITY), boundText(7)]).toEqual(["max\n", "7\n"]);
});
