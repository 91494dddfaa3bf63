/**
 * Decoded code: blocks of records in the arena, found by the *physical* address of their first byte, so that processes
 * that share frames share blocks. Blocks end at a jump, at the end of the page or after LONGEST_BLOCK instructions; an
 * instruction that crosses a page is a block of its own, valid for its two frames.
 *
 * A block is dropped when its frame changes. Its first record then becomes one that looks for the block again, so links
 * and jump caches need not be searched for it. When the arena is full, everything is forgotten.
 */
import { FRAME_FLAG, FRAME_SHIFT, type PhysicalMemory } from "../memory/physical.ts";
import { DECODE, Decoded, type Decoder } from "./decode.ts";
import { CUT, HANDLER, HEADER, HEADER_SIZE, LINK_NEVER, RECORD, RECORD_SIZE } from "./emit/record.ts";
import { ADDRESSING } from "./emit/sem.ts";
import { ARENA, ARENA_END, GPR, REG } from "./layout.ts";
import type { HandlerLibrary } from "./library.ts";
import type { Spaces } from "./spaces.ts";
import { ALL_STATUS, type CompiledRow } from "./table/compile.ts";
import { INVALID_ROW, TOO_LONG_ROW } from "./table/system.ts";

const LONGEST_BLOCK = 48;
const LARGEST_BLOCK = HEADER_SIZE + (LONGEST_BLOCK + 2) * RECORD_SIZE;

interface CrossingBlock {
  readonly secondFrame: number;
  readonly block: number;
}

/** Finds the byte offset of the frame with the code at a page address; raises a fault when there is none. */
export type FetchPage = (page: number, address: number) => number;

export class Blocks {
  private readonly physical: PhysicalMemory;
  private readonly library: HandlerLibrary;
  private readonly decoder: Decoder;
  private readonly spaces: Spaces;
  private readonly fetchPage: FetchPage;
  private readonly onReset: () => void;
  /** Called when the blocks of a frame are dropped. */
  onDrop: (frame: number) => void = () => {};
  private readonly decoded = Array.from({ length: LONGEST_BLOCK }, () => new Decoded());
  private readonly pageOffsets = new Uint16Array(LONGEST_BLOCK);
  private readonly dead = new Uint8Array(LONGEST_BLOCK);
  private readonly crossingBytes = new Uint8Array(32);
  private readonly byAddress = new Map<number, number>();
  private readonly crossing = new Map<number, CrossingBlock[]>();
  private readonly byFrame = new Map<number, number[]>();
  private top = ARENA;
  /** Grows when everything was forgotten: addresses of blocks from before are void. */
  generation = 0;
  private readonly invalid: CompiledRow;
  private readonly tooLong: CompiledRow;

  constructor(
    physical: PhysicalMemory,
    library: HandlerLibrary,
    decoder: Decoder,
    spaces: Spaces,
    fetchPage: FetchPage,
    onReset: () => void,
  ) {
    this.onReset = onReset;
    this.physical = physical;
    this.library = library;
    this.decoder = decoder;
    this.spaces = spaces;
    this.fetchPage = fetchPage;
    this.invalid = find(library, INVALID_ROW.mnemonic);
    this.tooLong = find(library, TOO_LONG_ROW.mnemonic);
  }

  /** Forgets every block. */
  reset(): void {
    for (const frame of this.byFrame.keys()) this.physical.frameFlags[frame]! &= ~FRAME_FLAG.hasCode;
    this.byAddress.clear();
    this.crossing.clear();
    this.byFrame.clear();
    this.spaces.forgetAllBlocks();
    this.top = ARENA;
    this.generation++;
    this.onReset();
  }

  /** The first record of the block at an address of the current space, decoded now if need be. */
  at(rip: number): number {
    const offset = (rip >>> 0) & 0xfff;
    const frameAddress = this.fetchPage(rip - offset, rip);
    const physicalAddress = frameAddress + offset;
    const known = this.byAddress.get(physicalAddress);
    if (known !== undefined) return known;
    const list = this.crossing.get(physicalAddress);
    if (list !== undefined) {
      const next = rip - offset + 4096;
      const second = this.fetchPage(next, next) >>> FRAME_SHIFT;
      for (const entry of list) if (entry.secondFrame === second) return entry.block;
    }
    if (this.top + LARGEST_BLOCK > ARENA_END) this.reset();
    return this.decodeBlock(rip, frameAddress, offset, LONGEST_BLOCK, true);
  }

