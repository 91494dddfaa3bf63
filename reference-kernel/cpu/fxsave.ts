/**
 * The 512 bytes of FXSAVE64, from and to registers, live or saved: what FXSAVE writes and what a signal frame
 * holds. Bytes 416 to 511 are left as they are. Source: Intel SDM volume 1, table 10-2.
 *
 * Contexts and images are taken as 32-bit words: a context begins at word 0 of its array (`Registers.raw`), an image at
 * any word of its own, which may be the same memory.
 */
import { FPU, MXCSR, MXCSR_MASK, X87, XMM } from "./layout.ts";

/** Bytes that FXSAVE writes and FXRSTOR reads. */
export const FXSAVE_USED = 416;
/** The MXCSR bits that exist. */
export const MXCSR_BITS = 0xffff;

/** Positions in words. In an image the x87 registers begin at word 8, those of SSE at word 40. */
const STATE = FPU >> 2;
const X87_STATE = X87 >> 2;
const XMM_STATE = XMM >> 2;
const X87_IMAGE = 8;
const XMM_IMAGE = 40;
const XMM_WORDS = 64;

/** The state that FNINIT and a reset MXCSR leave, with all registers zero. */
export function resetFloat(context: Uint32Array): void {
  context.fill(0, STATE, XMM_STATE + XMM_WORDS);
  context[STATE] = 0x37f;
  context[MXCSR >> 2] = 0x1f80;
  context[MXCSR_MASK >> 2] = MXCSR_BITS;
}

export function saveFxsave(context: Uint32Array, into: Uint32Array, at: number): void {
  for (let i = 0; i < 7; i++) into[at + i] = context[STATE + i]!;
  // The byte after the tags is reserved.
  into[at + 1]! &= 0xffff_00ff;
  into[at + 7] = MXCSR_BITS;
  const top = (context[STATE]! >>> 27) & 7;
  for (let i = 0; i < 8; i++) {
    const from = X87_STATE + 4 * ((top + i) & 7);
    const to = at + X87_IMAGE + 4 * i;
    into[to] = context[from]!;
    into[to + 1] = context[from + 1]!;
    into[to + 2] = context[from + 2]! & 0xffff;
    into[to + 3] = 0;
  }
  copyVectors(context, XMM_STATE, into, at + XMM_IMAGE);
}

/** @returns false, with nothing changed, if MXCSR has reserved bits set (FXRSTOR: #GP) */
export function loadFxsave(context: Uint32Array, from: Uint32Array, at: number): boolean {
  if ((from[at + 6]! & ~MXCSR_BITS) !== 0) return false;
  for (let i = 2; i < 7; i++) context[STATE + i] = from[at + i]!;
  const control = (from[at]! & 0x1f3f) | 0x40;
  // ES and B follow from flags and masks.
  const status = (from[at]! >>> 16) & 0x7f7f;
  context[STATE] = control | (((status & ~control & 0x3f) !== 0 ? status | 0x8080 : status) << 16);
  context[STATE + 1] = from[at + 1]! & 0xffff_00ff;
  const top = (status >> 11) & 7;
  for (let i = 0; i < 8; i++) {
    const to = X87_STATE + 4 * ((top + i) & 7);
    const start = at + X87_IMAGE + 4 * i;
    context[to] = from[start]!;
    context[to + 1] = from[start + 1]!;
    context[to + 2] = (context[to + 2]! & 0xffff_0000) | (from[start + 2]! & 0xffff);
  }
  copyVectors(from, at + XMM_IMAGE, context, XMM_STATE);
  return true;
}

function copyVectors(from: Uint32Array, start: number, to: Uint32Array, at: number): void {
  if (from === to) to.copyWithin(at, start, start + XMM_WORDS);
  else for (let i = 0; i < XMM_WORDS; i++) to[at + i] = from[start + i]!;
}
