/** Free room between areas: where mmap(2) puts what has no fixed place (vm_unmapped_area). */
import { MMAP_MIN_ADDRESS, STACK_GUARD_GAP } from "./layout.ts";
import { VMA, type Vma, type VmaList } from "./vma.ts";

/** Lowest address that a new neighbour may reach: areas that grow down keep a gap (vm_start_gap). */
export const startWithGap = (vma: Vma): number =>
  vma.has(VMA.growsDown) ? Math.max(0, vma.start - STACK_GUARD_GAP) : vma.start;

export class Gaps {
  readonly #areas: VmaList;
  readonly #top: number;
  /** Between here and the top no gap is larger than `#largest`, so that a long run of areas is passed once. */
  #from: number;
  #largest = 0;

  /** `top`: searches go down from here. */
  constructor(areas: VmaList, top: number) {
    this.#areas = areas;
    this.#top = top;
    this.#from = top;
  }

  /** The highest room of `length` bytes below the top, or null. */
  downwards(length: number): number | null {
    if (this.#areas.takeHighestRemoved() > this.#from || length <= this.#largest) {
      this.#from = this.#top;
      this.#largest = 0;
    }
    let index = this.#areas.indexAfter(this.#from - 1);
    const above = this.#areas.get(index);
    let top = above === undefined ? this.#from : Math.min(this.#from, startWithGap(above));
    for (;;) {
      const below = this.#areas.get(--index);
      const gap = top - Math.max(below?.end ?? 0, MMAP_MIN_ADDRESS);
      if (gap >= length) {
        this.#from = top;
        return top - length;
      }
      if (below === undefined) return null;
      this.#largest = Math.max(this.#largest, gap);
      top = Math.min(top, startWithGap(below));
    }
  }

  /** The lowest room of `length` bytes in [from, to), or null. */
  upwards(from: number, to: number, length: number): number | null {
    let bottom = from;
    for (let index = this.#areas.indexAfter(from); bottom + length <= to; index++) {
      const next = this.#areas.get(index);
      if (next === undefined || bottom + length <= startWithGap(next)) return bottom;
      bottom = Math.max(bottom, next.end);
    }
    return null;
  }
}
