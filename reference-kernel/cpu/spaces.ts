/**
 * Address spaces as the machine knows them, and their TLB sets in low memory (layout.ts). There are 16 sets; the space
 * that was not used for longest gives up its set.
 */
import type { Mmu } from "../memory/mmu.ts";
import type { PhysicalMemory } from "../memory/physical.ts";
import {
  CODE_SLOT,
  CODE_VERSION,
  JUMP_CACHE,
  JUMP_ENTRIES,
  JUMP_SHIFT,
  RIP,
  TLB_ENTRIES,
  TLB_READ,
  TLB_SET_COUNT,
  TLB_SET_SIZE,
  TLB_SETS,
  TLB_TABLE_SIZE,
  TLB_WRITE,
} from "./layout.ts";

export interface Space {
  readonly mmu: Mmu;
}

class TlbSpace implements Space {
  readonly mmu: Mmu;
  /** Number of its TLB set, or -1. */
  set = -1;
  /** Changes whenever code may lie elsewhere; no two spaces have the same. */
  codeVersion = 0;
  /** The jump cache has only addresses from here … */
  codeStart = Number.POSITIVE_INFINITY;
  /** … to here. */
  codeEnd = 0;
  constructor(mmu: Mmu) {
    this.mmu = mmu;
  }
}

const HIGH = 4294967296;

export class Spaces {
  current: TlbSpace;
  private readonly physical: PhysicalMemory;
  private readonly owners: (TlbSpace | null)[] = new Array(TLB_SET_COUNT).fill(null);
  private readonly lastUse = new Float64Array(TLB_SET_COUNT);
  private uses = 0;
  private versions = 0;
  private readonly nowhere: TlbSpace;

  constructor(physical: PhysicalMemory) {
    this.physical = physical;
    this.nowhere = new TlbSpace({ translate: () => -1 });
    this.current = this.nowhere;
    this.reset();
  }

  reset(): void {
    this.owners.fill(null);
    this.nowhere.set = -1;
    this.use(this.nowhere);
  }

  create(mmu: Mmu): Space {
    return new TlbSpace(mmu);
  }

  use(space: Space): void {
    if (!(space instanceof TlbSpace)) throw new Error("not a space of this machine");
    this.current = space;
    if (space.set < 0) this.assign(space);
    this.lastUse[space.set] = ++this.uses;
    const set = TLB_SETS + space.set * TLB_SET_SIZE;
    const { u32 } = this.physical;
    u32[TLB_READ >> 2] = set;
    u32[TLB_WRITE >> 2] = set + TLB_TABLE_SIZE;
    u32[JUMP_CACHE >> 2] = set + 2 * TLB_TABLE_SIZE;
    u32[CODE_VERSION >> 2] = space.codeVersion;
    u32[CODE_SLOT >> 2] = space.set * 4;
  }

  drop(space: Space): void {
    if (!(space instanceof TlbSpace)) throw new Error("not a space of this machine");
    if (space === this.current) this.use(this.nowhere);
    if (space.set >= 0) this.owners[space.set] = null;
    space.set = -1;
  }

  flush(space: Space): void {
    const at = this.tables(space);
    // A tag of all ones is no page.
    if (at !== 0) this.physical.u8.fill(0xff, at, at + 2 * TLB_TABLE_SIZE);
    this.flushJumps(space as TlbSpace);
  }

  flushWrites(space: Space): void {
    const at = this.tables(space);
    if (at !== 0) this.physical.u8.fill(0xff, at + TLB_TABLE_SIZE, at + 2 * TLB_TABLE_SIZE);
  }

  flushPages(space: Space, start: number, length: number): void {
    const at = this.tables(space);
    if (at === 0) return;
    const pages = Math.ceil(length / 4096);
    if (pages >= TLB_ENTRIES) {
      this.flush(space);
      return;
    }
    const { u32 } = this.physical;
    const first = Math.floor(start / 4096);
    for (let page = first; page < first + pages; page++) {
      const entry = (at + (page % TLB_ENTRIES) * 16) >> 2;
      u32[entry + 1] = 0xffffffff;
      u32[entry + 1 + (TLB_TABLE_SIZE >> 2)] = 0xffffffff;
    }
    const { codeStart, codeEnd } = space as TlbSpace;
    // A block may reach into the page after the one it begins in.
    if (start <= codeEnd + 4096 && start + length > codeStart) this.flushJumps(space as TlbSpace);
  }

