/**
 * The data of a file as frames of physical memory (struct address_space): sparse, a frame for each page that holds
 * data, shared as they are with whoever maps the file.
 */
import { ENOMEM } from "../../abi/errors.ts";
import type { SplicedPage } from "../../files/pipe.ts";
import type { Sink, Source } from "../../memory/io.ts";
import { MappingSet } from "../../memory/mappable.ts";
import { FRAME_SHIFT, FRAME_SIZE, inPageOf, type PhysicalMemory } from "../../memory/physical.ts";

/** Counts pages against the size of a file system; throws ENOSPC. */
export interface PageBudget {
  charge(): void;
  uncharge(count: number): void;
}

/** Where pages come from that were never written: a file of the host. */
export interface PageBacking {
  /** Bytes that the backing still has; what lies beyond is zero. Truncation lowers it for good. */
  size: number;
  /** Blocks of 512 bytes that it takes there. */
  blocks: number;
  /** Copies what it has of the page at `offset` into `target`. */
  read(offset: number, target: Uint8Array): void;
}

const BLOCKS_A_PAGE = FRAME_SIZE / 512;

export class Pages {
  readonly mappings = new MappingSet();
  readonly #physical: PhysicalMemory;
  readonly #budget: PageBudget;
  readonly #backing: PageBacking | null;
  readonly #frames = new Map<number, number>();
  /** Pages with a frame and no data yet. */
  readonly #reserved = new Set<number>();

  constructor(physical: PhysicalMemory, budget: PageBudget, backing: PageBacking | null = null) {
    this.#physical = physical;
    this.#budget = budget;
    this.#backing = backing;
  }

