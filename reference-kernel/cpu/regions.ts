/**
 * Finds what runs often and gives it to tier 1 (emit/region.ts). Every so many instructions it is looked which block
 * runs; one that is seen often becomes the entry of a region: the blocks that it leads to, as far as they have run. The
 * function takes the place of the block's first handler, so all links lead into it.
 *
 * Looks are counted in guest instructions: when a region is made is the same in every run, and no one can tell by what
 * the guest does or how many instructions it needs.
 */
import { FRAME_SHIFT, type PhysicalMemory } from "../memory/physical.ts";
import type { Blocks } from "./blocks.ts";
import { CUT, HEADER, LINK_NEVER, RECORD, RECORD_SIZE, REGION_TABLE } from "./emit/record.ts";
import type { RegionBlock } from "./emit/region.ts";
import { CODE_SLOT, CODE_VERSION } from "./layout.ts";
import type { Form, HandlerLibrary } from "./library.ts";
import type { Space, Spaces } from "./spaces.ts";

/** Instructions between two looks. */
export const LOOK_INTERVAL = 2048;
/** A block that was seen so often is hot. */
export const HOT_AFTER = 24;
/** So many hot blocks are translated together, or fewer after so many looks. */
const BATCH = 4;
const PATIENCE = 8;
/** Limits of one region. */
const MOST_BLOCKS = 48;
const MOST_INSTRUCTIONS = 240;

/** A block on its way into a region. */
interface Found {
  readonly block: number;
  readonly forms: readonly Form[];
  /** Offset in its page of what follows it. */
  readonly next: number;
  readonly taken: Place;
  readonly notTaken: Place;
  /** Distance of its page from the entry's. */
  readonly page: number;
}

/** A page of a region: its frame, and its distance from the entry's page. */
interface Page {
  readonly frame: number;
  readonly distance: number;
}

/** A block, or 0, and the distance of its page from the entry's. */
interface Place {
  readonly block: number;
  readonly page: number;
}
const nowhere: Place = { block: 0, page: 0 };

/** A hot block, and where it was seen: the virtual address of its page, in a space. */
interface Hot {
  readonly block: number;
  readonly base: number;
  readonly space: Space;
}

/** Pages further away than this are not joined. */
const FARTHEST = 2 ** 30;

export class Regions {
  private readonly physical: PhysicalMemory;
  private readonly library: HandlerLibrary;
  private readonly blocks: Blocks;
  private readonly hotAfter: number;
  private readonly spaces: Spaces;
  private readonly waiting: Hot[] = [];
  /** Entries of the regions that have blocks in a frame which is not the entry's. */
  private readonly byFrame = new Map<number, Set<number>>();
  /** The pages of regions of several pages, by their entries. */
  private readonly pages = new Map<number, readonly Page[]>();
  private patience = PATIENCE;

  constructor(physical: PhysicalMemory, library: HandlerLibrary, blocks: Blocks, spaces: Spaces, hotAfter: number) {
    this.spaces = spaces;
    blocks.onDrop = (frame) => this.dropFrame(frame);
    this.physical = physical;
    this.library = library;
    this.blocks = blocks;
    this.hotAfter = hotAfter;
  }

  /** Every block was forgotten. */
  reset(): void {
    this.waiting.length = 0;
    this.patience = PATIENCE;
    this.byFrame.clear();
    this.pages.clear();
  }

  /**
   * A look found this block about to run at `rip`; `inRegion`: a region ran before it. Called between instructions only.
   * @returns was it hot already?
   */
  look(block: number, rip: number, inRegion: boolean): boolean {
    const { u16, u32 } = this.physical;
    if (inRegion) {
      if (this.waiting.length > 0) this.makeWaiting();
      return true;
    }
    const isRegion = u32[(block + HEADER.original) >> 2] !== 0;
    const heat = ++u16[(block + HEADER.heat) >> 1]!;
    if (heat === this.hotAfter && !isRegion) {
      this.waiting.push({ block, base: rip - (rip % 4096), space: this.spaces.current });
    }
    if (this.waiting.length > 0) this.makeWaiting();
    return isRegion || heat > this.hotAfter;
  }

