import { expect, test } from "vitest";
import { EACCES, EEXIST, EINVAL, ENOMEM } from "../abi/errors.ts";
import type { AddressSpace } from "./address-space.ts";
import { setHeapEnd } from "./heap.ts";
import { NO_LIMITS } from "./limits.ts";
import type { Backing } from "./mappable.ts";
import { EXECUTE, FAULT_BEYOND_FILE, FAULT_NO_MEMORY, FAULT_PROTECTED, FAULT_UNMAPPED, READ, WRITE } from "./mmu.ts";
import { protect } from "./protection.ts";
import { SharedMemory } from "./shared-memory.ts";
import { TestFile, testSpace, testSystem } from "./testing.ts";
import { UserMemory } from "./user-memory.ts";
import { VMA } from "./vma.ts";

const PAGE = 4096;
const BASE = 0x10_0000_0000;

const anonymous = (space: AddressSpace, start: number, pages: number, prot = 3, flags = 0): void =>
  space.mapAt(start, pages * PAGE, { prot, maxProt: 7, flags, backing: null, offset: start });
const file = (space: AddressSpace, start: number, pages: number, backing: Backing, prot = 3, shared = false): void =>
  space.mapAt(start, pages * PAGE, { prot, maxProt: 7, flags: shared ? VMA.shared : 0, backing, offset: 0 });
const shown = (space: AddressSpace): string[] =>
  [...space.areas].map((vma) => `${(vma.start - BASE) / PAGE}-${(vma.end - BASE) / PAGE} ${vma.prot}`);
const memoryOf = (space: AddressSpace): UserMemory => new UserMemory(space, space.physical);
const byte = (space: AddressSpace, address: number): number => memoryOf(space).readBytes(address, 1)[0]!;
const put = (space: AddressSpace, address: number, value: number): void =>
  memoryOf(space).writeBytes(address, Uint8Array.of(value));

test("untouched memory reads as zeros and costs no frames; a write gets one frame", () => {
  const { system, cache } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2 ** 28, 3, VMA.noReserve);
  const before = system.physical.used;
  expect(byte(space, BASE + 2 ** 39)).toBe(0);
  expect(system.physical.used).toBe(before);
  put(space, BASE + 2 ** 39, 7);
  expect(system.physical.used).toBe(before + 1);
  expect(byte(space, BASE + 2 ** 39)).toBe(7);
  expect(cache.calls).toEqual(["pages 9000000000 1"]);
  space.unmap(BASE, BASE + 2 ** 40);
  expect(system.physical.used).toBe(before);
  expect(cache.calls.at(-1)).toBe("pages 9000000000 1");
});

test("a partial unmap leaves a hole, and alike neighbours join again", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 4);
  put(space, BASE + PAGE, 1);
  space.unmap(BASE + PAGE, BASE + 2 * PAGE);
  expect(shown(space)).toEqual(["0-1 3", "2-4 3"]);
  expect(space.translate(BASE + PAGE, READ)).toBe(FAULT_UNMAPPED);
  expect(space.describeFault(BASE + PAGE + 5, WRITE)).toBe("unmapped");
  anonymous(space, BASE + PAGE, 1);
  expect(shown(space)).toEqual(["0-4 3"]);
  expect(byte(space, BASE + PAGE)).toBe(0);
});

test("mprotect splits and joins, flushes only when a right is lost, and changes what lies before a hole", () => {
  const { system, cache } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 4);
  for (let i = 0; i < 4; i++) put(space, BASE + i * PAGE, 9);
  protect(space, BASE + PAGE, BASE + 2 * PAGE, 1);
  expect(shown(space)).toEqual(["0-1 3", "1-2 1", "2-4 3"]);
  expect(cache.calls).toEqual([`pages ${(BASE + PAGE).toString(16)} 1`]);
  expect(space.translate(BASE + PAGE, WRITE)).toBe(FAULT_PROTECTED);
  expect(space.translate(BASE + PAGE, EXECUTE)).toBe(FAULT_PROTECTED);
  expect(space.describeFault(BASE + PAGE, WRITE)).toBe("protected");
  protect(space, BASE + PAGE, BASE + 2 * PAGE, 3);
  expect(shown(space)).toEqual(["0-4 3"]);
  expect(cache.calls.length).toBe(1);
  expect(() => protect(space, BASE + 2 * PAGE, BASE + 6 * PAGE, 0)).toThrow(ENOMEM as never);
  expect(shown(space)).toEqual(["0-2 3", "2-4 0"]);
});

