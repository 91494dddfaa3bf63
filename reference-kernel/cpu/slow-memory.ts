/**
 * Memory accesses that the TLB did not answer: the address space is asked, page crossings are put together from two
 * pages, writes into decoded code drop it, and what cannot be resolved becomes an exception.
 */
import { type Access, EXECUTE, FAULT_UNMAPPED, WRITE } from "../memory/mmu.ts";
import { FRAME_FLAG, FRAME_SHIFT, type PhysicalMemory } from "../memory/physical.ts";
import { RECORD } from "./emit/record.ts";
import { EFFECTIVE, GPR, REG, SCRATCH, ZERO } from "./layout.ts";
import type { Spaces } from "./spaces.ts";
import { VECTOR } from "./vectors.ts";

/** Bits of a page fault's error code. */
export const PAGE_FAULT = { present: 1, write: 2, user: 4, fetch: 16 } as const;

/** First address above user space: the lower canonical half ends here. */
export const USER_END = 0x8000_0000_0000;
/** Nothing is ever mapped in the last page below; Linux reports faults from here on as of a present page. */
const TASK_END = 0x7fff_ffff_f000;
/** First address of the upper canonical half. */
const KERNEL_START = 0xffff_8000_0000_0000;
const HIGH = 4294967296;

/** How an exception is raised at the instruction of a record (0: before any instruction). It throws. */
export type Raise = (record: number, vector: number, errorCode: number, address: number | bigint) => never;

export class SlowMemory {
  /** Called before a write into a frame with decoded code: offset in the frame, bytes. @returns is it still code? */
  onCodeWrite: (frame: number, offset: number, size: number) => boolean = () => false;

  private readonly physical: PhysicalMemory;
  private readonly spaces: Spaces;
  private readonly raise: Raise;
  /** Of a page-crossing write that is under way: where its two parts go, or -1. */
  private crossingFirst = -1;
  private crossingSecond = -1;
  private crossingFirstSize = 0;
  private crossingSize = 0;

  constructor(physical: PhysicalMemory, spaces: Spaces, raise: Raise) {
    this.physical = physical;
    this.spaces = spaces;
    this.raise = raise;
  }

  /** The access whose address is in EFFECTIVE. @returns where in the Memory `size` contiguous bytes are. */
  atEffective(record: number, size: number, access: Access, offset = 0): number {
    const { u32, u64 } = this.physical;
    const high = u32[(EFFECTIVE >> 2) + 1]!;
    // Beyond 2^53 a number is not exact.
    if (high >= 0x8000) this.beyondUser(record, BigInt.asUintN(64, u64[EFFECTIVE >> 3]! + BigInt(offset)), access);
    return this.at(record, high * HIGH + u32[EFFECTIVE >> 2]! + offset, size, access);
  }

  at(record: number, address: number, size: number, access: Access): number {
    // Whether all bytes have canonical addresses is looked at before any page.
    if (address + size > USER_END) this.beyondUser(record, address, access);
    const offset = (address >>> 0) & 0xfff;
    const page = address - offset;
    this.crossingFirst = -1;
    if (offset + size <= 4096) return this.page(record, page, address, access, offset, size) + offset;
    const firstSize = 4096 - offset;
    const second = page + 4096;
    const first = this.page(record, page, address, access, offset, firstSize) + offset;
    const rest = this.page(record, second, second, access, 0, size - firstSize);
    const { u8 } = this.physical;
    u8.copyWithin(SCRATCH, first, first + firstSize);
    u8.copyWithin(SCRATCH + firstSize, rest, rest + size - firstSize);
    if (access === WRITE) {
      this.crossingFirst = first;
      this.crossingSecond = rest;
      this.crossingFirstSize = firstSize;
      this.crossingSize = size;
    }
    return SCRATCH;
  }

  /** The frame (byte offset) with the code at a page; `address` is where the fetch happens. */
  fetch(page: number, address: number): number {
    if (address >= USER_END) this.beyondUser(0, address, EXECUTE);
    const frameAddress = this.spaces.current.mmu.translate(page, EXECUTE);
    if (frameAddress < 0) this.pageFault(0, address, EXECUTE, frameAddress !== FAULT_UNMAPPED);
    return frameAddress;
  }

  /** Finishes a page-crossing write whose bytes are in the scratch buffer; does nothing when there is none. */
  commit(): void {
    if (this.crossingFirst < 0) return;
    const { u8 } = this.physical;
    u8.copyWithin(this.crossingFirst, SCRATCH, SCRATCH + this.crossingFirstSize);
    u8.copyWithin(this.crossingSecond, SCRATCH + this.crossingFirstSize, SCRATCH + this.crossingSize);
    this.crossingFirst = -1;
  }

  /** Before bytes at [at, at + size) of one frame are written: drops code that was decoded from them. */
  codeWrite(at: number, size: number): void {
    const frame = at >>> FRAME_SHIFT;
    if ((this.physical.frameFlags[frame]! & FRAME_FLAG.hasCode) !== 0) this.onCodeWrite(frame, at & 0xfff, size);
  }

  /** An unfinished crossing write is given up (its instruction faulted). */
  abandon(): void {
    this.crossingFirst = -1;
  }

  /** Translates a page and enters it in the TLB. @returns byte offset of its frame */
  private page(record: number, page: number, address: number, access: Access, offset: number, size: number): number {
    const frameAddress = this.spaces.current.mmu.translate(page, access);
    if (frameAddress < 0) this.pageFault(record, address, access, frameAddress !== FAULT_UNMAPPED);
    if (access === WRITE) {
      const frame = frameAddress >>> FRAME_SHIFT;
      const flags = this.physical.frameFlags;
      if ((flags[frame]! & FRAME_FLAG.hasCode) !== 0 && this.onCodeWrite(frame, offset, size)) {
        // Still code: every write must come here. What is read must be this frame, too (copy on write may have changed it).
        this.spaces.enter(page, frameAddress, false);
        return frameAddress;
      }
      flags[frame]! |= FRAME_FLAG.inWriteTlb;
    }
    this.spaces.enter(page, frameAddress, access === WRITE);
    return frameAddress;
  }

  private pageFault(record: number, address: number | bigint, access: Access, present: boolean): never {
    const code =
      PAGE_FAULT.user |
      (present || address >= TASK_END ? PAGE_FAULT.present : 0) |
      (access === WRITE ? PAGE_FAULT.write : access === EXECUTE ? PAGE_FAULT.fetch : 0);
    return this.raise(record, VECTOR.pageFault, code, address);
  }

  /** The kernel's half is present but not ours; in between, addresses are not canonical. */
  private beyondUser(record: number, address: number | bigint, access: Access): never {
    if (address >= KERNEL_START) return this.pageFault(record, address, access, true);
    return this.raise(record, this.usesStack(record) ? VECTOR.stackFault : VECTOR.generalProtection, 0, 0);
  }

  /** Is the memory operand addressed through the stack segment? Then a bad address is #SS. */
  private usesStack(record: number): boolean {
    if (record === 0) return false;
    const { u16 } = this.physical;
    const base = u16[(record + RECORD.base) >> 1]!;
    const onStack = base === GPR + REG.rsp * 8 || base === GPR + REG.rbp * 8;
    return onStack && u16[(record + RECORD.segment) >> 1] === ZERO;
  }
}
