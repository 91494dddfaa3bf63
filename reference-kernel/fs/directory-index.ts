/**
 * The names of one directory, by name and by position. getdents64 walks them youngest first, as tmpfs does since 6.12
 * (fs/libfs.c, offset_iterate_dir): a renamed entry becomes the youngest, and each carries a stable position that d_off
 * names, so that a listing resumes although names come and go.
 */
import type { Dentry } from "./dentry.ts";

/** Positions 0, 1 and 2 are `.`, `..` and "the youngest"; entries begin here (DIR_OFFSET_MIN). */
export const FIRST_POSITION = 2;
export const MIN_POSITION = 3;
/** Position at the end of the listing (DIR_OFFSET_EOD). */
export const END_POSITION = 0x7fff_ffff;

export class DirectoryIndex {
  readonly #names = new Map<string, Dentry>();
  readonly #positions = new Map<number, Dentry>();
  #youngest: Dentry | null = null;
  #next = MIN_POSITION;

  get count(): number {
    return this.#names.size;
  }

  get youngest(): Dentry | null {
    return this.#youngest;
  }

  dentries(): Iterable<Dentry> {
    return this.#names.values();
  }

  get(name: string): Dentry | undefined {
    return this.#names.get(name);
  }

  /** A position that no entry had before. */
  takePosition(): number {
    return this.#next++;
  }

  /** Adds under the dentry's name, as the youngest; at `position` when it takes a replaced entry's. */
  add(dentry: Dentry, position = this.takePosition()): void {
    this.#names.set(dentry.name, dentry);
    this.#positions.set(position, dentry);
    dentry.position = position;
    dentry.younger = null;
    dentry.older = this.#youngest;
    if (this.#youngest !== null) this.#youngest.younger = dentry;
    this.#youngest = dentry;
  }

  remove(dentry: Dentry): void {
    this.#names.delete(dentry.name);
    this.#positions.delete(dentry.position);
    if (dentry.younger === null) this.#youngest = dentry.older;
    else dentry.younger.older = dentry.older;
    if (dentry.older !== null) dentry.older.younger = dentry.younger;
    dentry.younger = null;
    dentry.older = null;
  }

  /** Where a listing goes on at `position`: the entry there, else the one with the highest position below it. */
  from(position: number): Dentry | null {
    if (position <= FIRST_POSITION) return this.#youngest;
    if (position >= END_POSITION) return null;
    const exact = this.#positions.get(position);
    if (exact !== undefined) return exact;
    let best: Dentry | null = null;
    for (const dentry of this.#names.values()) {
      if (dentry.position < position && (best === null || dentry.position > best.position)) best = dentry;
    }
    return best;
  }
}
