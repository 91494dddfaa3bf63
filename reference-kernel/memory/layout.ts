/** Where things lie in a new address space: Linux's top-down layout with its random offsets (arch/x86/mm/mmap.c). */
import { FRAME_SIZE } from "./physical.ts";
import { TASK_SIZE } from "./user-memory.ts";

/** Numbers in [0, bound); `core/random.ts` is one. */
export interface RandomNumbers {
  below(bound: number): number;
}

/** /proc/sys/vm/mmap_min_addr of the usual distribution kernel. */
export const MMAP_MIN_ADDRESS = 65536;
/** Space that a stack keeps to what lies below it (stack_guard_gap). */
export const STACK_GUARD_GAP = 256 * FRAME_SIZE;
/** Bottom of the bottom-up search when the top-down one fails (TASK_UNMAPPED_BASE). */
export const MMAP_BOTTOM = Math.ceil(TASK_SIZE / 3 / FRAME_SIZE) * FRAME_SIZE;
/** Where position-independent programs (and the heap of a static one) begin (ELF_ET_DYN_BASE). */
export const ET_DYN_BASE = Math.floor((((TASK_SIZE + FRAME_SIZE) / 3) * 2) / FRAME_SIZE) * FRAME_SIZE - FRAME_SIZE;

/** Where MAP_32BIT puts mappings. */
export const LOW_START = 0x4000_0000;
export const LOW_END = 0x8000_0000;

const GIB = 2 ** 30;
const MMAP_RANDOM_PAGES = 2 ** 28;
const STACK_RANDOM_PAGES = 2 ** 22;

export interface Layout {
  /** End of the stack area, exclusive. */
  readonly stackTop: number;
  /** Mappings are placed downwards from here. */
  readonly mmapBase: number;
}

/** For programs without random addresses (ADDR_NO_RANDOMIZE): every offset is 0. */
export const NO_RANDOM: RandomNumbers = { below: () => 0 };

/** Draws the layout of a program whose stack may grow to `stackLimit` bytes (mmap_base, randomize_stack_top). */
export const drawLayout = (random: RandomNumbers, stackLimit: number): Layout => {
  const pad = (random === NO_RANDOM ? 0 : STACK_RANDOM_PAGES * FRAME_SIZE) + STACK_GUARD_GAP;
  const most = Math.floor((TASK_SIZE / 6) * 5);
  const gap = Math.min(Math.max(stackLimit + pad, 128 * 2 ** 20), most);
  const base = TASK_SIZE - gap - random.below(MMAP_RANDOM_PAGES) * FRAME_SIZE;
  return {
    stackTop: TASK_SIZE - random.below(STACK_RANDOM_PAGES) * FRAME_SIZE,
    mmapBase: Math.ceil(base / FRAME_SIZE) * FRAME_SIZE,
  };
};

/** Where a position-independent program with an interpreter begins (load_elf_binary). */
export const drawProgramStart = (random: RandomNumbers, alignment: number): number => {
  const start = ET_DYN_BASE + random.below(MMAP_RANDOM_PAGES) * FRAME_SIZE;
  return start - (start % alignment);
};

/** Where the heap begins, up to 1 GiB above `floor` (arch_randomize_brk). */
export const drawHeapStart = (random: RandomNumbers, floor: number): number =>
  floor + random.below(GIB / FRAME_SIZE) * FRAME_SIZE;
