import { expect, test } from "vitest";
import type { AddressSpace } from "./address-space.ts";
import { testSpace, testSystem } from "./testing.ts";

const PAGE = 4096;

/** The same search without memory. */
const highestRoom = (space: AddressSpace, length: number): number => {
  let top = space.layout.mmapBase;
  for (const vma of [...space.areas].reverse()) {
    if (top - vma.end >= length) break;
    top = vma.start;
  }
  return top - length;
};

test("what is remembered between searches never changes where they end", () => {
  const space = testSpace(testSystem().system);
  let state = 7;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % bound;
  };
  const used: [start: number, length: number][] = [];
  for (let step = 0; step < 3000; step++) {
    const pages = 1 + below(below(8) === 0 ? 40 : 4);
    if (used.length > 0 && below(5) < 2) {
      const [piece] = used.splice(below(used.length), 1);
      if (piece === undefined) continue;
      const [start, length] = piece;
      const cut = Math.min(length, (1 + below(4)) * PAGE);
      space.unmap(start, start + cut);
      if (cut < length) used.push([start + cut, length - cut]);
      continue;
    }
    const length = pages * PAGE;
    const at = space.findAddress(0, length, "hint");
    expect(at).toBe(highestRoom(space, length));
    space.mapAt(at, length, { prot: 1 + (step % 2), maxProt: 7, flags: 0, backing: null, offset: at });
    used.push([at, length]);
  }
  const sum = [...space.areas].reduce((bytes, vma) => bytes + vma.end - vma.start, 0);
  expect(space.totalBytes()).toBe(sum);
});