  private flushJumps(space: TlbSpace): void {
    const at = this.tables(space);
    if (at !== 0) this.physical.u8.fill(0xff, at + 2 * TLB_TABLE_SIZE, at + TLB_SET_SIZE);
    space.codeStart = Number.POSITIVE_INFINITY;
    space.codeEnd = 0;
    space.codeVersion = ++this.versions;
    if (space === this.current) this.physical.u32[CODE_VERSION >> 2] = space.codeVersion;
  }

  /** From now on, flushing these pages of the current space changes its code version. */
  coverCode(start: number, end: number): void {
    const space = this.current;
    if (start < space.codeStart) space.codeStart = start;
    if (end > space.codeEnd) space.codeEnd = end;
  }

  /** Enters a translation of the current space; a writable one can be read as well. */
  enter(page: number, frameAddress: number, writable: boolean): void {
    const { u32 } = this.physical;
    const low = page >>> 0;
    const high = Math.floor(page / HIGH);
    const slot = (low >>> 8) & 0x3ff0;
    let entry = (u32[TLB_READ >> 2]! + slot) >> 2;
    u32[entry] = low;
    u32[entry + 1] = high;
    u32[entry + 2] = frameAddress - low;
    if (!writable) return;
    entry = (u32[TLB_WRITE >> 2]! + slot) >> 2;
    u32[entry] = low;
    u32[entry + 1] = high;
    u32[entry + 2] = frameAddress - low;
  }

  /** Enters the block at an address into the current space's jump cache. */
  enterBlock(rip: number, block: number): void {
    const { u32 } = this.physical;
    const entry = (u32[JUMP_CACHE >> 2]! + jumpCacheSlot(rip >>> 0)) >> 2;
    u32[entry] = rip >>> 0;
    u32[entry + 1] = Math.floor(rip / HIGH);
    u32[entry + 2] = block;
    this.coverCode(rip, rip);
  }

  /** The block that the jump cache of the current space has for an address (it may have been dropped since), or 0. */
  knownBlock(rip: number): number {
    const { u32 } = this.physical;
    const entry = (u32[JUMP_CACHE >> 2]! + jumpCacheSlot(rip >>> 0)) >> 2;
    return u32[entry] === rip >>> 0 && u32[entry + 1] === Math.floor(rip / HIGH) ? u32[entry + 2]! : 0;
  }

  /** The block that the jump cache has for RIP (it may have been dropped since), or 0. */
  cachedBlock(): number {
    const { u32 } = this.physical;
    const low = u32[RIP >> 2]!;
    const entry = (u32[JUMP_CACHE >> 2]! + jumpCacheSlot(low)) >> 2;
    return u32[entry] === low && u32[entry + 1] === u32[(RIP >> 2) + 1] ? u32[entry + 2]! : 0;
  }

  /** Takes the right to write without asking from all spaces. */
  forgetAllWrites(): void {
    for (const owner of this.owners) if (owner !== null) this.flushWrites(owner);
  }

  /** Forgets where blocks are, everywhere. */
  forgetAllBlocks(): void {
    for (const owner of this.owners) if (owner !== null) this.flushJumps(owner);
  }

  /** Address of the space's set, or 0 if it has none: then nothing is cached. */
  private tables(space: Space): number {
    const { set } = space as TlbSpace;
    return set < 0 ? 0 : TLB_SETS + set * TLB_SET_SIZE;
  }

  private assign(space: TlbSpace): void {
    let chosen = 0;
    for (let i = 0; i < TLB_SET_COUNT; i++) {
      if (this.owners[i] === null) {
        chosen = i;
        break;
      }
      if (this.lastUse[i]! < this.lastUse[chosen]!) chosen = i;
    }
    const loser = this.owners[chosen];
    if (loser) loser.set = -1;
    this.owners[chosen] = space;
    space.set = chosen;
    this.flush(space);
  }
}

/** As `pushSlot` in emit/dispatch.ts. @returns bytes from the start of the jump cache */
function jumpCacheSlot(low: number): number {
  return ((low ^ (low >>> JUMP_SHIFT)) & (JUMP_ENTRIES - 1)) << 4;
}
