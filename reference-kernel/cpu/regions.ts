/**
 * Finds what runs often and gives it to tier 1 (emit/region.ts). Every so many instructions it is looked which block
 * runs; one that is seen often becomes the entry of a region: the blocks of its page that it leads to, as far as they
 * have run. The function takes the place of the block's first handler, so all links lead into it.
 *
 * Looks are counted in guest instructions: when a region is made is the same in every run, and no one can tell by what
 * the guest does or how many instructions it needs.
 */
import { FRAME_SHIFT, type PhysicalMemory } from "../memory/physical.ts";
import type { Blocks } from "./blocks.ts";
import { CUT, HEADER, LINK_NEVER, RECORD, RECORD_SIZE } from "./emit/record.ts";
import type { RegionBlock } from "./emit/region.ts";
import type { Form, HandlerLibrary } from "./library.ts";

/** Instructions between two looks. */
export const LOOK_INTERVAL = 2048;
/** A block that was seen so often is hot. */
export const HOT_AFTER = 24;
/** So many hot blocks are translated together, or fewer after so many looks. */
const BATCH = 4;
const PATIENCE = 8;
/** Limits of one region. */
const MOST_BLOCKS = 48;
const MOST_INSTRUCTIONS = 320;

/** A block on its way into a region. */
interface Found {
  readonly block: number;
  readonly forms: readonly Form[];
  /** Address of its first instruction in its page, and of the one after it. */
  readonly offset: number;
  readonly next: number;
  readonly taken: number;
  readonly notTaken: number;
}

export class Regions {
  private readonly physical: PhysicalMemory;
  private readonly library: HandlerLibrary;
  private readonly blocks: Blocks;
  private readonly hotAfter: number;
  private readonly waiting: number[] = [];
  private patience = PATIENCE;

  constructor(physical: PhysicalMemory, library: HandlerLibrary, blocks: Blocks, hotAfter: number) {
    this.physical = physical;
    this.library = library;
    this.blocks = blocks;
    this.hotAfter = hotAfter;
  }

  /** Every block was forgotten. */
  reset(): void {
    this.waiting.length = 0;
    this.patience = PATIENCE;
  }

  /** A look found this block about to run. Called between instructions only. */
  look(block: number): void {
    const { u16, u32 } = this.physical;
    const heat = ++u16[(block + HEADER.heat) >> 1]!;
    if (heat === this.hotAfter && u32[(block + HEADER.original) >> 2] === 0) this.waiting.push(block);
    if (this.waiting.length === 0) return;
    this.patience--;
    if (this.waiting.length < BATCH && this.patience > 0 && this.hotAfter > 1) return;
    for (const each of this.waiting) this.makeRegion(each);
    this.waiting.length = 0;
    this.patience = PATIENCE;
  }

  private makeRegion(entry: number): void {
    const { u32 } = this.physical;
    // Dropped in the meantime? A block across pages has two frames.
    if (u32[(entry + HEADER.count) >> 2] === 0 || !this.blocks.linkable(entry)) return;
    const found = this.collect(entry);
    const table = this.blocks.allocate(found.length * 4);
    if (table === 0) return;
    const index = this.library.indexForRegion(this.describe(found));
    if (index === 0) return;
    for (const [i, { block }] of found.entries()) u32[(table >> 2) + i] = block;
    u32[(entry + HEADER.region) >> 2] = table;
    u32[(entry + HEADER.original) >> 2] = u32[(entry + RECORD.handler) >> 2]!;
    u32[(entry + RECORD.handler) >> 2] = index;
  }

