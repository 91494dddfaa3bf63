/**
 * What an emitter of semantics writes with. An emitter says what an instruction does in terms of its operands, which may
 * be registers, memory or constants:
 *
 *   const add: Emit = (s) => {
 *     const a = s.local(s.read(0)), b = s.local(s.read(1));     // both values, zero-extended to 64 bits
 *     const r = s.local(s.code.get(a).get(b).op(I64.add));
 *     s.write(0, r);                                            // may fault: before the flags
 *     s.flagsAdd(a, b, r);
 *   };
 *
 * Integer values travel as i64, zero-extended from the operand's size when read; `write` ignores the bits above it.
 * Vector values (V, W, U operands) travel as v128 through readVector and writeVector.
 * After the emitter of a row without `ends`, the next record is run.
 */
import type { Handler } from "../handler.ts";
import {
  BLOCK_BASE,
  BUDGET,
  EFFECTIVE,
  FLAG_CARRY,
  FLAG_EXTRA,
  FLAG_RESULT,
  LINK_SLOT,
  RIP,
  SCRATCH_END,
  TLB_READ,
  TLB_WRITE,
} from "../layout.ts";
import type { OperandShape } from "../table/operands.ts";
import { VECTOR } from "../vectors.ts";
import { Code } from "../wasm/code.ts";
import { IMPORT, SIGNATURE } from "../wasm/module.ts";
import { I32, I64, LOAD, STORE, TYPE, type Type, V128 } from "../wasm/opcodes.ts";
import { EXIT, HANDLER, HEADER, LINK_NEVER, RECORD, RECORD_SIZE } from "./record.ts";

/** How a memory operand's address is made. */
export const ADDRESSING = {
  /** No memory operand. */
  none: 0,
  /** base + displacement */
  base: 1,
  /** base + (index << scale) + displacement */
  index: 2,
  /** the same + segment base */
  segment: 3,
  /** segment base + the low 32 bits of base + (index << scale) + displacement (prefix 67) */
  narrow: 4,
  /** segment base + 64-bit address in the immediate (moffs) */
  absolute: 5,
} as const;

export interface Variant {
  readonly operands: readonly OperandShape[];
  /** Operand size in bytes. */
  readonly size: number;
  readonly addressing: number;
  /** The flags that this instruction writes are overwritten before anything can see them. */
  readonly flagsDead: boolean;
  readonly aligned: boolean;
}

/** The record, parameter of every handler. */
const RECORD_LOCAL = 0;

/** Instructions by number of bytes. */
const LOADS = [0, LOAD.i64_8u, LOAD.i64_16u, 0, LOAD.i64_32u, 0, 0, 0, LOAD.i64];
const STORES = [0, STORE.i64_8, STORE.i64_16, 0, STORE.i64_32, 0, 0, 0, STORE.i64];
const EXTENDS = [0, I64.extend8_s, I64.extend16_s, 0, I64.extend32_s];

function forSize(opcodes: readonly number[], size: number): number {
  const opcode = opcodes[size] ?? 0;
  if (opcode === 0) throw new Error(`no integer of ${size} bytes`);
  return opcode;
}

export class Sem {
  readonly code = new Code(1);
  readonly variant: Variant;
  /** Operand size in bytes. */
  readonly size: number;
  readonly record = RECORD_LOCAL;

  private readonly handlerNumber: (handler: Handler) => number;
  private addressLocal = -1;
  private accessLocal = -1;

  constructor(variant: Variant, handlerNumber: (handler: Handler) => number) {
    this.variant = variant;
    this.size = variant.size;
    this.handlerNumber = handlerNumber;
  }

  // ---- locals -------------------------------------------------------------------------------------------------------

  /** A new i64 local holding what the code before left on the stack. */
  local(_value: Code): number {
    return this.keep(TYPE.i64);
  }
  /** The same for another type. */
  keep(type: Type): number {
    const local = this.code.local(type);
    this.code.set(local);
    return local;
  }

  // ---- operands -----------------------------------------------------------------------------------------------------