  /** The block at a physical address that is decoded already, or 0; not one that crosses pages. */
  known(physicalAddress: number): number {
    return this.byAddress.get(physicalAddress) ?? 0;
  }

  /** So many bytes beside the blocks, until all are forgotten; 0 when there is no room. */
  allocate(bytes: number): number {
    const at = this.top;
    const top = at + Math.ceil(bytes / HEADER_SIZE) * HEADER_SIZE;
    if (top + LARGEST_BLOCK > ARENA_END) return 0;
    this.top = top;
    return at;
  }

  /** May jumps within a page be linked directly to this block? Not to one whose second page may change. */
  linkable(block: number): boolean {
    const { u32, u16 } = this.physical;
    return u16[(block + RECORD.offset) >> 1]! + u32[(block + HEADER.length) >> 2]! <= 4096;
  }

  /** A block of the first `count` instructions at an address, for one use before any other call. */
  truncated(rip: number, count: number): number {
    if (this.top + LARGEST_BLOCK > ARENA_END) this.reset();
    const offset = (rip >>> 0) & 0xfff;
    const frameAddress = this.fetchPage(rip - offset, rip);
    return this.decodeBlock(rip, frameAddress, offset, count, false);
  }

  /** Drops all blocks that were decoded from a frame. */
  dropFrame(frame: number): void {
    this.physical.frameFlags[frame]! &= ~FRAME_FLAG.hasCode;
    const blocks = this.byFrame.get(frame);
    if (blocks === undefined) return;
    this.byFrame.delete(frame);
    this.onDrop(frame);
    const { u32, u16 } = this.physical;
    for (const block of blocks) {
      u32[(block + RECORD.handler) >> 2] = HANDLER.stale;
      u32[(block + HEADER.count) >> 2] = 0;
      const physicalAddress = (u32[(block + HEADER.frame) >> 2]! << FRAME_SHIFT) + u16[(block + RECORD.offset) >> 1]!;
      if (this.byAddress.get(physicalAddress) === block) this.byAddress.delete(physicalAddress);
      const list = this.crossing.get(physicalAddress);
      if (list !== undefined) {
        const rest = list.filter((entry) => entry.block !== block);
        if (rest.length > 0) this.crossing.set(physicalAddress, rest);
        else this.crossing.delete(physicalAddress);
      }
    }
  }

  /** A write into a frame with code: drops the frame's blocks if it touches one. @returns is there still code? */
  writeInto(frame: number, offset: number, size: number): boolean {
    const { u32, u16 } = this.physical;
    for (const block of this.byFrame.get(frame) ?? []) {
      let start = u16[(block + RECORD.offset) >> 1]!;
      if (u32[(block + HEADER.frame) >> 2] !== frame) start -= 4096;
      if (offset < start + u32[(block + HEADER.length) >> 2]! && offset + size > start) {
        this.dropFrame(frame);
        return false;
      }
    }
    return true;
  }

