/** What all address spaces of one kernel share: frames, the processor's caches of translations, the frame of zeros. */
import type { Mmu } from "./mmu.ts";
import { FRAME_SIZE, type PhysicalMemory } from "./physical.ts";

/** An address space as the processor knows it. */
export interface CachedSpace {
  readonly mmu: Mmu;
}

/**
 * The processor's caches of translations; `cpu/machine.ts` is one. Address spaces call it exactly when a mapping
 * loses a right, goes away or changes its frame.
 */
export interface TranslationCache {
  createSpace(mmu: Mmu): CachedSpace;
  dropSpace(space: CachedSpace): void;
  flushSpace(space: CachedSpace): void;
  flushPages(space: CachedSpace, start: number, length: number): void;
  flushWrites(space: CachedSpace): void;
}

export class MemorySystem {
  readonly physical: PhysicalMemory;
  readonly cache: TranslationCache;
  /** Mapped wherever anonymous memory was read and never written. */
  readonly zeroFrame: number;
  /** Bytes of memory that the machine claims to have. No single private mapping may be larger (overcommit_memory 0). */
  readonly totalBytes: number;

  /** Faults resolved so far, in whatever space: none reads from a device (getrusage's ru_minflt). */
  minorFaults = 0;

  #lastInode = 0;

  constructor(physical: PhysicalMemory, cache: TranslationCache) {
    this.physical = physical;
    this.cache = cache;
    this.zeroFrame = physical.allocFrame();
    this.totalBytes = physical.limit * FRAME_SIZE;
  }

  /** Inode number of the next shared memory object, as /proc/PID/maps shows it. */
  nextInode(): number {
    return ++this.#lastInode;
  }
}
