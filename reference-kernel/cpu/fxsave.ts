/**
 * The 512 bytes of FXSAVE64, from and to registers, live or saved: what FXSAVE writes and what a signal frame
 * holds. Bytes 416 to 511 are left as they are. Source: Intel SDM volume 1, table 10-2.
 */
import { FPU, FPU_STATUS, FPU_TAGS, MXCSR, MXCSR_MASK, X87, XMM } from "./layout.ts";
import type { Registers } from "./registers.ts";

/** Bytes that FXSAVE writes and FXRSTOR reads. */
export const FXSAVE_USED = 416;
/** The MXCSR bits that exist. */
export const MXCSR_BITS = 0xffff;

const HEADER_SIZE = 32;

/** The state that FNINIT and a reset MXCSR leave, with all registers zero. */
export function resetFloat(registers: Pick<Registers, "bytes">): void {
  const context = registers.bytes();
  context.fill(0, FPU, XMM + 256);
  const view = new DataView(context.buffer, context.byteOffset);
  view.setUint16(FPU, 0x37f, true);
  view.setUint32(MXCSR, 0x1f80, true);
  view.setUint32(MXCSR_MASK, MXCSR_BITS, true);
}

/** @param into at least FXSAVE_USED bytes */
export function saveFxsave(registers: Pick<Registers, "bytes">, into: Uint8Array): void {
  const context = registers.bytes();
  for (let i = 0; i < HEADER_SIZE; i++) into[i] = context[FPU + i]!;
  into[5] = 0;
  for (let i = 0; i < 4; i++) into[MXCSR_MASK - FPU + i] = (MXCSR_BITS >> (8 * i)) & 255;
  const top = (context[FPU_STATUS + 1]! >> 3) & 7;
  for (let i = 0; i < 8; i++) {
    const from = X87 + 16 * ((top + i) & 7);
    const to = HEADER_SIZE + 16 * i;
    for (let j = 0; j < 10; j++) into[to + j] = context[from + j]!;
    for (let j = 10; j < 16; j++) into[to + j] = 0;
  }
  into.set(context.subarray(XMM, XMM + 256), XMM - FPU);
}

/** @param from at least FXSAVE_USED bytes @returns false, with nothing changed, if MXCSR has reserved bits set (FXRSTOR: #GP) */
export function loadFxsave(registers: Pick<Registers, "bytes">, from: Uint8Array): boolean {
  const context = registers.bytes();
  const view = new DataView(from.buffer, from.byteOffset);
  const mxcsr = view.getUint32(24, true);
  if ((mxcsr & ~MXCSR_BITS) !== 0) return false;
  const mask = context.slice(MXCSR_MASK, MXCSR_MASK + 4);
  context.set(from.subarray(0, HEADER_SIZE), FPU);
  context.set(mask, MXCSR_MASK);
  const out = new DataView(context.buffer, context.byteOffset);
  const control = (view.getUint16(0, true) & 0x1f3f) | 0x40;
  out.setUint16(FPU, control, true);
  // ES and B follow from flags and masks.
  const status = view.getUint16(2, true) & 0x7f7f;
  out.setUint16(FPU_STATUS, (status & ~control & 0x3f) !== 0 ? status | 0x8080 : status, true);
  out.setUint8(FPU_TAGS + 1, 0);
  const top = (status >> 11) & 7;
  for (let i = 0; i < 8; i++) {
    const to = X87 + 16 * ((top + i) & 7);
    for (let j = 0; j < 10; j++) context[to + j] = from[HEADER_SIZE + 16 * i + j]!;
  }
  context.set(from.subarray(XMM - FPU, XMM - FPU + 256), XMM);
  return true;
}
