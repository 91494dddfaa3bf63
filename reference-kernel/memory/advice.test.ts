import { expect, test } from "vitest";
import { EFAULT, EINVAL, ENOMEM } from "../abi/errors.ts";
import { MADV } from "../abi/mman.ts";
import type { AddressSpace } from "./address-space.ts";
import { advise } from "./advice.ts";
import { setHeapEnd } from "./heap.ts";
import { lockedBytes } from "./limits.ts";
import { describeMaps } from "./maps.ts";
import { FAULT_UNMAPPED, READ } from "./mmu.ts";
import { isResident, setLocks, sync } from "./residency.ts";
import { TestFile, testSpace, testSystem } from "./testing.ts";
import { UserMemory } from "./user-memory.ts";
import { VMA } from "./vma.ts";

const PAGE = 4096;
const BASE = 0x10_0000_0000;

const anonymous = (space: AddressSpace, start: number, pages: number): void =>
  space.mapAt(start, pages * PAGE, { prot: 3, maxProt: 7, flags: 0, backing: null, offset: start });
const byte = (space: AddressSpace, address: number): number =>
  new UserMemory(space, space.physical).readBytes(address, 1)[0]!;
const put = (space: AddressSpace, address: number, value: number): void =>
  new UserMemory(space, space.physical).writeBytes(address, Uint8Array.of(value));
const flagsOf = (space: AddressSpace): string[] =>
  [...space.areas].map(
    (vma) => `${(vma.start - BASE) / PAGE}-${(vma.end - BASE) / PAGE} ${vma.flags & ~VMA.accounted}`,
  );

test("DONTNEED: private memory reads as zeros, a private copy of a file is read anew", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2);
  put(space, BASE, 7);
  advise(space, BASE, BASE + 2 * PAGE, MADV.DONTNEED);
  expect(byte(space, BASE)).toBe(0);
  const file = new TestFile(system.physical, new Uint8Array(PAGE).fill(3));
  const backing = { pages: file, owner: file };
  space.mapAt(BASE + 4 * PAGE, PAGE, { prot: 3, maxProt: 7, flags: 0, backing, offset: 0 });
  put(space, BASE + 4 * PAGE, 9);
  advise(space, BASE + 4 * PAGE, BASE + 5 * PAGE, MADV.DONTNEED);
  expect(byte(space, BASE + 4 * PAGE)).toBe(3);
});

test("advice reaches what lies behind a hole and then answers ENOMEM; populating stops there", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 4);
  space.unmap(BASE + PAGE, BASE + 2 * PAGE);
  put(space, BASE + 3 * PAGE, 1);
  expect(() => advise(space, BASE, BASE + 4 * PAGE, MADV.DONTNEED)).toThrow(ENOMEM as never);
  expect(byte(space, BASE + 3 * PAGE)).toBe(0);
  expect(() => advise(space, BASE, BASE + 4 * PAGE, MADV.POPULATE_WRITE)).toThrow(ENOMEM as never);
  const [first, second] = [...space.areas];
  expect(first && isResident(space, first, BASE)).toBe(true);
  expect(second && isResident(space, second, BASE + 2 * PAGE)).toBe(false);
});

test("attributes split areas and join them again", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 3);
  advise(space, BASE + PAGE, BASE + 2 * PAGE, MADV.DONTFORK);
  expect(flagsOf(space)).toEqual(["0-1 0", `1-2 ${VMA.dontFork}`, "2-3 0"]);
  advise(space, BASE, BASE + 3 * PAGE, MADV.DOFORK);
  expect(flagsOf(space)).toEqual(["0-3 0"]);
});

test("guard pages fault whatever the area allows, survive DONTNEED and fork, and go by being removed or unmapped", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 3);
  put(space, BASE + PAGE, 1);
  advise(space, BASE + PAGE, BASE + 2 * PAGE, MADV.GUARD_INSTALL);
  advise(space, BASE, BASE + 3 * PAGE, MADV.DONTNEED);
  const child = space.fork();
  expect([space, child].map((each) => each.translate(BASE + PAGE, READ))).toEqual([FAULT_UNMAPPED, FAULT_UNMAPPED]);
  expect(() => advise(space, BASE, BASE + 3 * PAGE, MADV.POPULATE_READ)).toThrow(EFAULT as never);
  advise(space, BASE, BASE + 3 * PAGE, MADV.GUARD_REMOVE);
  expect(byte(space, BASE + PAGE)).toBe(0);
  child.release();
  space.release();
  expect(system.physical.used).toBe(1);
});

test("locked areas refuse what would free their pages", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2);
  setLocks(space, BASE, BASE + PAGE, VMA.locked);
  expect(lockedBytes(space)).toBe(PAGE);
  for (const advice of [MADV.DONTNEED, MADV.FREE, MADV.COLD, MADV.GUARD_INSTALL]) {
    expect(() => advise(space, BASE, BASE + PAGE, advice)).toThrow(EINVAL as never);
  }
  expect(() => setLocks(space, BASE, BASE + 3 * PAGE, 0)).toThrow(ENOMEM as never);
  expect(lockedBytes(space)).toBe(0);
  expect(() => sync(space, BASE, BASE + 3 * PAGE, false)).toThrow(ENOMEM as never);
});

test("/proc/PID/maps", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  const file = new TestFile(system.physical, new Uint8Array(PAGE));
  const backing = { pages: file, owner: file };
  space.mapAt(0x400000, PAGE, { prot: 5, maxProt: 7, flags: 0, backing, offset: 0x2000 });
  space.mapAt(BASE, PAGE, { prot: 0, maxProt: 7, flags: VMA.shared, backing, offset: 0 });
  anonymous(space, BASE + 4 * PAGE, 1);
  space.heapStart = BASE + 8 * PAGE;
  space.heapEnd = space.heapStart;
  setHeapEnd(space, space.heapStart + 10);
  expect(describeMaps(space)).toBe(
    [
      "00400000-00401000 r-xp 00002000 00:00 0                                  /tmp/file",
      "1000000000-1000001000 ---s 00000000 00:00 0                              /tmp/file",
      "1000004000-1000005000 rw-p 00000000 00:00 0 ",
      "1000008000-1000009000 rw-p 00000000 00:00 0                              [heap]",
      "",
    ].join("\n"),
  );
});
