/**
 * The form of a decoded instruction ("record") in the arena: 32 bytes. Offsets within a record.
 * A block is a header of 32 bytes and then its records; links and tables point at the first record.
 */
import { TLB_SET_COUNT } from "../layout.ts";

export const RECORD_SIZE = 32;
export const RECORD = {
  /** u32: index of the handler in the table. */
  handler: 0,
  /** u16: offset of the instruction in its page. */
  offset: 4,
  /** u8: length (of both, when two instructions are fused). */
  length: 6,
  /** u8: instructions of the block before this one. */
  before: 7,
  /** u16: register-file offsets of the first and second register operand. */
  first: 8,
  second: 10,
  /** u16: register-file offsets of the base and index of a memory operand (ZERO when there is none). */
  base: 12,
  index: 14,
  /** i32, instead of base and index: distance of the target of a fused compare and jump. */
  fusedTarget: 12,
  /** u16: register-file offset of the segment base. */
  segment: 16,
  /** u8: shift of the index. */
  scale: 18,
  /** u8: records of the block before this one. */
  position: 19,
  /** i32: displacement; of a jump: distance of the target from the next instruction. */
  displacement: 20,
  /** i32, instead of the displacement: immediate of a fused compare and jump. */
  fusedImmediate: 20,
  /** u64: immediate, zero-extended from the operand size. */
  immediate: 24,
  /** u32: first records of the blocks that follow when a jump is taken, not taken; 0: not known yet, 1: never linked. */
  taken: 24,
  notTaken: 28,
} as const;

/** The block's header, relative to its first record. */
export const HEADER_SIZE = 32;
export const HEADER = {
  /** u32: the handler that a region stands in for, or 0. */
  original: -24,
  /** u32: address of its region's table, see REGION_TABLE. */
  region: -20,
  /** u32: number of the frame that the code lies in. */
  frame: -16,
  /** u32: length of the code in bytes. */
  length: -12,
  /** u32: instructions in the block. */
  count: -8,
  /** u16: how often the block was seen running; u16: its records without the one that ends a cut block. */
  heat: -4,
  records: -2,
} as const;
/**
 * What belongs to a region in this machine: a code version for each TLB set, then for each of its blocks the address of
 * its first record and the distance of its page from the entry's.
 */
export const REGION_TABLE = {
  versions: 0,
  blocks: TLB_SET_COUNT * 4,
  distances: TLB_SET_COUNT * 4 + 4,
  step: 8,
} as const;
/** In the header's number of records: the block ends with a record that proceeds to the next instruction. */
export const CUT = 0x8000;
export const LINK_UNKNOWN = 0;
export const LINK_NEVER = 1;

/** What handlers return to TypeScript. */
export const EXIT = {
  /** The block at RIP must be found or decoded. */
  lookup: 0,
  /** The budget does not suffice for the block at RIP. */
  budget: 1,
  /** SYSCALL; RIP is after it. */
  syscall: 2,
  /** A region of several pages was entered at RIP, and it is not known whether they lie there in this space. */
  validate: 3,
  /** As `budget`, within a region. */
  budgetInRegion: 4,
} as const;

/** Handlers with a fixed place in the table. */
export const HANDLER = {
  /** First record of a block that was dropped. */
  stale: 2,
  /** End of a block that was cut short because of the budget. */
  stop: 3,
  /** End of a block because of its length or of the page: goes to the next instruction. */
  proceed: 4,
  /** First of the x87's routines. */
  x87: 8,
  firstFree: 32,
} as const;
