/** What goes to the runner and what comes back, as runner.c has it. Offsets in bytes. */

/** Where the code under test lies, where jumps under test lead, and the bytes that are set and reported. */
export const CODE = 0x1000_0000;
export const TAKEN = 0x1000_0040;
export const DATA = 0x2000_0000;
export const DATA_SIZE = 8192;
export const WINDOW = DATA + 0xf80;
export const WINDOW_SIZE = 256;

/** One image of the state: general registers (16 × 8), rflags, FXSAVE, memory. */
export interface StateLayout {
  readonly size: number;
  readonly gpr: number;
  readonly rflags: number;
  readonly fx: number;
  readonly memory: number;
}

export const STATE = { size: 928, code: 0, gpr: 16, rflags: 144, fx: 160, memory: 672 } as const;
export const OUTCOME = {
  size: 960,
  gpr: 0,
  rflags: 128,
  landing: 136,
  signal: 144,
  vector: 152,
  error: 160,
  address: 168,
  rip: 176,
  fx: 192,
  memory: 704,
} as const;

/** Fields of an FXSAVE image. */
export const FX = { control: 0, status: 2, tags: 4, opcode: 6, ip: 8, dp: 16, mxcsr: 24, x87: 32, xmm: 160 } as const;

export const LANDINGS = ["after", "taken", "signal"] as const;
