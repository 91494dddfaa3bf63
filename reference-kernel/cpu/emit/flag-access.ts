/** The lazy flags as emitters use them (rflags.ts): the middle part of what an emitter writes with (sem.ts). */
import { FLAG_CARRY, FLAG_EXTRA, FLAG_RESULT } from "../layout.ts";
import type { Code } from "../wasm/code.ts";
import { I32, I64, LOAD, STORE } from "../wasm/opcodes.ts";
import { Access } from "./access.ts";

/** Where the flags came from, when that is known: then a condition is a comparison of locals. */
export type FlagSource =
  | {
      readonly kind: "subtract";
      readonly a: number;
      readonly b: number;
      readonly result: number;
      readonly size: number;
    }
  /** CF and OF are clear. */
  | { readonly kind: "logic"; readonly result: number; readonly size: number }
  /** Only ZF and SF are known. */
  | { readonly kind: "result"; readonly result: number; readonly size: number };

export class Flags extends Access {
  /** Set by the last instruction that wrote flags in this handler. */
  flagSource: FlagSource | null = null;

  // ---- flags, see rflags.ts -------------------------------------------------------------------------------------------

  /** Called before anything that reads or writes the flags in memory. */
  protected flagsInMemory(): void {}

  get flagsDead(): boolean {
    return this.variant.flagsDead;
  }

  /** Sets ZF, SF, PF from a result; the carries and the rest are set by the caller. */
  setResult(result: number, size = this.size): void {
    this.flagsInMemory();
    const code = this.code;
    code.i32(0).get(result);
    this.signExtend(size);
    code.store(STORE.i64, FLAG_RESULT);
  }
  /** Pops (i64) through a local: the carry vector, normalised. */
  setCarry(carry: number): void {
    this.flagsInMemory();
    this.code.i32(0).get(carry).store(STORE.i64, FLAG_CARRY);
  }
  setExtra(extra: number): void {
    this.flagsInMemory();
    this.code.i32(0).get(extra).store(STORE.i64, FLAG_EXTRA);
  }

  /** and, or, xor, test: CF, OF and AF clear. */
  flagsLogic(result: number, size = this.size): void {
    this.flagSource = { kind: "logic", result, size };
    if (this.flagsDead) return;
    this.setResult(result, size);
    this.code.i32(0).i64(0).store(STORE.i64, FLAG_CARRY);
    this.code.i32(0).i64(0).store(STORE.i64, FLAG_EXTRA);
  }

  /** Flags of result = a + b (+ carry). */
  flagsAdd(a: number, b: number, result: number, size = this.size): void {
    this.flagSource = { kind: "result", result, size };
    if (this.flagsDead) return;
    const code = this.code;
    this.setResult(result, size);
    // Carry out of each bit: a & b | (a | b) & ~result.
    code.get(a).get(b).op(I64.and).get(a).get(b).op(I64.or).get(result).i64(-1).op(I64.xor).op(I64.and).op(I64.or);
    this.storeCarries(size);
  }

  /** Flags of result = a − b (− borrow). */
  flagsSubtract(a: number, b: number, result: number, size = this.size): void {
    this.flagSource = { kind: "subtract", a, b, result, size };
    if (this.flagsDead) return;
    const code = this.code;
    this.setResult(result, size);
    // Borrow out of each bit: ~a & b | (~a | b) & result.
    const notA = this.local(code.get(a).i64(-1).op(I64.xor));
    code.get(notA).get(b).op(I64.and).get(notA).get(b).op(I64.or).get(result).op(I64.and).op(I64.or);
    this.storeCarries(size);
  }

  /** ZF = equal, CF = less (i64 locals that are 0 or 1), the others clear. */
  setOrder(equal: number, less: number): void {
    this.flagsInMemory();
    const { code } = this;
    // Result 0 has even parity, 1 odd: PF is cleared through the extra.
    code.i32(0).i64(1).get(equal).op(I64.sub).store(STORE.i64, FLAG_RESULT);
    code.i32(0).get(equal).store(STORE.i64, FLAG_EXTRA);
    // Both carries alike, so that OF is clear.
    code.i32(0).get(less).i64(62).op(I64.shl).i64(3).op(I64.mul).store(STORE.i64, FLAG_CARRY);
  }

  /** Takes the vector of carries from the stack. */
  private storeCarries(size: number): void {
    const code = this.code;
    const carries = this.local(code);
    code.i32(0).get(carries);
    if (size < 8) code.i64(64 - size * 8).op(I64.shl);
    code.store(STORE.i64, FLAG_CARRY);
    code.i32(0).get(carries).i64(8).op(I64.and).store(STORE.i64, FLAG_EXTRA);
  }

