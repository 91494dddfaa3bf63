/** Gives handlers of their own to the blocks that are often seen running. */
import type { PhysicalMemory } from "../memory/physical.ts";
import { CUT, HEADER, RECORD, RECORD_SIZE } from "./emit/record.ts";
import type { HandlerLibrary } from "./library.ts";

/** So many hot blocks are given handlers together, or fewer after so many looks. */
const BATCH = 8;
const PATIENCE = 16;

export class HotBlocks {
  private readonly physical: PhysicalMemory;
  private readonly library: HandlerLibrary;
  /** How often a block must be seen at the end of a budget. */
  private readonly hotAfter: number;
  private readonly waiting: number[] = [];
  private patience = PATIENCE;

  constructor(physical: PhysicalMemory, library: HandlerLibrary, hotAfter: number) {
    this.physical = physical;
    this.library = library;
    this.hotAfter = hotAfter;
  }

  /** Every block was forgotten. */
  reset(): void {
    this.waiting.length = 0;
    this.patience = PATIENCE;
  }

  /**
   * The block was seen running when the budget ended. One that is seen more often gets a handler of its own, in which
   * all its instructions run without going through the table. Called between instructions, at moments that are the same
   * in every run. Several blocks wait for each other, so that they share a module.
   */
  heat(block: number): void {
    const { u16 } = this.physical;
    if (++u16[(block + HEADER.heat) >> 1]! === this.hotAfter) this.waiting.push(block);
    if (this.waiting.length === 0) return;
    this.patience--;
    if (this.waiting.length < BATCH && this.patience > 0 && this.hotAfter > 1) return;
    for (const each of this.waiting) this.makeHandler(each);
    this.waiting.length = 0;
    this.patience = PATIENCE;
  }

  private makeHandler(block: number): void {
    const { u8, u16, u32 } = this.physical;
    // Dropped in the meantime?
    if (u32[(block + HEADER.count) >> 2] === 0) return;
    const word = u16[(block + HEADER.records) >> 1]!;
    const count = word & ~CUT;
    const bytes = u8.slice(block, block + (count + 1) * RECORD_SIZE);
    // Of the record that ends a cut block, only its place and its link are set.
    const end = count * RECORD_SIZE;
    if ((word & CUT) === 0) bytes.fill(0, end);
    bytes.fill(0, end + RECORD.first, end + RECORD.taken).fill(0, end + RECORD.notTaken);
    const indices: number[] = [];
    for (let i = 0; i < count; i++) indices.push(u32[(block + i * RECORD_SIZE + RECORD.handler) >> 2]!);
    if (this.library.isPair(indices[count - 2] ?? 0)) indices.pop();
    const index = this.library.indexForBlock(indices, new DataView(bytes.buffer), (word & CUT) !== 0);
    if (index !== 0) u32[(block + RECORD.handler) >> 2] = index;
  }
}