  private decodeBlock(rip: number, frameAddress: number, offset: number, limit: number, keep: boolean): number {
    const { u8 } = this.physical;
    const end = frameAddress + 4096;
    let count = 0;
    let at = frameAddress + offset;
    let secondFrame = -1;
    let ended = false;
    while (count < limit && at < end) {
      const decoded = this.decoded[count];
      if (decoded === undefined) break;
      const pageOffset = at - frameAddress;
      let length = this.decoder.decode(u8, at, end, pageOffset, decoded);
      if (length === DECODE.truncated) {
        if (count > 0) break;
        const bytes = this.crossingBytes;
        const available = end - at;
        const next = rip - offset + 4096;
        const second = this.fetchPage(next, next);
        secondFrame = second >>> FRAME_SHIFT;
        bytes.set(u8.subarray(at, end));
        bytes.set(u8.subarray(second, second + 16), available);
        length = this.decoder.decode(bytes, 0, available + 16, pageOffset, decoded);
      }
      if (length < 0) {
        decoded.row = length === DECODE.tooLong ? this.tooLong : this.invalid;
        decoded.addressing = ADDRESSING.none;
        decoded.size = 4;
        decoded.length = 1;
        length = 1;
      }
      this.pageOffsets[count] = pageOffset;
      count++;
      at += length;
      if (decoded.row?.row.ends) {
        ended = true;
        break;
      }
    }
    const length = at - frameAddress - offset;
    const block = this.write(frameAddress >>> FRAME_SHIFT, length, count, ended, at - frameAddress, keep);
    if (!keep) return block;
    this.register(block, frameAddress, offset, secondFrame, length);
    if (this.library.hasPending) this.prepare(frameAddress, at);
    return block;
  }

  /**
   * Asks the library for the handlers of the rest of a page, because this code is the first to use some: one module for
   * many handlers costs little more than one for a single handler. Stops at what does not look like code.
   */
  private prepare(frameAddress: number, from: number): void {
    const { u8 } = this.physical;
    const end = frameAddress + 4096;
    let at = from;
    while (at < end) {
      let count = 0;
      let ended = false;
      while (!ended && count < LONGEST_BLOCK) {
        const decoded = this.decoded[count];
        const length = decoded ? this.decoder.decode(u8, at, end, at - frameAddress, decoded) : DECODE.truncated;
        if (!decoded || length < 0) {
          at = end;
          break;
        }
        at += length;
        count++;
        ended = decoded.row?.row.ends === true;
      }
      this.findDeadFlags(count);
      for (let i = 0; i < count; i++) this.handlerOf(i);
      this.fusedHandler(count);
    }
  }

  private handlerOf(i: number): number {
    const decoded = this.decoded[i];
    if (!decoded?.row) throw new Error("nothing decoded");
    return this.library.indexFor(decoded.row, decoded.size, decoded.addressing, this.dead[i] !== 0);
  }

  private register(block: number, frameAddress: number, offset: number, secondFrame: number, length: number): void {
    this.addToFrame(frameAddress >>> FRAME_SHIFT, block);
    if (offset + length <= 4096) {
      this.byAddress.set(frameAddress + offset, block);
      return;
    }
    this.addToFrame(secondFrame, block);
    const list = this.crossing.get(frameAddress + offset) ?? [];
    list.push({ secondFrame, block });
    this.crossing.set(frameAddress + offset, list);
  }

  private addToFrame(frame: number, block: number): void {
    const flags = this.physical.frameFlags;
    if ((flags[frame]! & FRAME_FLAG.inWriteTlb) !== 0) {
      // From now on writes to it must be seen.
      this.spaces.forgetAllWrites();
      flags[frame]! &= ~FRAME_FLAG.inWriteTlb;
    }
    flags[frame]! |= FRAME_FLAG.hasCode;
    const list = this.byFrame.get(frame);
    if (list === undefined) this.byFrame.set(frame, [block]);
    else list.push(block);
  }

  /** Writes the decoded instructions as records. `endOffset`: of the next instruction, from the start of the page. */
  private write(
    frame: number,
    length: number,
    count: number,
    ended: boolean,
    endOffset: number,
    keep: boolean,
  ): number {
    this.findDeadFlags(count);
    const { u32, u16, u8, i32 } = this.physical;
    const block = this.top + HEADER_SIZE;
    u32[(block + HEADER.frame) >> 2] = frame;
    u32[(block + HEADER.length) >> 2] = length;
    u32[(block + HEADER.count) >> 2] = count;
    u32[(block + HEADER.original) >> 2] = 0;
    u16[(block + HEADER.heat) >> 1] = 0;
    u16[(block + HEADER.records) >> 1] = count | (ended ? 0 : CUT);
    let record = block;
    for (let i = 0; i < count; i++, record += RECORD_SIZE) this.writeRecord(record, i);
    if (keep) this.fuseJump(block, count);
    if (!ended) {
      u32[(record + RECORD.handler) >> 2] = keep ? HANDLER.proceed : HANDLER.stop;
      u16[(record + RECORD.offset) >> 1] = endOffset;
      u8[record + RECORD.length] = 0;
      u8[record + RECORD.before] = count;
      u8[record + RECORD.position] = count;
      i32[(record + RECORD.taken) >> 2] = endOffset >= 4096 ? LINK_NEVER : 0;
      record += RECORD_SIZE;
    }
    // A truncated block is overwritten by the next one.
    if (keep) this.top = record;
    return block;
  }