  operand(i: number): OperandShape {
    const operand = this.variant.operands[i];
    if (operand === undefined) throw new Error(`no operand ${i}`);
    return operand;
  }

  /** Bytes of operand i. */
  sizeOf(i: number): number {
    return this.operand(i).size;
  }

  /** Pushes operand i, zero-extended to i64. */
  read(i: number): Code {
    const operand = this.operand(i);
    const code = this.code;
    switch (operand.kind) {
      case "one":
        return code.i64(1);
      case "immediate":
        return code.get(RECORD_LOCAL).load(LOAD.i64, RECORD.immediate);
      case "memory":
        this.access(operand.size, operand.written);
        return code.get(this.accessLocal).load(forSize(LOADS, operand.size));
      default:
        this.pushRegisterAddress(operand);
        return code.load(forSize(LOADS, operand.size), operand.fixed ?? 0);
    }
  }

  /** Pushes operand i, sign-extended to i64. */
  readSigned(i: number): Code {
    this.read(i);
    return this.signExtend(this.operand(i).size);
  }

  /** Stores the i64 in a local into operand i; a 32-bit register write clears the upper half. */
  write(i: number, value: number): void {
    const operand = this.operand(i);
    const code = this.code;
    if (operand.kind === "memory") {
      if (this.accessLocal < 0) this.access(operand.size, true);
      code.get(this.accessLocal).get(value).store(forSize(STORES, operand.size));
      this.commit();
      return;
    }
    this.pushRegisterAddress(operand);
    code.get(value);
    if (operand.size === 4 && operand.kind === "register") code.low32().store(STORE.i64, operand.fixed ?? 0);
    else code.store(forSize(STORES, operand.size), operand.fixed ?? 0);
  }

  /** Checks that operand i may be written (for instructions that must fault before they change a register). */
  prepareWrite(i: number): void {
    const operand = this.operand(i);
    if (operand.kind === "memory" && this.accessLocal < 0) this.access(operand.size, true);
  }

  /**
   * Pushes a vector operand. A memory operand or a narrower one (Wd, Wq) is zero-extended; of a register all 16 bytes
   * are read.
   */
  readVector(i: number): Code {
    const operand = this.operand(i);
    const code = this.code;
    if (operand.kind === "memory") {
      this.access(operand.size, operand.written);
      code.get(this.accessLocal);
      if (operand.size === 16) return code.simdMemory(V128.load);
      if (operand.size === 8) return code.simdMemory(V128.load64_zero);
      if (operand.size === 4) return code.simdMemory(V128.load32_zero);
      throw new Error(`no vector load of ${operand.size} bytes`);
    }
    this.pushRegisterAddress(operand);
    return code.simdMemory(V128.load, operand.fixed ?? 0);
  }

  /** Stores the v128 in a local into operand i: all 16 bytes of a register, the operand's size in memory. */
  writeVector(i: number, value: number): void {
    const operand = this.operand(i);
    const code = this.code;
    if (operand.kind !== "memory") {
      this.pushRegisterAddress(operand);
      code.get(value).simdMemory(V128.store, operand.fixed ?? 0);
      return;
    }
    if (this.accessLocal < 0) this.access(operand.size, true);
    code.get(this.accessLocal).get(value);
    if (operand.size === 16) code.simdMemory(V128.store);
    else if (operand.size === 8) code.lane(V128.i64x2_extract, 0).store(STORE.i64);
    else if (operand.size === 4) code.lane(V128.i32x4_extract, 0).store(STORE.i32);
    else throw new Error(`no vector store of ${operand.size} bytes`);
    this.commit();
  }

  /** Pushes (i32) the register-file address of a register operand; a fixed register's is in the offset of the access. */
  pushRegisterAddress(operand: OperandShape): void {
    if (operand.fixed !== undefined) this.code.i32(0);
    else this.code.get(RECORD_LOCAL).load(LOAD.i32_16u, operand.slot === 0 ? RECORD.first : RECORD.second);
  }

  // ---- memory -------------------------------------------------------------------------------------------------------