  /** st_blocks: what the frames take, and what the backing takes where it has not been written over. */
  get blocks(): number {
    const backing = this.#backing;
    if (backing === null) return this.#frames.size * BLOCKS_A_PAGE;
    let beyond = 0;
    const backed = Math.ceil(backing.size / FRAME_SIZE);
    for (const index of this.#frames.keys()) if (index >= backed) beyond++;
    return backing.blocks + beyond * BLOCKS_A_PAGE;
  }

  /** The frame of a page, loaded from the backing if it is there; -1 for a hole. */
  find(index: number): number {
    const frame = this.#frames.get(index);
    if (frame !== undefined) return frame;
    return this.#isBacked(index) ? this.#create(index) : -1;
  }

  /** The frame of a page that is to hold data, made if there is none. */
  require(index: number): number {
    if (this.#reserved.size > 0) this.#reserved.delete(index);
    return this.#frames.get(index) ?? this.#create(index);
  }

  /** Takes the room of a page without putting data there: to SEEK_DATA it stays a hole (fallocate). */
  reserve(index: number): void {
    if (this.has(index)) return;
    this.#create(index);
    this.#reserved.add(index);
  }

  has(index: number): boolean {
    return this.#frames.has(index) || this.#isBacked(index);
  }

  /** Whether it was ever written or looked at: memory that fallocate only took is not up to date. */
  hasData(index: number): boolean {
    return this.has(index) && !this.#reserved.has(index);
  }

  /** Copies [position, end) to the sink; answers how much it took. */
  read(sink: Sink, position: number, end: number): number {
    const total = Math.min(end - position, sink.remaining);
    let done = 0;
    while (done < total) {
      const at = position + done;
      const inPage = inPageOf(at);
      const count = Math.min(total - done, FRAME_SIZE - inPage);
      const frame = this.find((at - inPage) / FRAME_SIZE);
      const start = (frame << FRAME_SHIFT) + inPage;
      const moved = frame < 0 ? sink.putZeroes(count) : sink.put(this.#physical.u8, start, start + count);
      done += moved;
      if (moved < count) break;
    }
    return done;
  }

  /** The part of one page from `position` on, held for a pipe: at most `count` bytes, never past the page's end. */
  lend(position: number, count: number): SplicedPage {
    const offset = inPageOf(position);
    const length = Math.min(count, FRAME_SIZE - offset);
    const frame = this.find((position - offset) / FRAME_SIZE);
    if (frame < 0) return { page: new Uint8Array(FRAME_SIZE), offset, length, giveBack: null };
    this.#physical.retain(frame);
    const start = frame << FRAME_SHIFT;
    const page = this.#physical.u8.subarray(start, start + FRAME_SIZE);
    return { page, offset, length, giveBack: () => this.#physical.release(frame) };
  }

  /** Copies `length` bytes of the source to `position`; `progress` hears of each piece before the next can fail. */
  write(source: Source, position: number, length: number, progress: (bytes: number) => void): void {
    let done = 0;
    while (done < length) {
      const at = position + done;
      const inPage = inPageOf(at);
      const count = Math.min(length - done, FRAME_SIZE - inPage);
      const frame = this.require((at - inPage) / FRAME_SIZE);
      this.#physical.touch(frame);
      const start = (frame << FRAME_SHIFT) + inPage;
      const moved = source.take(this.#physical.u8, start, start + count);
      done += moved;
      progress(moved);
      if (moved < count) return;
    }
  }

  /** Drops whole pages from `from` (a page number) up to `to`; mappings forget them, private copies too on truncation. */
  drop(from: number, to: number, evenCopies: boolean): void {
    this.mappings.invalidate(from, to, evenCopies);
    let dropped = 0;
    const dropOne = (index: number, frame: number): void => {
      this.#frames.delete(index);
      this.#reserved.delete(index);
      this.#physical.release(frame);
      dropped++;
    };
    if (to - from < this.#frames.size) {
      for (let index = from; index < to; index++) {
        const frame = this.#frames.get(index);
        if (frame !== undefined) dropOne(index, frame);
      }
    } else {
      for (const [index, frame] of this.#frames) if (index >= from && index < to) dropOne(index, frame);
    }
    this.#budget.uncharge(dropped);
  }

  /** Zeroes bytes inside one page, if it has a frame. */
  zero(from: number, to: number): void {
    if (from >= to) return;
    const inPage = inPageOf(from);
    const frame = this.find((from - inPage) / FRAME_SIZE);
    if (frame < 0) return;
    this.#physical.touch(frame);
    const start = (frame << FRAME_SHIFT) + inPage;
    this.#physical.u8.fill(0, start, start + (to - from));
  }

  /** Truncation to `size`: pages beyond go, the rest of the last one is zero. */
  truncate(size: number): void {
    const lastPart = inPageOf(size);
    if (lastPart !== 0) this.zero(size, size - lastPart + FRAME_SIZE);
    this.drop(Math.ceil(size / FRAME_SIZE), Number.POSITIVE_INFINITY, true);
    if (this.#backing !== null && this.#backing.size > size) {
      this.#backing.size = size;
      this.#backing.blocks = Math.min(this.#backing.blocks, Math.ceil(size / FRAME_SIZE) * BLOCKS_A_PAGE);
    }
  }

  /** The first page from `index` on, below `end`, that holds data; -1 if none does. */
  nextData(index: number, end: number): number {
    let best = -1;
    const backedEnd = this.#backing === null ? 0 : Math.ceil(this.#backing.size / FRAME_SIZE);
    if (index < backedEnd) return index;
    for (const page of this.#frames.keys()) {
      if (page >= index && page < end && (best < 0 || page < best) && !this.#reserved.has(page)) best = page;
    }
    return best;
  }

  /** The first page from `index` on that is a hole. */
  nextHole(index: number): number {
    let page = index;
    while (this.hasData(page)) page++;
    return page;
  }

  #isBacked(index: number): boolean {
    return this.#backing !== null && index * FRAME_SIZE < this.#backing.size;
  }

  #create(index: number): number {
    this.#budget.charge();
    const frame = this.#physical.allocFrame();
    if (frame < 0) {
      this.#budget.uncharge(1);
      throw ENOMEM;
    }
    const backing = this.#backing;
    if (backing !== null && index * FRAME_SIZE < backing.size) {
      const start = frame << FRAME_SHIFT;
      const count = Math.min(FRAME_SIZE, backing.size - index * FRAME_SIZE);
      backing.read(index * FRAME_SIZE, this.#physical.u8.subarray(start, start + count));
    }
    this.#frames.set(index, frame);
    return frame;
  }
}