  /** The entry and what it leads to, nearest first. */
  private collect(entry: number): readonly Found[] {
    const found: Found[] = [];
    const seen = new Set([entry]);
    const queue = [entry];
    let instructions = 0;
    for (let block = queue.shift(); block !== undefined; block = queue.shift()) {
      const item = this.read(block);
      instructions += item.forms.length;
      if (found.length > 0 && (found.length >= MOST_BLOCKS || instructions > MOST_INSTRUCTIONS)) break;
      found.push(item);
      for (const next of [item.taken, item.notTaken, this.afterCall(item)]) {
        if (next === 0 || seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    return found;
  }

  private read(block: number): Found {
    const { u32, u16, u8 } = this.physical;
    const word = u16[(block + HEADER.records) >> 1]!;
    const count = word & ~CUT;
    const forms = this.formsOf(block, count);
    const last = block + (count - 1) * RECORD_SIZE;
    const link = (at: number): number => {
      const to = u32[at >> 2]!;
      return to > LINK_NEVER && u32[(to + HEADER.count) >> 2] !== 0 ? to : 0;
    };
    const isCut = (word & CUT) !== 0;
    const jumps = !isCut && forms.at(-1)?.row.jumps === true;
    return {
      block,
      forms,
      offset: u16[(block + RECORD.offset) >> 1]!,
      next: u16[(last + RECORD.offset) >> 1]! + u8[last + RECORD.length]!,
      taken: isCut ? link(last + RECORD_SIZE + RECORD.taken) : jumps ? link(last + RECORD.taken) : 0,
      notTaken: jumps ? link(last + RECORD.notTaken) : 0,
    };
  }

  private formsOf(block: number, count: number): readonly Form[] {
    const { u32 } = this.physical;
    const indices: number[] = [];
    for (let i = 0; i < count; i++) indices.push(u32[(block + i * RECORD_SIZE + RECORD.handler) >> 2]!);
    // What stood in the first record before a region did.
    const original = u32[(block + HEADER.original) >> 2]!;
    if (original !== 0) indices[0] = original;
    if (this.library.isPair(indices[count - 2] ?? 0)) indices.pop();
    return indices.flatMap((index) => this.library.formsOf(index));
  }

  /** The block to which a call within the page returns, or 0. */
  private afterCall({ block, forms, next, taken }: Found): number {
    if (taken === 0 || forms.at(-1)?.row.row.mnemonic !== "call" || next >= 4096) return 0;
    const frame = this.physical.u32[(block + HEADER.frame) >> 2]!;
    return this.blocks.known(frame * 2 ** FRAME_SHIFT + next);
  }

  private describe(found: readonly Found[]): readonly RegionBlock[] {
    const numbers = new Map(found.map(({ block }, number) => [block, number]));
    const numberOf = (block: number): number => numbers.get(block) ?? -1;
    const returns = found
      .filter(({ taken }) => numberOf(taken) >= 0)
      .map((item) => numberOf(this.afterCall(item)))
      .filter((number) => number >= 0);
    return found.map((item) => {
      const { forms, block, taken, notTaken } = item;
      const isCut = (this.physical.u16[(block + HEADER.records) >> 1]! & CUT) !== 0;
      return {
        instructions: this.library.instructionsOf(forms),
        records: this.copyRecords(item, isCut),
        count: this.physical.u32[(block + HEADER.count) >> 2]!,
        taken: numberOf(taken),
        notTaken: numberOf(notTaken),
        returns: forms.at(-1)?.row.row.mnemonic === "ret" ? [...new Set(returns)] : [],
        isCut,
      };
    });
  }

  /** The records without what is not the same wherever this code lies: links only say whether there can be one. */
  private copyRecords({ block, forms }: Found, isCut: boolean): DataView {
    const count = forms.length;
    const { u8, u32 } = this.physical;
    const bytes = u8.slice(block, block + (count + 1) * RECORD_SIZE);
    const view = new DataView(bytes.buffer);
    const end = count * RECORD_SIZE;
    // Of the record that ends a cut block, only its place and its link are set.
    if (!isCut) bytes.fill(0, end);
    bytes.fill(0, end + RECORD.first, end + RECORD.taken).fill(0, end + RECORD.notTaken);
    const original = u32[(block + HEADER.original) >> 2]!;
    if (original !== 0) view.setUint32(RECORD.handler, original, true);
    const last = (count - (isCut ? 0 : 1)) * RECORD_SIZE;
    const links = isCut ? [RECORD.taken] : forms.at(-1)?.row.jumps ? [RECORD.taken, RECORD.notTaken] : [];
    for (const link of links) {
      if (view.getUint32(last + link, true) !== LINK_NEVER) view.setUint32(last + link, 0, true);
    }
    return view;
  }
}