  /**
   * Pushes (i64) the address of the memory operand, without accessing it. `plus`: a local that is added to the offset
   * within the segment (bit strings).
   */
  effectiveAddress(withSegment = true, plus = -1): Code {
    const code = this.code;
    const field = (opcode: number, offset: number): Code => code.get(RECORD_LOCAL).load(opcode, offset);
    const register = (offset: number): Code => field(LOAD.i32_16u, offset).load(LOAD.i64);
    const { addressing } = this.variant;
    if (addressing === ADDRESSING.absolute) {
      field(LOAD.i64, RECORD.immediate);
    } else {
      register(RECORD.base);
      if (addressing !== ADDRESSING.base) {
        register(RECORD.index);
        field(LOAD.i64_8u, RECORD.scale).op(I64.shl).op(I64.add);
      }
      field(LOAD.i64_32s, RECORD.displacement).op(I64.add);
      if (plus >= 0) code.get(plus).op(I64.add);
      if (addressing === ADDRESSING.narrow) code.low32();
    }
    if (withSegment && addressing >= ADDRESSING.segment) register(RECORD.segment).op(I64.add);
    return code;
  }

  /** Makes accessLocal the Memory address at which the memory operand can be accessed. */
  private access(size: number, forWrite: boolean): void {
    this.effectiveAddress();
    this.accessLocal = this.translate(size, forWrite, this.variant.aligned && size === 16);
  }

  /**
   * Translates the address (i64) on the stack. @returns an i32 local: where in the Memory `size` bytes can be accessed.
   * After a write through it, call `commit`.
   */
  translate(size: number, forWrite: boolean, aligned = false): number {
    const code = this.code;
    const address = this.local(code);
    this.addressLocal = address;
    if (aligned) {
      code.get(address).op(I32.wrap_i64).i32(15).op(I32.and).if();
      this.raise(VECTOR.generalProtection);
      code.end();
    }
    const entry = code.local(TYPE.i32);
    const access = code.local(TYPE.i32);
    // A tag is the page's address; an access that crosses into the next page compares that page's with this entry.
    code.get(address);
    if (size > 1) code.i64(size - 1).op(I64.add);
    code.i64(-4096).op(I64.and);
    code.get(address).op(I32.wrap_i64).i32(8).op(I32.shr_u).i32(0x3ff0).op(I32.and);
    code
      .loadAt(LOAD.i32, forWrite ? TLB_WRITE : TLB_READ)
      .op(I32.add)
      .tee(entry)
      .load(LOAD.i64);
    code.op(I64.eq).if(TYPE.i32);
    code.get(entry).load(LOAD.i32, 8).get(address).op(I32.wrap_i64).op(I32.add);
    code.else();
    code.i32(0).get(address).store(STORE.i64, EFFECTIVE);
    code
      .get(RECORD_LOCAL)
      .i32(size)
      .call(forWrite ? IMPORT.slowWrite : IMPORT.slowRead);
    code.end().set(access);
    this.accessLocal = access;
    return access;
  }

  /** After a write through the last translated address: completes it if it crossed a page or hit decoded code. */
  commit(): void {
    this.code.get(this.accessLocal).i32(SCRATCH_END).op(I32.lt_u).if().call(IMPORT.commit).end();
  }

  /** Pushes (i64, zero-extended) `size` bytes at the address on the stack. */
  loadFrom(size: number): Code {
    const access = this.translate(size, false);
    return this.code.get(access).load(forSize(LOADS, size));
  }

  /** Pushes (i64, zero-extended) `size` bytes at the Memory address on the stack, which `translate` gave. */
  loadTranslated(size: number): Code {
    return this.code.load(forSize(LOADS, size));
  }
  /** Stores a local at a Memory address that `translate` gave for writing. */
  storeTranslated(access: number, size: number, value: number): void {
    this.code.get(access).get(value).store(forSize(STORES, size));
    this.accessLocal = access;
    this.commit();
  }