test("fork shares frames; the first writer copies, the last owner writes in place", () => {
  const { system, cache } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2);
  put(space, BASE, 1);
  const frame = space.translate(BASE, READ);
  const child = space.fork();
  expect(cache.calls).toEqual(["writes"]);
  expect(child.translate(BASE, READ)).toBe(frame);
  put(space, BASE, 2);
  expect(cache.calls).toEqual(["writes", `pages ${BASE.toString(16)} 1`]);
  expect([byte(space, BASE), byte(child, BASE)]).toEqual([2, 1]);
  expect(child.translate(BASE, WRITE)).toBe(frame);
  const used = system.physical.used;
  child.release();
  expect(system.physical.used).toBe(used - 1);
  space.release();
  expect(system.physical.used).toBe(1);
});

test("DONTFORK and WIPEONFORK areas", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 1, 3, VMA.dontFork);
  anonymous(space, BASE + PAGE, 1, 3, VMA.wipeOnFork);
  put(space, BASE, 1);
  put(space, BASE + PAGE, 1);
  const child = space.fork();
  expect(child.translate(BASE, READ)).toBe(FAULT_UNMAPPED);
  expect(byte(child, BASE + PAGE)).toBe(0);
  expect(byte(space, BASE + PAGE)).toBe(1);
  space.release();
  child.release();
  expect(system.physical.used).toBe(1);
});

test("shared anonymous memory is one memory across fork, and is freed with the last mapping", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  const shared = new SharedMemory(system, 2 * PAGE, false);
  file(space, BASE, 2, { pages: shared, owner: shared }, 3, true);
  shared.release();
  put(space, BASE, 1);
  const child = space.fork();
  put(child, BASE, 5);
  put(child, BASE + PAGE, 6);
  expect([byte(space, BASE), byte(space, BASE + PAGE)]).toEqual([5, 6]);
  expect(space.sharedByte(BASE + 3)).toBe(child.sharedByte(BASE + 3));
  space.release();
  child.release();
  expect(system.physical.used).toBe(1);
});

test("file mappings: private copies, shared frames, SIGBUS beyond the end, truncation unmaps", () => {
  const { system, cache } = testSystem();
  const content = new Uint8Array(2 * PAGE + 10).fill(3);
  const program = new TestFile(system.physical, content);
  const backing = { pages: program, owner: program };
  const space = testSpace(system);
  file(space, BASE, 4, backing, 3, false);
  file(space, BASE + 8 * PAGE, 4, backing, 3, true);
  put(space, BASE, 1);
  expect(byte(space, BASE + 8 * PAGE)).toBe(3);
  put(space, BASE + 9 * PAGE, 4);
  expect(byte(space, BASE + PAGE)).toBe(4);
  put(space, BASE + PAGE, 5);
  expect(byte(space, BASE + 9 * PAGE)).toBe(4);
  expect(byte(space, BASE + 2 * PAGE + 9)).toBe(3);
  expect(byte(space, BASE + 2 * PAGE + 10)).toBe(0);
  expect(space.translate(BASE + 3 * PAGE, READ)).toBe(FAULT_BEYOND_FILE);
  expect(space.describeFault(BASE + 11 * PAGE, READ)).toBe("beyond-file");
  cache.calls.length = 0;
  program.truncate(PAGE);
  expect(cache.calls.length).toBe(2);
  expect(space.translate(BASE + PAGE, READ)).toBe(FAULT_BEYOND_FILE);
  expect(byte(space, BASE)).toBe(1);
  expect(program.references).toBe(3);
  space.unmap(BASE, BASE + 16 * PAGE);
  expect(program.references).toBe(1);
  expect(program.mappings.isMapped).toBe(false);
});

test("running out of frames is a fault or ENOMEM, and freeing helps", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 100);
  system.physical.limit = system.physical.used + 3; // one for the page table
  put(space, BASE, 1);
  put(space, BASE + PAGE, 1);
  expect(space.translate(BASE + 2 * PAGE, WRITE)).toBe(FAULT_NO_MEMORY);
  expect(space.describeFault(BASE + 2 * PAGE, WRITE)).toBe("no-memory");
  expect(() => put(space, BASE + 2 * PAGE, 1)).toThrow(ENOMEM as never);
  space.unmap(BASE, BASE + PAGE);
  put(space, BASE + 2 * PAGE, 1);
});

test("page tables count as memory: a sparse walk over reserved memory ends like any other", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  anonymous(space, BASE, 2 ** 28, 3, VMA.noReserve);
  system.physical.limit = system.physical.used + 10;
  let reached = 0;
  while (space.translate(BASE + reached * 2 ** 21, READ) >= 0) reached++;
  expect(reached).toBe(10);
  expect(() => space.fork()).toThrow(ENOMEM as never);
  space.unmap(BASE, BASE + 2 ** 40);
  expect(system.physical.tables).toBe(0);
  expect(space.fork().table.present).toBe(0);
});

