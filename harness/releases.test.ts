import { expect, it } from "vitest";
import { isWithin, parseRange, rangeText } from "./releases.ts";

it.each(["since 6.5", "before 6.11", "since 6.5, before 6.11"])("reads and writes %s", (text) => {
  const range = parseRange(text);
  expect(range === null ? null : rangeText(range)).toBe(text);
});

it.each(["", "6.5", "since 6", "since 6.5, since 6.6", "since 6.11, before 6.5", "after 6.5"])("refuses %j", (text) => {
  expect(parseRange(text)).toBeNull();
});

it("holds from the first release up to, and without, the last", () => {
  const range = { from: "6.5", before: "6.11" };
  const releases = ["6.4.99", "6.5", "6.10.3-arch1", "6.11.0", "6.18"];
  expect(releases.filter((release) => isWithin(release, range))).toEqual(["6.5", "6.10.3-arch1"]);
});