  /** Stores a local's value at the address on the stack. */
  storeTo(size: number, value: number): void {
    const access = this.translate(size, true);
    this.code.get(access).get(value).store(forSize(STORES, size));
    this.commit();
  }

  // ---- registers by their place in layout.ts --------------------------------------------------------------------------

  /** Pushes `size` bytes of the register file, zero-extended. */
  readAt(offset: number, size = 8): Code {
    return this.code.i32(0).load(forSize(LOADS, size), offset);
  }
  /** Stores a local's value into the register file; no zero-extension. */
  writeAt(offset: number, value: number, size = 8): void {
    this.code.i32(0).get(value).store(forSize(STORES, size), offset);
  }

  // ---- values -------------------------------------------------------------------------------------------------------

  signExtend(size = this.size): Code {
    return size === 8 ? this.code : this.code.op(forSize(EXTENDS, size));
  }
  zeroExtend(size = this.size): Code {
    return size === 8 ? this.code : this.code.i64(2n ** BigInt(size * 8) - 1n).op(I64.and);
  }

  // ---- flags, see rflags.ts -------------------------------------------------------------------------------------------

  get flagsDead(): boolean {
    return this.variant.flagsDead;
  }

  /** Sets ZF, SF, PF from a result; the carries and the rest are set by the caller. */
  setResult(result: number, size = this.size): void {
    const code = this.code;
    code.i32(0).get(result);
    this.signExtend(size);
    code.store(STORE.i64, FLAG_RESULT);
  }
  /** Pops (i64) through a local: the carry vector, normalised. */
  setCarry(carry: number): void {
    this.code.i32(0).get(carry).store(STORE.i64, FLAG_CARRY);
  }
  setExtra(extra: number): void {
    this.code.i32(0).get(extra).store(STORE.i64, FLAG_EXTRA);
  }

  /** and, or, xor, test: CF, OF and AF clear. */
  flagsLogic(result: number, size = this.size): void {
    if (this.flagsDead) return;
    this.setResult(result, size);
    this.code.i32(0).i64(0).store(STORE.i64, FLAG_CARRY);
    this.code.i32(0).i64(0).store(STORE.i64, FLAG_EXTRA);
  }

  /** Flags of result = a + b (+ carry). */
  flagsAdd(a: number, b: number, result: number, size = this.size): void {
    if (this.flagsDead) return;
    const code = this.code;
    this.setResult(result, size);
    // Carry out of each bit: a & b | (a | b) & ~result.
    code.get(a).get(b).op(I64.and).get(a).get(b).op(I64.or).get(result).i64(-1).op(I64.xor).op(I64.and).op(I64.or);
    this.storeCarries(size);
  }

  /** Flags of result = a − b (− borrow). */
  flagsSubtract(a: number, b: number, result: number, size = this.size): void {
    if (this.flagsDead) return;
    const code = this.code;
    this.setResult(result, size);
    // Borrow out of each bit: ~a & b | (~a | b) & result.
    const notA = this.local(code.get(a).i64(-1).op(I64.xor));
    code.get(notA).get(b).op(I64.and).get(notA).get(b).op(I64.or).get(result).op(I64.and).op(I64.or);
    this.storeCarries(size);
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
    this.code.i32(0).get(condition).i32(0).op(I32.ne).op(I64.extend_i32_u).i64(63).op(I64.shl);
    this.code.store(STORE.i64, FLAG_CARRY);
  }

  /** Pushes CF as an i64, 0 or 1. */
  carry(): Code {
    return this.readAt(FLAG_CARRY).i64(63).op(I64.shr_u);
  }