  private makeWaiting(): void {
    this.patience--;
    if (this.waiting.length < BATCH && this.patience > 0 && this.hotAfter > 1) return;
    for (const each of this.waiting) this.makeRegion(each);
    this.waiting.length = 0;
    this.patience = PATIENCE;
  }

  private makeRegion({ block: entry, base, space }: Hot): void {
    const { u32, i32 } = this.physical;
    // Dropped in the meantime? A block across pages has two frames.
    if (u32[(entry + HEADER.count) >> 2] === 0 || !this.blocks.linkable(entry)) return;
    const found = this.collect(entry, space === this.spaces.current ? base : -1);
    const table = this.blocks.allocate(REGION_TABLE.blocks + found.length * REGION_TABLE.step);
    if (table === 0) return;
    const index = this.library.indexForRegion(this.describe(found));
    if (index === 0) return;
    u32.fill(0, table >> 2, (table + REGION_TABLE.blocks) >> 2);
    const pages = new Map<number, Page>();
    for (const [i, { block, page }] of found.entries()) {
      const at = table + i * REGION_TABLE.step;
      u32[(at + REGION_TABLE.blocks) >> 2] = block;
      i32[(at + REGION_TABLE.distances) >> 2] = page;
      const frame = u32[(block + HEADER.frame) >> 2]!;
      pages.set(page, { frame, distance: page });
      if (page !== 0) this.byFrame.set(frame, (this.byFrame.get(frame) ?? new Set()).add(entry));
    }
    if (pages.size > 1) this.pages.set(entry, [...pages.values()]);
    u32[(entry + HEADER.region) >> 2] = table;
    u32[(entry + HEADER.original) >> 2] = u32[(entry + RECORD.handler) >> 2]!;
    u32[(entry + RECORD.handler) >> 2] = index;
  }

  /** The region at this block was entered in a space for which it was not looked at: does it lie there, too? */
  validate(entry: number, rip: number): void {
    const { u32 } = this.physical;
    const base = rip - (rip % 4096);
    const { mmu } = this.spaces.current;
    const table = u32[(entry + HEADER.region) >> 2]!;
    let [lowest, highest] = [base, base];
    for (const { frame, distance } of this.pages.get(entry) ?? []) {
      const at = base + distance;
      if ((mmu.peek?.(at) ?? -1) !== frame * 2 ** FRAME_SHIFT) {
        this.undo(entry);
        return;
      }
      lowest = Math.min(lowest, at);
      highest = Math.max(highest, at);
    }
    this.spaces.coverCode(lowest, highest + 4095);
    u32[(table + REGION_TABLE.versions + u32[CODE_SLOT >> 2]!) >> 2] = u32[CODE_VERSION >> 2]!;
  }

  /** The blocks of a frame are dropped: regions that have some of them must not be entered any more. */
  private dropFrame(frame: number): void {
    for (const entry of this.byFrame.get(frame) ?? []) this.undo(entry);
    this.byFrame.delete(frame);
  }

  /** Gives the entry its own handler back. */
  private undo(entry: number): void {
    const { u16, u32 } = this.physical;
    const original = u32[(entry + HEADER.original) >> 2]!;
    if (original === 0 || u32[(entry + HEADER.count) >> 2] === 0) return;
    u32[(entry + RECORD.handler) >> 2] = original;
    u32[(entry + HEADER.original) >> 2] = 0;
    u16[(entry + HEADER.heat) >> 1] = 0;
  }

