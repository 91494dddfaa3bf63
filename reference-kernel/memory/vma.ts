/**
 * Virtual memory areas: the ranges of an address space that share rights, attributes and what is behind them
 * (vm_area_struct). Sorted, never overlapping; neighbours that are alike are one, as /proc/self/maps shows them.
 */
import { ENOMEM, EPERM } from "../abi/errors.ts";
import { PROT_WRITE } from "../abi/mman.ts";
import type { Backing } from "./mappable.ts";

/** Attributes of an area, bits of `Vma.flags`. Areas merge only if all of them agree. */
export const VMA = {
  shared: 0x01,
  growsDown: 0x02,
  noReserve: 0x04,
  locked: 0x08,
  lockOnFault: 0x10,
  dontFork: 0x20,
  wipeOnFork: 0x40,
  dontDump: 0x80,
  randomRead: 0x100,
  sequentialRead: 0x200,
  hugePage: 0x400,
  noHugePage: 0x800,
  mergeable: 0x1000,
  /** Its private pages count against what the machine could hold (VM_ACCOUNT). */
  accounted: 0x2000,
  /** Place, size and rights are for good (mseal(2)). */
  sealed: 0x4000,
} as const;

export interface VmaParts {
  readonly prot: number;
  /** What mprotect may grant at most. */
  readonly maxProt: number;
  readonly flags: number;
  /** null: private anonymous memory. */
  readonly backing: Backing | null;
  /** Byte offset in the backing; for anonymous memory the address at which it was made. */
  readonly offset: number;
}

/** Private pages may have to be found for all of it (accountable_mapping). */
export const isAccountable = (parts: VmaParts): boolean =>
  (parts.flags & (VMA.noReserve | VMA.shared)) === 0 && (parts.prot & PROT_WRITE) !== 0;

/** Counts against RLIMIT_DATA (is_data_mapping). */
export const isData = (parts: VmaParts): boolean =>
  (parts.prot & PROT_WRITE) !== 0 && (parts.flags & (VMA.shared | VMA.growsDown)) === 0;

/** Identity of the private pages of an area and of those split from it (anon_vma). */
export class Lineage {}

export class Vma implements VmaParts {
  start: number;
  end: number;
  prot: number;
  maxProt: number;
  flags: number;
  readonly backing: Backing | null;
  offset: number;
  /** Set by the first private page; areas with different ones stay apart. */
  lineage: Lineage | null = null;
  /** It came by fork from an area that had private pages. */
  isInherited = false;

  constructor(start: number, end: number, parts: VmaParts) {
    this.start = start;
    this.end = end;
    this.prot = parts.prot;
    this.maxProt = parts.maxProt;
    this.flags = parts.flags;
    this.backing = parts.backing;
    this.offset = parts.offset;
  }

  get isShared(): boolean {
    return (this.flags & VMA.shared) !== 0;
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  /** Where the page at `address` lies in the backing, in pages. */
  pageIndex(address: number): number {
    return (this.offset + address - this.start) / 4096;
  }
}

/** EPERM for an area that is to stay as it is. */
export const checkUnsealed = (vma: Vma): void => {
  if (vma.has(VMA.sealed)) throw EPERM;
};

/** Whether the private pages of two areas may belong to one (is_mergeable_anon_vma). */
const lineagesJoin = (left: Vma, right: Vma): boolean => {
  if (left.lineage === right.lineage) return true;
  if (left.lineage === null) return !right.isInherited;
  return right.lineage === null && !left.isInherited;
};

/** Whether `right`, which begins where `left` ends, is more of the same (can_vma_merge_after). */
const continues = (left: Vma, right: Vma): boolean =>
  left.end === right.start &&
  left.prot === right.prot &&
  left.maxProt === right.maxProt &&
  left.flags === right.flags &&
  left.backing?.owner === right.backing?.owner &&
  left.offset + (left.end - left.start) === right.offset &&
  lineagesJoin(left, right);

/** More of the same but for the rights (anon_vma_compatible). */
const isNeighbour = (left: Vma, right: Vma): boolean =>
  left.end === right.start &&
  left.flags === right.flags &&
  left.backing?.owner === right.backing?.owner &&
  left.offset + (left.end - left.start) === right.offset;

/** Most areas of one space (/proc/sys/vm/max_map_count). */
export const MAX_MAP_COUNT = 65530;

/** The sorted areas of one space. `onAdd` and `onRemove` hear of every area that comes or goes (also by split and merge). */
export class VmaList implements Iterable<Vma> {
  readonly #areas: Vma[] = [];
  readonly #onAdd: (vma: Vma) => void;
  readonly #onRemove: (vma: Vma) => void;
  #last: Vma | null = null;
  #highestRemoved = 0;
  /** Bytes of all areas, and the most there ever were. */
  total = 0;
  peak = 0;

  constructor(onAdd: (vma: Vma) => void, onRemove: (vma: Vma) => void) {
    this.#onAdd = onAdd;
    this.#onRemove = onRemove;
  }

  get count(): number {
    return this.#areas.length;
  }

  [Symbol.iterator](): Iterator<Vma> {
    return this.#areas[Symbol.iterator]();
  }

  /** The area at this position in order of addresses. */
  get(index: number): Vma | undefined {
    return this.#areas[index];
  }

