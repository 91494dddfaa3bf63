/** What can be mapped besides anonymous memory: the pages behind a file (struct address_space). */

/** Someone with page tables that point at a file's frames: an AddressSpace. */
export interface Mapper {
  /** Forgets the mapped pages [first, end) of the file whose mappings are `set`; `evenCopies`: private copies too. */
  dropFilePages(set: MappingSet, first: number, end: number, evenCopies: boolean): void;
}

/** Who maps a file (i_mmap). Each inode with pages owns one and calls `invalidate` before it gives up frames. */
export class MappingSet {
  readonly #mappers = new Map<Mapper, number>();
  /** Shared mappings that may become writable: F_SEAL_WRITE is EBUSY while there are any (i_mmap_writable). */
  writable = 0;

  get isMapped(): boolean {
    return this.#mappers.size > 0;
  }

  add(mapper: Mapper): void {
    this.#mappers.set(mapper, (this.#mappers.get(mapper) ?? 0) + 1);
  }

  remove(mapper: Mapper): void {
    const left = (this.#mappers.get(mapper) ?? 0) - 1;
    if (left > 0) this.#mappers.set(mapper, left);
    else this.#mappers.delete(mapper);
  }

  /**
   * The pages [first, end) go away or change their frames: every mapping forgets them and asks `Mappable.page` anew.
   * Truncation forgets private copies too (`evenCopies`), punching a hole does not (unmap_mapping_range).
   */
  invalidate(first: number, end = Number.POSITIVE_INFINITY, evenCopies = true): void {
    for (const mapper of this.#mappers.keys()) mapper.dropFilePages(this, first, end, evenCopies);
  }
}

/** Pages that can be mapped. Frames are numbers of `memory/physical.ts`. */
export interface Mappable {
  /** Size in bytes now; a page wholly beyond it is SIGBUS. Bytes of the last page beyond it are zero. */
  readonly size: number;
  /** Who maps it: one object for the life of the inode. */
  readonly mappings: MappingSet;
  /**
   * The frame of page `index`, held by the file (the caller retains it for itself); null beyond the end, negative when
   * there is no memory for it. With `forWrite` the frame must be the file's own for good: bytes written to it are the
   * file's. Without, it may be a shared frame of zeros (a hole), which the file later replaces after `invalidate`.
   */
  page(index: number, forWrite: boolean): number | null;
  /** Whether page `index` is in memory (mincore(2)); without it, all pages up to the end are. */
  isResident?(index: number): boolean;
  /** Makes a hole of the pages [first, end) (MADV_REMOVE); without it the file cannot: EOPNOTSUPP. */
  punch?(first: number, end: number): void;
  /** Mapping it is mapping anonymous memory (/dev/zero). */
  readonly isAnonymous?: boolean;
  /** Sealed against writing through new shared mappings (F_SEAL_WRITE, F_SEAL_FUTURE_WRITE). */
  readonly isWriteSealed?: boolean;
  /** Path for /proc/PID/maps. */
  describe(): string;
  /** st_dev and st_ino for /proc/PID/maps; 0 if it has none. */
  readonly device?: number;
  readonly inode?: number;
}

/** What a mapping holds on to while it exists: an open file, or a shared memory object. */
export interface MappingOwner {
  retain(): unknown;
  release(): void;
}

/** The thing behind a mapping that is not private anonymous memory. Mappings of one owner may merge. */
export interface Backing {
  readonly pages: Mappable;
  readonly owner: MappingOwner;
}
