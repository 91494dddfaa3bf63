/**
 * The lazy flags and RFLAGS.
 *
 * Instructions store what flags follow from instead of the flags:
 * - result `fr`: the result, sign-extended to 64 bits. ZF is fr = 0.
 * - carries `fc`: the vector of carries (or borrows) out of each bit, shifted so that the operand's top bit is bit 63.
 *   CF is bit 63; OF is bit 63 xor bit 62.
 * - extra `fx`: bit 63 is flipped into SF (else bit 63 of fr), bit 0 is flipped into PF (else the parity of fr's low
 *   byte), bit 3 is AF. An addition takes it as `carries & 8`.
 */
import { FLAG_CARRY, FLAG_EXTRA, FLAG_RESULT, FLAG_STORED } from "./layout.ts";

export const FLAG = {
  CF: 1 << 0,
  PF: 1 << 2,
  AF: 1 << 4,
  ZF: 1 << 6,
  SF: 1 << 7,
  TF: 1 << 8,
  IF: 1 << 9,
  DF: 1 << 10,
  OF: 1 << 11,
  NT: 1 << 14,
  AC: 1 << 18,
  ID: 1 << 21,
} as const;

/** The six flags that arithmetic sets. */
export const STATUS_FLAGS = FLAG.CF | FLAG.PF | FLAG.AF | FLAG.ZF | FLAG.SF | FLAG.OF;
/** The flags that POPF changes in user mode (IOPL 0: IF stays). */
const STORED_FLAGS = FLAG.TF | FLAG.DF | FLAG.NT | FLAG.AC | FLAG.ID;
/** Bit 1 reads as one, and interrupts are always enabled in user mode. */
const FIXED_FLAGS = 2 | FLAG.IF;

export interface FlagViews {
  readonly u32: Uint32Array;
}

/** 1 when the low byte of `value` has an even number of ones. */
function evenParity(value: number): number {
  let byte = value ^ (value >> 4);
  byte &= 15;
  return (0x9669 >> byte) & 1;
}

export function readRflags(views: FlagViews): number {
  const u32 = views.u32;
  const resultLow = u32[FLAG_RESULT >> 2]!;
  const resultHigh = u32[(FLAG_RESULT >> 2) + 1]!;
  const carries = u32[(FLAG_CARRY >> 2) + 1]!;
  const extraLow = u32[FLAG_EXTRA >> 2]!;
  const extraHigh = u32[(FLAG_EXTRA >> 2) + 1]!;
  let flags = u32[FLAG_STORED >> 2]! | FIXED_FLAGS;
  if (carries >>> 31 !== 0) flags |= FLAG.CF;
  if ((carries ^ (carries << 1)) >>> 31 !== 0) flags |= FLAG.OF;
  if ((resultLow | resultHigh) === 0) flags |= FLAG.ZF;
  if ((resultHigh ^ extraHigh) >>> 31 !== 0) flags |= FLAG.SF;
  if ((evenParity(resultLow & 255) ^ (extraLow & 1)) !== 0) flags |= FLAG.PF;
  if ((extraLow & 8) !== 0) flags |= FLAG.AF;
  return flags;
}

/** Sets the six status flags alone. */
export function writeStatusFlags(views: FlagViews, flags: number): void {
  const u32 = views.u32;
  const zero = (flags & FLAG.ZF) !== 0;
  // 0 has even parity, 1 odd.
  const parity = ((flags & FLAG.PF) !== 0 ? 1 : 0) ^ (zero ? 1 : 0);
  u32[FLAG_RESULT >> 2] = zero ? 0 : 1;
  u32[(FLAG_RESULT >> 2) + 1] = 0;
  const carry = flags & FLAG.CF;
  const overflow = (flags & FLAG.OF) !== 0 ? 1 : 0;
  u32[FLAG_CARRY >> 2] = 0;
  u32[(FLAG_CARRY >> 2) + 1] = (carry << 31) | ((carry ^ overflow) << 30);
  u32[FLAG_EXTRA >> 2] = parity | ((flags & FLAG.AF) !== 0 ? 8 : 0);
  u32[(FLAG_EXTRA >> 2) + 1] = (flags & FLAG.SF) !== 0 ? 0x80000000 : 0;
}

export function writeRflags(views: FlagViews, flags: number): void {
  views.u32[FLAG_STORED >> 2] = flags & STORED_FLAGS;
  writeStatusFlags(views, flags);
}
