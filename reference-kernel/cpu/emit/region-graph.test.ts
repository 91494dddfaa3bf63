import { expect, test } from "vitest";
import { RegionGraph } from "./region-graph.ts";

test("a loop with a branch inside: its head is a loop, the place where the branches meet a merge", () => {
  // 0 → 1; 1 → 2 or 3; 2 → 4; 3 → 4; 4 → 1 or 5
  const graph = new RegionGraph([[1], [2, 3], [4], [4], [1, 5], []]);
  expect(graph.dominator).toEqual([0, 0, 1, 1, 1, 4]);
  expect(graph.isLoop).toEqual([false, true, false, false, false, false]);
  expect(graph.isMerge).toEqual([false, false, false, false, true, false]);
  expect(graph.mergesUnder(1)).toEqual([4]);
  expect(graph.goesBack(4, 1)).toBe(true);
});

test("nobody goes into the middle of a loop from below", () => {
  // 0 → 1 or 2; 1 → 2; 2 → 1: neither dominates the other
  const graph = new RegionGraph([[1, 2], [2], [1]]);
  const inside = [graph.canGo(1, 2), graph.canGo(2, 1)];
  expect(inside.filter((can) => can)).toHaveLength(1);
});

test("the entry may be the head of the loop, and blocks that nothing leads to count for nothing", () => {
  const graph = new RegionGraph([[0, 1], [], [1]]);
  expect(graph.isLoop[0]).toBe(true);
  expect(graph.isMerge[1]).toBe(false);
  expect(graph.order[2]).toBe(-1);
});
