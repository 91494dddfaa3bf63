/**
 * What the x87's routines in WebAssembly (routines.ts) are written with. A routine is called by the handlers and regions
 * of many instructions, works on the register file, and answers 0 when it did nothing because the case is not a usual
 * one: then the operation in TypeScript runs. Usual are no pending exception, registers in use where they are needed,
 * zeros and normal numbers, all exceptions masked, rounding to nearest with the full precision.
 */
import { FPU_CONTROL, FPU_STATUS, FPU_TAGS, X87 } from "../layout.ts";
import { Code } from "../wasm/code.ts";
import { I32, I64, LOAD, STORE, TYPE } from "../wasm/opcodes.ts";
import { STATUS } from "./state.ts";

/** Where a memory operand lies while a routine works on it: 8 bytes, or 10 of the extended format. */
export const SLOT = 0x340;

/** Forms of the memory operand in SLOT. A shorter integer is sign-extended before it is loaded. */
export const KIND = { extended: 0, double: 1, single: 2, i64: 3, i32: 4, i16: 5 } as const;

/** Parameter of every routine. */
export const WHAT = 0;

/** Control word: masks, precision and rounding, and what the usual case has of them. */
const ALL_CONTROL = 0xf3f;
const USUAL_CONTROL = 0x33f;
const MASKS = 0x3f;

const BIAS = 16383;
const INTEGER_BIT = -(2n ** 63n);

/** A number in two locals: i64 significand, i32 sign and exponent as in the upper 16 bits of the extended format. */
export interface Extended {
  readonly sig: number;
  readonly signExponent: number;
}

export class Routine {
  readonly code = new Code(1);
  readonly status: number;
  private readonly tags: number;

  constructor() {
    const { code } = this;
    this.status = code.local(TYPE.i32);
    this.tags = code.local(TYPE.i32);
    code.block();
    code.loadAt(LOAD.i32_16u, FPU_STATUS).tee(this.status).i32(STATUS.summary).op(I32.and);
    this.declineIf();
    code.loadAt(LOAD.i32_8u, FPU_TAGS).set(this.tags);
  }

  /** Ends it. The answer (i32, not 0) is on the stack. */
  finish(): Uint8Array {
    const { code } = this;
    code.return().end().i32(0);
    return code.finish();
  }

  /** Does nothing when the i32 on the stack is not 0. */
  declineIf(): void {
    this.code.brIf(this.code.depth - 1);
  }
  declineUnless(): void {
    this.code.op(I32.eqz);
    this.declineIf();
  }

  /** Only with rounding and precision as at the start, and all exceptions masked. */
  demandUsualControl(): void {
    this.code.loadAt(LOAD.i32_16u, FPU_CONTROL).i32(ALL_CONTROL).op(I32.and).i32(USUAL_CONTROL).op(I32.ne);
    this.declineIf();
  }

  /** Only with all exceptions masked. @returns an i32 local: 0 to nearest, 3 towards zero; nothing else is usual */
  demandRounding(): number {
    const { code } = this;
    const control = code.local(TYPE.i32);
    const rounding = code.local(TYPE.i32);
    code.loadAt(LOAD.i32_16u, FPU_CONTROL).tee(control).i32(MASKS).op(I32.and).i32(MASKS).op(I32.ne);
    this.declineIf();
    code.get(control).i32(10).op(I32.shr_u).i32(3).op(I32.and).tee(rounding).i32(1).op(I32.sub).i32(2).op(I32.lt_u);
    this.declineIf();
    return rounding;
  }

  /** Pushes (i32) bits of the parameter. */
  part(shift: number, mask: number): Code {
    this.code.get(WHAT);
    if (shift > 0) this.code.i32(shift).op(I32.shr_u);
    return this.code.i32(mask).op(I32.and);
  }

  // ---- the stack ----------------------------------------------------------------------------------------------------

  /** Pops (i32) i. @returns an i32 local with the distance of ST(i) from the first register */
  place(): number {
    const { code } = this;
    const place = code.local(TYPE.i32);
    code.get(this.status).i32(11).op(I32.shr_u).op(I32.add).i32(7).op(I32.and).i32(4).op(I32.shl).set(place);
    return place;
  }
  private tagOf(place: number): Code {
    return this.code.get(this.tags).get(place).i32(4).op(I32.shr_u).op(I32.shr_u).i32(1).op(I32.and);
  }
  demandUsed(place: number): void {
    this.tagOf(place);
    this.declineUnless();
  }
  demandEmpty(place: number): void {
    this.tagOf(place);
    this.declineIf();
  }

  load(place: number): Extended {
    const { code } = this;
    const sig = code.local(TYPE.i64);
    const signExponent = code.local(TYPE.i32);
    code.get(place).load(LOAD.i64, X87).set(sig);
    code
      .get(place)
      .load(LOAD.i32_16u, X87 + 8)
      .set(signExponent);
    return { sig, signExponent };
  }
  store(place: number, { sig, signExponent }: Extended): void {
    this.code.get(place).get(sig).store(STORE.i64, X87);
    this.code
      .get(place)
      .get(signExponent)
      .store(STORE.i32_16, X87 + 8);
  }

