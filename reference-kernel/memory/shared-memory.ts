/** Shared anonymous memory: one object that every mapping of it shows, across fork (shmem_zero_setup). */
import { ENOMEM } from "../abi/errors.ts";
import { type Mappable, type MappingOwner, MappingSet } from "./mappable.ts";
import type { MemorySystem } from "./memory-system.ts";
import { FRAME_SIZE, type PhysicalMemory } from "./physical.ts";

export class SharedMemory implements Mappable, MappingOwner {
  readonly mappings = new MappingSet();
  readonly size: number;
  readonly device = 1;
  readonly inode: number;
  readonly #physical: PhysicalMemory;
  readonly #frames = new Map<number, number>();
  #references = 1;

  /**
   * `size` in bytes, a multiple of the page size. The maker holds one reference.
   * @throws ENOMEM when it could never be filled, unless `noReserve`
   */
  constructor(system: MemorySystem, size: number, noReserve: boolean) {
    if (!noReserve && size > system.totalBytes) throw ENOMEM;
    this.#physical = system.physical;
    this.size = size;
    this.inode = system.nextInode();
  }

  page(index: number): number | null {
    if (index * FRAME_SIZE >= this.size) return null;
    const known = this.#frames.get(index);
    if (known !== undefined) return known;
    const frame = this.#physical.allocFrame();
    if (frame >= 0) this.#frames.set(index, frame);
    return frame;
  }

  isResident(index: number): boolean {
    return this.#frames.has(index);
  }

  /** MADV_REMOVE: the pages [first, end) read as zeros again. */
  punch(first: number, end: number): void {
    this.mappings.invalidate(first, end, false);
    for (const [index, frame] of this.#frames) {
      if (index < first || index >= end) continue;
      this.#frames.delete(index);
      this.#physical.release(frame);
    }
  }

  describe(): string {
    return "/dev/zero (deleted)";
  }

  retain(): void {
    this.#references++;
  }

  release(): void {
    if (--this.#references > 0) return;
    for (const frame of this.#frames.values()) this.#physical.release(frame);
    this.#frames.clear();
  }
}