  /** The entry and what it leads to, nearest first. `base`: virtual address of its page, -1: stay in that page. */
  private collect(entry: number, base: number): readonly Found[] {
    const found: Found[] = [];
    const seen = new Set([entry]);
    const queue: Place[] = [{ block: entry, page: 0 }];
    let instructions = 0;
    for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
      const item = this.read(place, base);
      instructions += item.forms.length;
      if (found.length > 0 && (found.length >= MOST_BLOCKS || instructions > MOST_INSTRUCTIONS)) break;
      found.push(item);
      for (const next of [item.taken, item.notTaken, { block: this.afterCall(item), page: item.page }]) {
        if (next.block === 0 || seen.has(next.block)) continue;
        seen.add(next.block);
        queue.push(next);
      }
    }
    return found;
  }

  private read({ block, page }: Place, base: number): Found {
    const { u32, u16, u8, i32 } = this.physical;
    const word = u16[(block + HEADER.records) >> 1]!;
    const count = word & ~CUT;
    const forms = this.formsOf(block, count);
    const last = block + (count - 1) * RECORD_SIZE;
    const next = u16[(last + RECORD.offset) >> 1]! + u8[last + RECORD.length]!;
    const link = (at: number, offset: number): Place => {
      const to = u32[at >> 2]!;
      if (to > LINK_NEVER) return u32[(to + HEADER.count) >> 2] === 0 ? nowhere : { block: to, page };
      return to === LINK_NEVER ? this.beyond(base, page, offset) : nowhere;
    };
    const isCut = (word & CUT) !== 0;
    const jump = isCut ? undefined : forms.at(-1)?.row;
    const target = next + i32[(last + RECORD.displacement) >> 2]!;
    const isConditional = jump?.jumps === true && !/^(jmp|call)$/.test(jump.row.mnemonic);
    return {
      block,
      page,
      forms,
      next,
      taken: isCut
        ? link(last + RECORD_SIZE + RECORD.taken, next)
        : jump?.jumps
          ? link(last + RECORD.taken, target)
          : nowhere,
      notTaken: isConditional ? link(last + RECORD.notTaken, next) : nowhere,
    };
  }

  /** The block at an offset from a page that lies beyond that page, if it has run. */
  private beyond(base: number, page: number, offset: number): Place {
    if (base < 0 || this.spaces.current.mmu.peek === undefined) return nowhere;
    const distance = page + Math.floor(offset / 4096) * 4096;
    if (Math.abs(distance) > FARTHEST) return nowhere;
    const address = base + page + offset;
    const block = this.spaces.knownBlock(address);
    const { u32 } = this.physical;
    if (block === 0 || u32[(block + HEADER.count) >> 2] === 0 || !this.blocks.linkable(block)) return nowhere;
    const frameAddress = this.spaces.current.mmu.peek(base + distance);
    return frameAddress === u32[(block + HEADER.frame) >> 2]! * 2 ** FRAME_SHIFT ? { block, page: distance } : nowhere;
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
    if (taken.block === 0 || forms.at(-1)?.row.row.mnemonic !== "call" || next >= 4096) return 0;
    const frame = this.physical.u32[(block + HEADER.frame) >> 2]!;
    return this.blocks.known(frame * 2 ** FRAME_SHIFT + next);
  }

  private describe(found: readonly Found[]): readonly RegionBlock[] {
    const numbers = new Map(found.map(({ block }, number) => [block, number]));
    // The same frame may lie at several addresses.
    const pages = new Map(found.map(({ block, page }) => [block, page]));
    const numberOf = ({ block, page }: Place): number => (pages.get(block) === page ? (numbers.get(block) ?? -1) : -1);
    const returns = found
      .filter(({ taken }) => numberOf(taken) >= 0)
      .map((item) => numberOf({ block: this.afterCall(item), page: item.page }))
      .filter((number) => number >= 0);
    return found.map((item) => {
      const { forms, block, page, taken, notTaken } = item;
      const isCut = (this.physical.u16[(block + HEADER.records) >> 1]! & CUT) !== 0;
      return {
        instructions: this.library.instructionsOf(forms),
        records: this.copyRecords(item, isCut),
        count: this.physical.u32[(block + HEADER.count) >> 2]!,
        taken: numberOf(taken),
        notTaken: numberOf(notTaken),
        returns: forms.at(-1)?.row.row.mnemonic === "ret" ? [...new Set(returns)] : [],
        isCut,
        page,
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