  /** The area that holds `address`, or null. */
  at(address: number): Vma | null {
    const last = this.#last;
    if (last !== null && address >= last.start && address < last.end) return last;
    const vma = this.#areas[this.indexAfter(address)];
    if (vma === undefined || address < vma.start) return null;
    this.#last = vma;
    return vma;
  }

  /** Position of the first area that ends after `address` (find_vma). */
  indexAfter(address: number): number {
    let low = 0;
    let high = this.#areas.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#areas[middle] as Vma).end > address) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Areas that touch [start, end), in order. */
  within(start: number, end: number): Vma[] {
    if (start >= end) return [];
    const first = this.indexAfter(start);
    let last = first;
    while (last < this.#areas.length && (this.#areas[last] as Vma).start < end) last++;
    return this.#areas.slice(first, last);
  }

  /** The areas of [start, end) after splitting those that stick out. ENOMEM when there are too many areas to split one. */
  carve(start: number, end: number): Vma[] {
    if (start >= end) return [];
    this.#split(start, MAX_MAP_COUNT);
    this.#split(end, MAX_MAP_COUNT);
    return this.within(start, end);
  }

  /** Sets and clears attributes in [start, end); areas that change are split and may join their neighbours. */
  setFlags(start: number, end: number, set: number, clear: number): void {
    for (const vma of this.within(start, end)) {
      const flags = (vma.flags & ~clear) | set;
      if (flags === vma.flags) continue;
      const from = Math.max(vma.start, start);
      const to = Math.min(vma.end, end);
      for (const part of this.carve(from, to)) part.flags = flags;
      this.merge(from, to);
    }
  }

  /** Takes away what lies in [start, end). Cutting a hole into an area needs room for one more: ENOMEM. */
  clear(start: number, end: number): void {
    if (start >= end) return;
    const first = this.#areas[this.indexAfter(start)];
    if (first === undefined || first.start >= end) return;
    if (first.start < start && first.end > end && this.count >= MAX_MAP_COUNT) throw ENOMEM;
    this.#split(start, Number.POSITIVE_INFINITY);
    this.#split(end, Number.POSITIVE_INFINITY);
    const from = this.indexAfter(start);
    const removed = this.within(start, end);
    this.#areas.splice(from, removed.length);
    for (const vma of removed) this.#forget(vma);
  }

  /** Where the highest area ended that was taken away since the last time this was asked; 0 for none. */
  takeHighestRemoved(): number {
    const highest = this.#highestRemoved;
    this.#highestRemoved = 0;
    return highest;
  }

  /** Gives an area that gets its first private page a lineage: a neighbour's if they may merge one day (anon_vma_prepare). */
  startLineage(vma: Vma): void {
    if (vma.lineage !== null) return;
    const index = this.indexAfter(vma.start);
    const next = this.#areas[index + 1];
    const previous = this.#areas[index - 1];
    if (next?.lineage && !next.isInherited && isNeighbour(vma, next)) vma.lineage = next.lineage;
    else if (previous?.lineage && !previous.isInherited && isNeighbour(previous, vma)) vma.lineage = previous.lineage;
    else vma.lineage = new Lineage();
  }

  /** Adds an area where there is none. */
  insert(vma: Vma): void {
    this.#areas.splice(this.indexAfter(vma.start), 0, vma);
    this.#grow(vma.end - vma.start);
    this.#onAdd(vma);
  }

  remove(vma: Vma): void {
    this.#areas.splice(this.indexAfter(vma.start), 1);
    this.#forget(vma);
  }

  /** Moves the lower end of an area down to `start`, where there is nothing. */
  extendDown(vma: Vma, start: number): void {
    this.#grow(vma.start - start);
    vma.offset -= vma.start - start;
    vma.start = start;
  }

  #grow(bytes: number): void {
    this.total += bytes;
    if (this.total > this.peak) this.peak = this.total;
  }

  #forget(vma: Vma): void {
    this.#last = null;
    this.total -= vma.end - vma.start;
    this.#highestRemoved = Math.max(this.#highestRemoved, vma.end);
    this.#onRemove(vma);
  }

  /** Joins neighbours that are alike from the area before `start` to the one that begins at `end`. */
  merge(start: number, end: number): void {
    this.#last = null;
    let index = Math.max(1, this.indexAfter(start));
    for (; index < this.#areas.length; ) {
      const left = this.#areas[index - 1] as Vma;
      const right = this.#areas[index] as Vma;
      if (left.end > end) break;
      if (!continues(left, right)) {
        index++;
        continue;
      }
      this.#areas.splice(index, 1);
      left.end = right.end;
      if (left.lineage === null) {
        left.lineage = right.lineage;
        left.isInherited = right.isInherited;
      }
      this.#onRemove(right);
    }
  }

  #split(address: number, most: number): void {
    const index = this.indexAfter(address);
    const vma = this.#areas[index];
    if (vma === undefined || vma.start >= address) return;
    if (this.count >= most) throw ENOMEM;
    const right = new Vma(address, vma.end, vma);
    right.offset = vma.offset + (address - vma.start);
    right.lineage = vma.lineage;
    right.isInherited = vma.isInherited;
    vma.end = address;
    this.#last = null;
    this.#areas.splice(index + 1, 0, right);
    this.#onAdd(right);
  }
}