test("the stack grows down to its limit and keeps its gap", () => {
  const { system } = testSystem();
  const space = testSpace(system, { ...NO_LIMITS, stack: 1024 * PAGE });
  anonymous(space, BASE + 2000 * PAGE, 1, 3, VMA.growsDown);
  put(space, BASE + 1500 * PAGE, 1);
  expect(shown(space)).toEqual(["1500-2001 3"]);
  expect(space.translate(BASE + 900 * PAGE, WRITE)).toBe(FAULT_UNMAPPED);
  anonymous(space, BASE + 1200 * PAGE, 1);
  expect(space.translate(BASE + 1400 * PAGE, WRITE)).toBe(FAULT_UNMAPPED);
  expect(space.translate(BASE + 1457 * PAGE, WRITE)).toBeGreaterThan(0);
});

test("addresses: top down, hints, fixed, no replacement", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  const top = space.layout.mmapBase;
  const place = (hint: number, pages: number): number => {
    const at = space.findAddress(hint, pages * PAGE, "hint");
    anonymous(space, at, pages, 1);
    return at;
  };
  expect(place(0, 2)).toBe(top - 2 * PAGE);
  expect(place(0, 3)).toBe(top - 5 * PAGE);
  space.unmap(top - 4 * PAGE, top - 3 * PAGE);
  expect(place(0, 1)).toBe(top - 4 * PAGE);
  expect(place(0, 1)).toBe(top - 6 * PAGE);
  expect(place(BASE + 123, 1)).toBe(BASE);
  expect(place(BASE, 1)).toBe(top - 7 * PAGE);
  expect(space.findAddress(0, PAGE, "hint", true)).toBe(0x4000_0000);
  expect(() => space.findAddress(BASE, PAGE, "no-replace")).toThrow(EEXIST as never);
  expect(() => space.findAddress(BASE + 1, PAGE, "fixed")).toThrow(EINVAL as never);
  expect(() => space.findAddress(0, 2 ** 47, "hint")).toThrow(ENOMEM as never);
});

test("the heap moves, stays where it may not go, and gives its pages back", () => {
  const { system } = testSystem();
  const space = testSpace(system, { ...NO_LIMITS, data: 100 * PAGE });
  space.heapStart = BASE;
  space.heapEnd = BASE;
  expect(setHeapEnd(space, 0)).toBe(BASE);
  expect(setHeapEnd(space, BASE + 5000)).toBe(BASE + 5000);
  expect(shown(space)).toEqual(["0-2 3"]);
  put(space, BASE + PAGE, 1);
  expect(setHeapEnd(space, BASE + 200 * PAGE)).toBe(BASE + 5000);
  anonymous(space, BASE + 10 * PAGE, 1, 1);
  expect(setHeapEnd(space, BASE + 10 * PAGE)).toBe(BASE + 5000);
  expect(setHeapEnd(space, BASE + 9 * PAGE)).toBe(BASE + 9 * PAGE);
  expect(setHeapEnd(space, BASE + 1)).toBe(BASE + 1);
  expect(setHeapEnd(space, BASE + 2 * PAGE)).toBe(BASE + 2 * PAGE);
  expect(byte(space, BASE + PAGE)).toBe(0);
});

test("rights that a mapping may never have are EACCES; limits are ENOMEM", () => {
  const { system } = testSystem();
  const program = new TestFile(system.physical, new Uint8Array(PAGE));
  const space = testSpace(system, { ...NO_LIMITS, addressSpace: 4 * PAGE });
  const backing = { pages: program, owner: program };
  space.mapAt(BASE, PAGE, { prot: 1, maxProt: 5, flags: VMA.shared, backing, offset: 0 });
  expect(() => protect(space, BASE, BASE + PAGE, 3)).toThrow(EACCES as never);
  expect(() => anonymous(space, BASE + PAGE, 4)).toThrow(ENOMEM as never);
  anonymous(space, BASE, 4);
});

test("fork of 200 pages takes microseconds", () => {
  const { system } = testSystem();
  const space = testSpace(system);
  for (let part = 0; part < 4; part++) {
    anonymous(space, BASE + part * 2 ** 24, 50);
    for (let i = 0; i < 50; i++) put(space, BASE + part * 2 ** 24 + i * PAGE, 1);
  }
  for (let i = 0; i < 3000; i++) space.fork().release();
  expect(system.physical.used).toBe(201);
});