  /** Sets CF to bit 0 of a local; OF and the rest stay. */
  setCarryOnly(carry: number): void {
    this.flagsInMemory();
    const { code } = this;
    const old = this.local(this.readAt(FLAG_CARRY));
    const top = this.local(code.get(carry).i64(63).op(I64.shl));
    code.i32(0).get(top);
    // Bit 62 is CF xor OF; OF is bit 63 of old ^ (old << 1).
    code.get(top).get(old).op(I64.xor).get(old).i64(1).op(I64.shl).op(I64.xor);
    code
      .i64(-(2n ** 63n))
      .op(I64.and)
      .i64(1)
      .op(I64.shr_u)
      .op(I64.or)
      .store(STORE.i64, FLAG_CARRY);
  }

  /** Sets CF and OF both to whether an i32 local is not 0; the rest stays (mul, imul). */
  setCarryAndOverflow(condition: number): void {
    this.flagsInMemory();
    this.code.i32(0).get(condition).i32(0).op(I32.ne).op(I64.extend_i32_u).i64(63).op(I64.shl);
    this.code.store(STORE.i64, FLAG_CARRY);
  }

  /** Pushes CF as an i64, 0 or 1. */
  carry(): Code {
    this.flagsInMemory();
    return this.readAt(FLAG_CARRY).i64(63).op(I64.shr_u);
  }

  /** Pushes (i32, 0 or not) a condition, numbered as in the opcodes of jcc. */
  condition(number: number): Code {
    const code = this.code;
    if (this.flagSource !== null && this.conditionFrom(this.flagSource, number & 14)) {
      return (number & 1) !== 0 ? code.op(I32.eqz) : code;
    }
    this.flagsInMemory();
    switch (number & 14) {
      case 0: // overflow
        this.readAt(FLAG_CARRY);
        this.readAt(FLAG_CARRY).i64(1).op(I64.shl).op(I64.xor).i64(0).op(I64.lt_s);
        break;
      case 2: // carry
        this.readAt(FLAG_CARRY).i64(0).op(I64.lt_s);
        break;
      case 4: // zero
        this.readAt(FLAG_RESULT).op(I64.eqz);
        break;
      case 6: // carry or zero
        this.readAt(FLAG_CARRY).i64(0).op(I64.lt_s);
        this.readAt(FLAG_RESULT).op(I64.eqz).op(I32.or);
        break;
      case 8: // sign
        this.readAt(FLAG_RESULT);
        this.readAt(FLAG_EXTRA).op(I64.xor).i64(0).op(I64.lt_s);
        break;
      case 10: // parity
        this.parity();
        break;
      default: {
        // less: SF ≠ OF
        this.readAt(FLAG_RESULT);
        this.readAt(FLAG_EXTRA).op(I64.xor);
        this.readAt(FLAG_CARRY).op(I64.xor);
        this.readAt(FLAG_CARRY).i64(1).op(I64.shl).op(I64.xor).i64(0).op(I64.lt_s);
        if ((number & 14) === 14) this.readAt(FLAG_RESULT).op(I64.eqz).op(I32.or);
      }
    }
    return (number & 1) !== 0 ? code.op(I32.eqz) : code;
  }

  /** Pushes a condition out of the values that the flags came from. @returns false if that cannot be done */
  private conditionFrom(source: FlagSource, condition: number): boolean {
    const { code } = this;
    const signed = (local: number): void => {
      code.get(local);
      this.signExtend(source.size);
    };
    if (condition === 4) {
      code.get(source.result);
      this.zeroExtend(source.size).op(I64.eqz);
      return true;
    }
    if (condition === 8 || (source.kind === "logic" && condition === 12)) {
      signed(source.result);
      code.i64(0).op(I64.lt_s);
      return true;
    }
    if (source.kind === "logic" && condition === 14) {
      signed(source.result);
      code.i64(0).op(I64.le_s);
      return true;
    }
    if (source.kind !== "subtract") return false;
    if (condition === 2 || condition === 6) {
      code
        .get(source.a)
        .get(source.b)
        .op(condition === 2 ? I64.lt_u : I64.le_u);
      return true;
    }
    if (condition !== 12 && condition !== 14) return false;
    signed(source.a);
    signed(source.b);
    code.op(condition === 12 ? I64.lt_s : I64.le_s);
    return true;
  }

  /** Pushes PF (i32): the evenness of the result's low byte, flipped by bit 0 of the extra. */
  parity(): Code {
    this.flagsInMemory();
    const code = this.code;
    code.loadAt(LOAD.i32_8u, FLAG_RESULT).op(I32.popcnt);
    return code.loadAt(LOAD.i32, FLAG_EXTRA).op(I32.xor).i32(1).op(I32.xor).i32(1).op(I32.and);
  }
}
