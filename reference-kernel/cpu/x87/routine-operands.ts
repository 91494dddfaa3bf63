/** What the parameter of an x87 routine says, and what several routines begin or end with. */
import { I32, I64, TYPE } from "../wasm/opcodes.ts";
import type { Extended, Routine } from "./routine.ts";

/** Of an exponent. */
export const BIAS = 16383;

/**
 * Parameter of add, multiply and divide: the destination, which is the first operand, in bits 0 to 2; the other in bits
 * 4 to 6, or with `fromSlot` in SLOT, its kind from bit `kind` on. compare: the other alone, ST(0) is the first.
 */
export const OPERANDS = {
  other: 4,
  fromSlot: 1 << 7,
  kind: 8,
  pops: 1 << 10,
  popsTwice: 1 << 11,
  /** add: the sign of the first, of the other operand is changed. divide: the other is divided by the first. */
  flipFirst: 1 << 12,
  flipOther: 1 << 13,
  reversed: 1 << 12,
  /** compare: the status word stays as it is (FCOMI). */
  toFlags: 1 << 14,
} as const;

/** compare's answer besides 1. */
export const ORDER = { equal: 2, less: 4 } as const;

/** storeRegister and store: the top is taken away. */
export const POPS = 8;

export interface Operands {
  readonly place: number;
  readonly a: Extended;
  readonly b: Extended;
}

/** The operands as the parameter says; both are in use. */
export function operands(r: Routine): Operands {
  const { code } = r;
  r.part(0, 7);
  const place = r.place();
  r.demandUsed(place);
  const a = r.load(place);
  const b = { sig: code.local(TYPE.i64), signExponent: code.local(TYPE.i32) };
  const copy = (from: Extended): void => {
    code.get(from.sig).set(b.sig).get(from.signExponent).set(b.signExponent);
  };
  r.part(0, OPERANDS.fromSlot).if();
  const kind = code.local(TYPE.i32);
  r.part(OPERANDS.kind, 3).set(kind);
  copy(r.loadSlot(kind));
  code.else();
  r.part(OPERANDS.other, 7);
  const other = r.place();
  r.demandUsed(other);
  copy(r.load(other));
  code.end();
  return { place, a, b };
}

export function popAsSaid(r: Routine): void {
  for (const bit of [OPERANDS.pops, OPERANDS.popsTwice]) {
    r.part(0, bit).if();
    r.pop();
    r.code.end();
  }
}

export function popIfSaid(r: Routine): void {
  r.part(0, POPS).if();
  r.pop();
  r.code.end();
}

/** Pushes (i32) whether the magnitude of `a` is smaller than that of `b`. */
export function pushSmaller(r: Routine, a: Extended, b: Extended): void {
  r.exponent(a);
  r.exponent(b).op(I32.lt_u);
  r.exponent(a);
  r.exponent(b).op(I32.eq).get(a.sig).get(b.sig).op(I64.lt_u).op(I32.and).op(I32.or);
}

/** Pushes (i32) whether to nearest means up: more than half, or half and the last bit is odd. */
export function pushRoundsUp({ code }: Routine, sig: number, below: number): void {
  code.get(below).i64(0).op(I64.lt_s);
  code.get(below).i64(1).op(I64.shl).get(sig).i64(1).op(I64.and).op(I64.or).i64(0).op(I64.ne).op(I32.and);
}