  /** Pushes (i32, 0 or not) a condition, numbered as in the opcodes of jcc. */
  condition(number: number): Code {
    const code = this.code;
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

  /** Pushes PF (i32): the evenness of the result's low byte, flipped by bit 0 of the extra. */
  parity(): Code {
    const code = this.code;
    code.loadAt(LOAD.i32_8u, FLAG_RESULT).op(I32.popcnt);
    return code.loadAt(LOAD.i32, FLAG_EXTRA).op(I32.xor).i32(1).op(I32.xor).i32(1).op(I32.and);
  }

  // ---- control flow -------------------------------------------------------------------------------------------------

  /** Pushes (i64) the address of the next instruction. */
  nextAddress(): Code {
    const code = this.code;
    this.readAt(BLOCK_BASE);
    code.get(RECORD_LOCAL).load(LOAD.i64_16u, RECORD.offset).op(I64.add);
    return code.get(RECORD_LOCAL).load(LOAD.i64_8u, RECORD.length).op(I64.add);
  }

  /** Runs the next record of the block. */
  next(): void {
    const code = this.code;
    code.get(RECORD_LOCAL).i32(RECORD_SIZE).op(I32.add);
    code
      .get(RECORD_LOCAL)
      .load(LOAD.i32, RECORD_SIZE + RECORD.handler)
      .returnCallIndirect(SIGNATURE.handler);
  }

  /** Leaves the block for the address (i64) in a local. */
  jumpIndirect(target: number): void {
    const code = this.code;
    code.i32(0).get(target).store(STORE.i64, RIP);
    code.i32(0).i32(0).store(STORE.i32, LINK_SLOT);
    code.get(RECORD_LOCAL).i32(HANDLER.dispatch).returnCallIndirect(SIGNATURE.handler);
  }

  /**
   * Leaves the block by a link (RECORD.taken or notTaken). `pushTarget` pushes (i64) the address for the case that
   * the link is not made yet.
   */
  jumpLinked(link: number, pushTarget: () => void): void {
    const code = this.code;
    const to = code.local(TYPE.i32);
    code.get(RECORD_LOCAL).load(LOAD.i32, link).tee(to).i32(LINK_NEVER).op(I32.le_u).if();
    code.i32(0);
    pushTarget();
    code.store(STORE.i64, RIP);
    code.i32(0).i32(0).get(RECORD_LOCAL).i32(link).op(I32.add).get(to).select().store(STORE.i32, LINK_SLOT);
    code.get(RECORD_LOCAL).i32(HANDLER.dispatch).returnCallIndirect(SIGNATURE.handler);
    code.end();
    this.enterBlock(to);
  }

  /** Charges the budget for the block whose first record is in a local (i32) and runs it. */
  enterBlock(to: number): void {
    const code = this.code;
    const left = code.local(TYPE.i32);
    code.loadAt(LOAD.i32, BUDGET).get(to).i32(HEADER.count).op(I32.add).load(LOAD.i32).op(I32.sub).tee(left);
    code.i32(0).op(I32.lt_s).if();
    code.i32(0);
    this.readAt(BLOCK_BASE);
    code.get(to).load(LOAD.i64_16u, RECORD.offset).op(I64.add).store(STORE.i64, RIP);
    code.i32(EXIT.budget).return().end();
    code.i32(0).get(left).store(STORE.i32, BUDGET);
    code.get(to).get(to).load(LOAD.i32, RECORD.handler).returnCallIndirect(SIGNATURE.handler);
  }

  /** Returns to TypeScript with an EXIT code; RIP must be set. */
  exit(reason: number): void {
    this.code.i32(reason).return();
  }

  /** Raises an exception with error code 0 at this instruction. */
  raise(vector: number): void {
    this.code.get(RECORD_LOCAL).i32(vector).call(IMPORT.fault).unreachable();
  }

  /** Calls a TypeScript handler; the address of a memory operand is in EFFECTIVE then. */
  leave(run: Handler): void {
    const code = this.code;
    const memory = this.variant.operands.some((operand) => operand.kind === "memory");
    if (memory) {
      code.i32(0);
      this.effectiveAddress();
      code.store(STORE.i64, EFFECTIVE);
    }
    const how = this.size | (memory ? 16 : 0) | (this.variant.addressing === ADDRESSING.narrow ? 32 : 0);
    code
      .get(RECORD_LOCAL)
      .i32((this.handlerNumber(run) << 8) | how)
      .call(IMPORT.leave);
  }

  get lastAddress(): number {
    return this.addressLocal;
  }
}
