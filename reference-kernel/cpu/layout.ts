/**
 * Where the processor keeps its state in the low part of the kernel's WebAssembly.Memory. All numbers are byte offsets.
 * A saved context (context.ts) is a copy of the first CONTEXT_SIZE bytes, so the same offsets hold in both.
 */

/** General registers, 8 bytes each, in the order of their encoding: rax rcx rdx rbx rsp rbp rsi rdi r8 … r15. */
export const GPR = 0x000;
export const REG = {
  rax: 0,
  rcx: 1,
  rdx: 2,
  rbx: 3,
  rsp: 4,
  rbp: 5,
  rsi: 6,
  rdi: 7,
  r8: 8,
  r9: 9,
  r10: 10,
  r11: 11,
  r12: 12,
  r13: 13,
  r14: 14,
  r15: 15,
} as const;
export const REGISTER_NAMES = Object.keys(REG) as readonly (keyof typeof REG)[];

/** u64. Only true while no guest code runs; inside a block it is BLOCK_BASE plus the record's offset. */
export const RIP = 0x080;
export const FS_BASE = 0x088;
export const GS_BASE = 0x090;
/** Lazy flags, see flags.ts: result, carries, and what departs from the result. */
export const FLAG_RESULT = 0x098;
export const FLAG_CARRY = 0x0a0;
export const FLAG_EXTRA = 0x0a8;
/** u32: the flags that are kept as they are (DF, TF, AC, ID, NT); bit positions as in RFLAGS. */
export const FLAG_STORED = 0x0b0;
/** u16 selectors: es cs ss ds fs gs. */
export const SEGMENTS = 0x0b8;

/**
 * x87 and SSE state. Laid out like the 512 bytes of FXSAVE64, but the x87 registers lie in *physical* order (R0 … R7)
 * and FTW is kept in the abridged form (bit i set: physical Ri is not empty).
 */
export const FPU = 0x100;
export const FPU_CONTROL = FPU + 0; // u16
export const FPU_STATUS = FPU + 2; // u16, TOP in bits 11–13
export const FPU_TAGS = FPU + 4; // u8
export const FPU_OPCODE = FPU + 6; // u16
export const FPU_IP = FPU + 8; // u64
export const FPU_DP = FPU + 16; // u64
export const MXCSR = FPU + 24; // u32
export const MXCSR_MASK = FPU + 28; // u32
export const X87 = FPU + 32; // 8 × 16 bytes: 64 bits of significand, 16 of sign and exponent; MMX registers are the significands
export const XMM = FPU + 160; // 16 × 16 bytes
export const CONTEXT_SIZE = 0x300;

/** What belongs to the machine and not to a task. */
export const ZERO = 0x300; // u64, always 0: "no register" in addressing
export const BLOCK_BASE = 0x308; // u64: virtual address of the page that the running block lies in
export const PAGE_CONSTANT = 0x310; // u64, always 4096
export const BUDGET = 0x318; // i32: instructions that may still run
export const TLB_READ = 0x31c; // u32: address of the current read table
export const TLB_WRITE = 0x320; // u32
export const JUMP_CACHE = 0x324; // u32
/** u64: the address that a slow memory access or a TypeScript handler is about. */
export const EFFECTIVE = 0x328;
/** u32: where the address of a block is to be stored once it is decoded, or 0. */
export const LINK_SLOT = 0x330;
/** u32: changes whenever code may lie elsewhere in the current space; another space has another one. */
export const CODE_VERSION = 0x334;
/** u32: 4 × number of the current TLB set. */
export const CODE_SLOT = 0x338;
/** f64: the time-stamp counter, plus the budget; below 0: RDTSC is not allowed. */
export const TIME_AND_BUDGET = 0x350;
export const MACHINE_END = 0x400;

/** 64 bytes through which page-crossing accesses go; a translated address below SCRATCH_END means such an access. */
export const SCRATCH = 0x400;
export const SCRATCH_END = 0x440;
/** Free for constants of the x87/SSE emitters (masks and the like); filled once when a machine is made. */
export const CONSTANTS = 0x1000;
export const CONSTANTS_END = 0x4000;

/** TLB sets. Each: read table, write table (1024 entries of {u64 tag, i32 addend, pad}), jump cache (4096 × {u64 rip, u32 block, pad}). */
export const TLB_SETS = 0x10000;
export const TLB_SET_COUNT = 16;
export const TLB_ENTRIES = 1024;
export const TLB_SET_SIZE = 0x18000;
export const JUMP_ENTRIES = 4096;
/** An address's entry in the jump cache: the low bits of rip ^ (rip >> JUMP_SHIFT). */
export const JUMP_SHIFT = 10;
export const TLB_TABLE_SIZE = TLB_ENTRIES * 16;

/** Decoded blocks. When it is full, all blocks are forgotten. */
export const ARENA = TLB_SETS + TLB_SET_COUNT * TLB_SET_SIZE;
export const ARENA_END = 0x1100000;

/** First frame that guests get. */
export const FIRST_FRAME = ARENA_END >>> 12;
