import { expect, test } from "vitest";
import { EFAULT, EINVAL, ENOMEM } from "../abi/errors.ts";
import { MREMAP_DONTUNMAP, MREMAP_FIXED, MREMAP_MAYMOVE } from "../abi/mman.ts";
import type { AddressSpace } from "./address-space.ts";
import { FAULT_UNMAPPED, READ } from "./mmu.ts";
import { protect } from "./protection.ts";
import { remap } from "./remap.ts";
import { SharedMemory } from "./shared-memory.ts";
import { testSpace, testSystem } from "./testing.ts";
import { UserMemory } from "./user-memory.ts";
import { VMA } from "./vma.ts";

const PAGE = 4096;
const BASE = 0x10_0000_0000;

const anonymous = (space: AddressSpace, start: number, pages: number, prot = 3): void =>
  space.mapAt(start, pages * PAGE, { prot, maxProt: 7, flags: 0, backing: null, offset: start });
const shown = (space: AddressSpace): string[] =>
  [...space.areas].map((vma) => `${(vma.start - BASE) / PAGE}-${(vma.end - BASE) / PAGE} ${vma.prot}`);
const byte = (space: AddressSpace, address: number): number =>
  new UserMemory(space, space.physical).readBytes(address, 1)[0]!;
const put = (space: AddressSpace, address: number, value: number): void =>
  new UserMemory(space, space.physical).writeBytes(address, Uint8Array.of(value));

test("grows in place where there is room, moves where there is not, and takes the pages along", () => {
  const { system, cache } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2);
  put(space, BASE + PAGE, 7);
  expect(remap(space, BASE, 2 * PAGE, 3 * PAGE, 0, 0)).toBe(BASE);
  expect(shown(space)).toEqual(["0-3 3"]);
  anonymous(space, BASE + 3 * PAGE, 1, 1);
  expect(() => remap(space, BASE, 3 * PAGE, 4 * PAGE, 0, 0)).toThrow(ENOMEM as never);
  cache.calls.length = 0;
  const moved = remap(space, BASE, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE, 0);
  expect(moved).toBe(space.layout.mmapBase - 4 * PAGE);
  expect(cache.calls).toEqual([`pages ${BASE.toString(16)} 3`]);
  expect([byte(space, moved + PAGE), byte(space, moved + 3 * PAGE)]).toEqual([7, 0]);
  expect(space.translate(BASE, READ)).toBe(FAULT_UNMAPPED);
  expect(remap(space, moved, 4 * PAGE, PAGE, 0, 0)).toBe(moved);
  expect(space.areas.within(moved, moved + 4 * PAGE).map((vma) => vma.end - vma.start)).toEqual([PAGE]);
});

test("MREMAP_FIXED replaces what is there; MREMAP_DONTUNMAP leaves an empty area behind", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2);
  anonymous(space, BASE + 8 * PAGE, 2, 1);
  put(space, BASE, 5);
  const target = BASE + 8 * PAGE;
  expect(remap(space, BASE, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target)).toBe(target);
  expect(shown(space)).toEqual(["8-10 3"]);
  expect(byte(space, target)).toBe(5);
  const copy = remap(space, target, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
  expect([byte(space, copy), byte(space, target)]).toEqual([5, 0]);
});

test("a size of zero maps shared memory a second time", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  const memory = new SharedMemory(system, 2 * PAGE, false);
  const backing = { pages: memory, owner: memory };
  space.mapAt(BASE, 2 * PAGE, { prot: 3, maxProt: 7, flags: VMA.shared, backing, offset: 0 });
  memory.release();
  const second = remap(space, BASE, 0, 2 * PAGE, MREMAP_MAYMOVE, 0);
  put(space, BASE + PAGE, 9);
  expect(byte(space, second + PAGE)).toBe(9);
  space.release();
  expect(system.physical.used).toBe(1);
});

test("moving the only mapping of shared memory keeps pages that others wrote", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  const memory = new SharedMemory(system, PAGE, false);
  const backing = { pages: memory, owner: memory };
  space.mapAt(BASE, PAGE, { prot: 3, maxProt: 7, flags: VMA.shared, backing, offset: 0 });
  memory.release();
  const child = space.fork();
  put(child, BASE, 4);
  child.release();
  const target = BASE + 8 * PAGE;
  remap(space, BASE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target);
  expect(byte(space, target)).toBe(4);
});

test("several areas move together only if their size stays", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 3);
  protect(space, BASE + PAGE, BASE + 2 * PAGE, 1);
  const target = BASE + 16 * PAGE;
  expect(() => remap(space, BASE, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE, 0)).toThrow(EFAULT as never);
  expect(remap(space, BASE, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target)).toBe(target);
  expect(shown(space)).toEqual(["16-17 3", "17-18 1", "18-19 3"]);
});

test("what makes no sense is EINVAL, what is not there EFAULT", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2);
  const cases = [
    [BASE + 1, PAGE, PAGE, 0, 0],
    [BASE, PAGE, 0, 0, 0],
    [BASE, PAGE, PAGE, 8, 0],
    [BASE, 0, PAGE, MREMAP_MAYMOVE, 0],
    [BASE, PAGE, PAGE, MREMAP_FIXED, BASE + 8 * PAGE],
    [BASE, PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0],
    [BASE, 2 * PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, BASE + PAGE],
  ] as const;
  for (const [address, old, size, flags, target] of cases) {
    expect(() => remap(space, address, old, size, flags, target)).toThrow(EINVAL as never);
  }
  expect(() => remap(space, BASE + 4 * PAGE, PAGE, PAGE, 0, 0)).toThrow(EFAULT as never);
});
