/**
 * A page table of two levels: leaves of 512 entries (2 MiB) in a map keyed by the upper bits of the address. Reserved
 * and untouched memory costs nothing, and fork copies a leaf at a time. Leaves count as memory in use.
 */
import type { PhysicalMemory } from "./physical.ts";

/** An entry is `frame << ENTRY_SHIFT | bits`; 0 is "not present". */
export const ENTRY_SHIFT = 3;
/** May be written in place. */
export const ENTRY_WRITE = 1;
/** The frame belongs to a file (or shared memory object); a private mapping copies it before writing. */
export const ENTRY_FILE = 2;
/** Of a shared mapping: stays writable across fork. */
export const ENTRY_SHARED = 4;
/** No frame: a guard page (MADV_GUARD_INSTALL), which faults whatever the area allows. */
export const ENTRY_GUARD = ENTRY_SHARED;

const LEAF_ENTRIES = 512;
const LEAF_BYTES = LEAF_ENTRIES * 4096;
/** Index in a leaf of the number of its present entries. */
const COUNT = LEAF_ENTRIES;

export class PageTable {
  readonly #physical: PhysicalMemory;
  readonly #leaves = new Map<number, Int32Array>();
  #lastKey = -1;
  #last: Int32Array | null = null;
  /** Present entries. */
  present = 0;

  constructor(physical: PhysicalMemory) {
    this.#physical = physical;
  }

  /** Whether a copy of it would fit in memory. */
  get canFork(): boolean {
    const { used, tables, limit } = this.#physical;
    return used + tables + this.#leaves.size <= limit;
  }

  /** The entry of the page at `address`; 0 when there is none. */
  get(address: number): number {
    const leaf = this.#leaf(Math.floor(address / LEAF_BYTES));
    return leaf === null ? 0 : leaf[(address / 4096) & 511]!;
  }

  /**
   * Sets the entry of the page at `address`; `entry` is not 0. References of frames are the caller's business. False
   * when there is no memory for the leaf; with `always` it is taken nevertheless.
   */
  set(address: number, entry: number, always = false): boolean {
    const key = Math.floor(address / LEAF_BYTES);
    let leaf = this.#leaf(key);
    if (leaf === null) {
      if (!always && this.#physical.used + this.#physical.tables >= this.#physical.limit) return false;
      this.#physical.tables++;
      leaf = new Int32Array(LEAF_ENTRIES + 1);
      this.#leaves.set(key, leaf);
      this.#lastKey = key;
      this.#last = leaf;
    }
    const index = (address / 4096) & 511;
    if (leaf[index] === 0) {
      leaf[COUNT]!++;
      this.present++;
    }
    leaf[index] = entry;
    return true;
  }

  /** Calls `visit` for every present entry in [start, end); what it answers becomes the entry (0 removes it). */
  update(start: number, end: number, visit: (entry: number, address: number) => number): void {
    if (this.present === 0) return;
    const first = Math.floor(start / LEAF_BYTES);
    const last = Math.ceil(end / LEAF_BYTES);
    if (last - first <= this.#leaves.size) {
      for (let key = first; key < last; key++) {
        const leaf = this.#leaf(key);
        if (leaf !== null) this.#updateLeaf(key, leaf, start, end, visit);
      }
      return;
    }
    for (const [key, leaf] of this.#leaves) {
      if (key >= first && key < last) this.#updateLeaf(key, leaf, start, end, visit);
    }
  }

  /**
   * A copy for a child: every frame gets one reference more, and private entries lose the right to write on both
   * sides. Answers the copy and whether this side lost a right.
   */
  fork(): { readonly table: PageTable; readonly lostWrites: boolean } {
    const physical = this.#physical;
    const table = new PageTable(physical);
    physical.tables += this.#leaves.size;
    table.present = this.present;
    let lostWrites = false;
    for (const [key, leaf] of this.#leaves) {
      let left = leaf[COUNT]!;
      for (let i = 0; left > 0; i++) {
        const entry = leaf[i]!;
        if (entry === 0) continue;
        left--;
        if (entry === ENTRY_GUARD) continue;
        physical.retain(entry >>> ENTRY_SHIFT);
        if ((entry & (ENTRY_WRITE | ENTRY_SHARED)) === ENTRY_WRITE) {
          leaf[i] = entry & ~ENTRY_WRITE;
          lostWrites = true;
        }
      }
      table.#leaves.set(key, leaf.slice());
    }
    return { table, lostWrites };
  }

  #updateLeaf(
    key: number,
    leaf: Int32Array,
    start: number,
    end: number,
    visit: (entry: number, address: number) => number,
  ): void {
    const base = key * LEAF_BYTES;
    const from = Math.max(0, (start - base) / 4096);
    const to = Math.min(LEAF_ENTRIES, (end - base) / 4096);
    let unseen = leaf[COUNT]!;
    for (let i = from; i < to && unseen > 0; i++) {
      const entry = leaf[i]!;
      if (entry === 0) continue;
      unseen--;
      const next = visit(entry, base + i * 4096);
      if (next === entry) continue;
      leaf[i] = next;
      if (next === 0) {
        leaf[COUNT]!--;
        this.present--;
      }
    }
    if (leaf[COUNT] !== 0) return;
    this.#leaves.delete(key);
    this.#physical.tables--;
    if (this.#lastKey === key) {
      this.#lastKey = -1;
      this.#last = null;
    }
  }

  #leaf(key: number): Int32Array | null {
    if (key === this.#lastKey) return this.#last;
    const leaf = this.#leaves.get(key);
    if (leaf === undefined) return null;
    this.#lastKey = key;
    this.#last = leaf;
    return leaf;
  }
}