  /** The register at `place` is in use from now on. */
  markUsed(place: number): void {
    const { code, tags } = this;
    code.get(tags).i32(1).get(place).i32(4).op(I32.shr_u).op(I32.shl).op(I32.or).set(tags);
    code.i32(0).get(tags).store(STORE.i32_8, FPU_TAGS);
  }
  /** The register at `place` is in use and becomes the top. */
  push(place: number): void {
    const { code } = this;
    this.markUsed(place);
    this.setTop(() => code.get(place).i32(4).op(I32.shr_u));
  }
  /** Takes the top away, in the local; storeStatus puts it into memory. */
  pop(): void {
    const { code, tags, status } = this;
    const top = (): Code => code.get(status).i32(11).op(I32.shr_u).i32(7).op(I32.and);
    code.get(tags).i32(1);
    top().op(I32.shl).i32(-1).op(I32.xor).op(I32.and).set(tags);
    code.i32(0).get(tags).store(STORE.i32_8, FPU_TAGS);
    this.setTop(() => top().i32(1).op(I32.add).i32(7).op(I32.and));
  }
  private setTop(pushTop: () => void): void {
    const { code, status } = this;
    code.get(status).i32(~0x3800).op(I32.and);
    pushTop();
    code.i32(11).op(I32.shl).op(I32.or).set(status);
  }

  // ---- the status word ----------------------------------------------------------------------------------------------

  clearC1(): void {
    this.code.get(this.status).i32(~STATUS.c1).op(I32.and).set(this.status);
  }
  storeStatus(): void {
    this.code.i32(0).get(this.status).store(STORE.i32_16, FPU_STATUS);
  }
  /** Sets C1 and the inexact flag as i32 locals (0 or 1) say. */
  noteRounding(up: number, inexact: number): void {
    const { code, status } = this;
    code.get(status).i32(~STATUS.c1).op(I32.and);
    code.get(up).i32(9).op(I32.shl).op(I32.or);
    code.get(inexact).i32(5).op(I32.shl).op(I32.or).set(status);
  }

  // ---- numbers ------------------------------------------------------------------------------------------------------

  /** Pushes (i32) the biased exponent. */
  exponent({ signExponent }: Extended): Code {
    return this.code.get(signExponent).i32(0x7fff).op(I32.and);
  }
  /** Pushes (i32). */
  isNormal(x: Extended): Code {
    this.exponent(x).i32(1).op(I32.sub).i32(0x7ffe).op(I32.lt_u);
    return this.code.get(x.sig).i64(0).op(I64.lt_s).op(I32.and);
  }
  isZero(x: Extended): Code {
    return this.exponent(x).op(I32.eqz).get(x.sig).op(I64.eqz).op(I32.and);
  }
  demandPlain(x: Extended): void {
    this.isNormal(x);
    this.isZero(x).op(I32.or);
    this.declineUnless();
  }
  demandPlainOrInfinite(x: Extended): void {
    this.isNormal(x);
    this.isZero(x).op(I32.or);
    this.exponent(x).i32(0x7fff).op(I32.eq).get(x.sig).i64(INTEGER_BIT).op(I64.eq).op(I32.and).op(I32.or);
    this.declineUnless();
  }

  /** What is in SLOT, of a kind (i32 local) up to i64. Denormals, infinities and NaNs of shorter formats are not usual. */
  loadSlot(kind: number): Extended {
    const { code } = this;
    const x = { sig: code.local(TYPE.i64), signExponent: code.local(TYPE.i32) };
    const bits = code.local(TYPE.i64);
    code.loadAt(LOAD.i64, SLOT).set(bits);
    code.get(kind).op(I32.eqz).if();
    code.get(bits).set(x.sig);
    code.loadAt(LOAD.i32_16u, SLOT + 8).set(x.signExponent);
    code.else().get(kind).i32(KIND.i64).op(I32.eq).if();
    this.fromInteger(x, bits);
    code.else().get(kind).i32(KIND.double).op(I32.eq).if();
    this.fromBinary(x, bits, 64, 11);
    code.else();
    code.get(bits).low32().set(bits);
    this.fromBinary(x, bits, 32, 8);
    code.end().end().end();
    return x;
  }

  private fromInteger({ sig, signExponent }: Extended, bits: number): void {
    const { code } = this;
    const shift = code.local(TYPE.i64);
    const sign = code.local(TYPE.i64);
    code.get(bits).i64(63).op(I64.shr_s).tee(sign).get(bits).op(I64.xor).get(sign).op(I64.sub).set(sig);
    code.i32(0).set(signExponent);
    code.get(bits).i64(0).op(I64.ne).if();
    code.get(sig).get(sig).op(I64.clz).tee(shift).op(I64.shl).set(sig);
    code
      .i32(BIAS + 63)
      .get(shift)
      .op(I32.wrap_i64)
      .op(I32.sub);
    code.get(sign).op(I32.wrap_i64).i32(0x8000).op(I32.and).op(I32.or).set(signExponent);
    code.end();
  }

  private fromBinary({ sig, signExponent }: Extended, bits: number, width: number, exponentBits: number): void {
    const { code } = this;
    const most = (1 << exponentBits) - 1;
    const fraction = width - 1 - exponentBits;
    const exponent = code.local(TYPE.i32);
    code
      .get(bits)
      .i64(width - 1)
      .op(I64.shr_u)
      .op(I32.wrap_i64)
      .i32(15)
      .op(I32.shl)
      .set(signExponent);
    code.get(bits).i64(fraction).op(I64.shr_u).op(I32.wrap_i64).i32(most).op(I32.and).set(exponent);
    code
      .get(bits)
      .i64(64 - fraction)
      .op(I64.shl)
      .i64(1)
      .op(I64.shr_u)
      .set(sig);
    code.get(exponent).op(I32.eqz).if();
    code.get(sig).i64(0).op(I64.ne);
    this.declineIf();
    code.else();
    code.get(exponent).i32(most).op(I32.eq);
    this.declineIf();
    code.get(sig).i64(INTEGER_BIT).op(I64.or).set(sig);
    code
      .get(signExponent)
      .get(exponent)
      .i32(BIAS - (most >> 1))
      .op(I32.add)
      .op(I32.or)
      .set(signExponent);
    code.end();
  }
}
