/** For tests: frames without a processor, a cache of translations that only counts, and a file in memory. */
import { AddressSpace } from "./address-space.ts";
import type { Layout } from "./layout.ts";
import { type MemoryLimits, NO_LIMITS } from "./limits.ts";
import { type Mappable, type MappingOwner, MappingSet } from "./mappable.ts";
import { type CachedSpace, MemorySystem, type TranslationCache } from "./memory-system.ts";
import type { Mmu } from "./mmu.ts";
import { FRAME_SIZE, PhysicalMemory } from "./physical.ts";

export class RecordingCache implements TranslationCache {
  readonly calls: string[] = [];

  createSpace(mmu: Mmu): CachedSpace {
    return { mmu };
  }
  dropSpace(): void {
    this.calls.push("drop");
  }
  flushSpace(): void {
    this.calls.push("space");
  }
  flushPages(_space: CachedSpace, start: number, length: number): void {
    this.calls.push(`pages ${start.toString(16)} ${length / FRAME_SIZE}`);
  }
  flushWrites(): void {
    this.calls.push("writes");
  }
}

export const testLayout: Layout = { stackTop: 0x7fff_ff00_0000, mmapBase: 0x7f00_0000_0000 };

export const testSystem = (frames = 1024): { system: MemorySystem; cache: RecordingCache } => {
  const physical = new PhysicalMemory({ firstFrame: 16, size: Math.max(64, frames + 16) * FRAME_SIZE });
  const cache = new RecordingCache();
  return { system: new MemorySystem(physical, cache), cache };
};

export const testSpace = (system: MemorySystem, limits: MemoryLimits = NO_LIMITS): AddressSpace =>
  new AddressSpace(system, testLayout, limits);

/** A file of frames, as tmpfs would have it. */
export class TestFile implements Mappable, MappingOwner {
  readonly mappings = new MappingSet();
  size: number;
  references = 1;
  readonly #physical: PhysicalMemory;
  readonly #frames: number[] = [];

  constructor(physical: PhysicalMemory, content: Uint8Array) {
    this.#physical = physical;
    this.size = content.length;
    for (let at = 0; at < content.length; at += FRAME_SIZE) {
      const frame = physical.allocFrame();
      physical.u8.set(content.subarray(at, at + FRAME_SIZE), frame * FRAME_SIZE);
      this.#frames.push(frame);
    }
  }

  page(index: number): number | null {
    return this.#frames[index] ?? null;
  }

  truncate(size: number): void {
    const pages = Math.ceil(size / FRAME_SIZE);
    this.size = size;
    this.mappings.invalidate(pages);
    for (const frame of this.#frames.splice(pages)) this.#physical.release(frame);
    const last = this.#frames[pages - 1];
    if (last !== undefined && size % FRAME_SIZE !== 0) {
      this.#physical.u8.fill(0, last * FRAME_SIZE + (size % FRAME_SIZE), (last + 1) * FRAME_SIZE);
    }
  }

  describe(): string {
    return "/tmp/file";
  }

  retain(): void {
    this.references++;
  }

  release(): void {
    this.references--;
  }
}