  private writeRecord(record: number, i: number): void {
    const decoded = this.decoded[i];
    const row = decoded?.row;
    if (!decoded || !row) throw new Error("nothing decoded");
    const { u32, u16, u8, i32 } = this.physical;
    const offset = this.pageOffsets[i]!;
    u32[(record + RECORD.handler) >> 2] = this.handlerOf(i);
    u16[(record + RECORD.offset) >> 1] = offset;
    u8[record + RECORD.length] = decoded.length;
    u8[record + RECORD.before] = i;
    u16[(record + RECORD.first) >> 1] = decoded.first;
    u16[(record + RECORD.second) >> 1] = decoded.second;
    // The fault path tells stack accesses by the base.
    u16[(record + RECORD.base) >> 1] =
      row.row.stack && decoded.addressing === ADDRESSING.none ? GPR + REG.rsp * 8 : decoded.base;
    u16[(record + RECORD.index) >> 1] = decoded.index;
    u16[(record + RECORD.segment) >> 1] = decoded.segment;
    u8[record + RECORD.scale] = decoded.scale;
    u8[record + RECORD.position] = i;
    i32[(record + RECORD.displacement) >> 2] = decoded.displacement;
    u32[(record + RECORD.immediate) >> 2] = decoded.immediateLow;
    u32[(record + RECORD.immediate + 4) >> 2] = decoded.immediateHigh;
    if (row.jumps) {
      const next = offset + decoded.length;
      u32[(record + RECORD.taken) >> 2] = inPage(next + decoded.displacement) ? 0 : LINK_NEVER;
      u32[(record + RECORD.notTaken) >> 2] = inPage(next) ? 0 : LINK_NEVER;
    }
  }

  private fuseJump(block: number, count: number): void {
    const index = this.fusedHandler(count);
    if (index !== 0) this.physical.u32[(block + (count - 2) * RECORD_SIZE + RECORD.handler) >> 2] = index;
  }

  /** A conditional jump at the end shares one handler with the instruction before it, if that makes the flags; else 0. */
  private fusedHandler(count: number): number {
    const last = this.decoded[count - 1]?.row;
    const before = this.decoded[count - 2];
    if (count < 2 || !last?.jumps || last.reads === 0 || !before?.row) return 0;
    const { row } = before;
    if (!row.plain || row.kills === 0 || last.row.mnemonic.startsWith("loop")) return 0;
    return this.library.indexForFused(row, before.size, before.addressing, last);
  }

  /**
   * An instruction's flags are dead when a later instruction of the block overwrites them all before anything can see
   * them: no reader, and nothing in between that may fault or leave.
   */
  private findDeadFlags(count: number): void {
    let live = ALL_STATUS;
    for (let i = count - 1; i >= 0; i--) {
      const row = this.decoded[i]?.row;
      if (!row) continue;
      this.dead[i] = row.writes !== 0 && (row.writes & live) === 0 ? 1 : 0;
      if (row.plain && this.decoded[i]?.addressing === ADDRESSING.none) live = (live & ~row.kills) | row.reads;
      else live = ALL_STATUS;
    }
  }
}

function inPage(offset: number): boolean {
  return offset >= 0 && offset < 4096;
}

function find(library: HandlerLibrary, mnemonic: string): CompiledRow {
  const row = library.table.rows.find((each) => each.row.mnemonic === mnemonic);
  if (row === undefined) throw new Error(`no row ${mnemonic}`);
  return row;
}
