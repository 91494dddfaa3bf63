/** Access to operands, memory and registers: the lower part of what an emitter writes with (sem.ts). */
import { EFFECTIVE, MXCSR, SCRATCH_END, TLB_READ, TLB_WRITE, ZERO } from "../layout.ts";
import type { OperandShape } from "../table/operands.ts";
import { VECTOR } from "../vectors.ts";
import { Code } from "../wasm/code.ts";
import { IMPORT } from "../wasm/module.ts";
import { I32, I64, LOAD, STORE, TYPE, type Type, V128 } from "../wasm/opcodes.ts";
import { RECORD } from "./record.ts";

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

/** The control bits of MXCSR and the inexact flag: nothing but them matters to ordinary arithmetic, and how they mostly are. */
const MXCSR_LOOKED_AT = 0xffe0;
const MXCSR_USUAL = 0x1fa0;

/** The record, parameter of every handler. */
export const RECORD_LOCAL = 0;

/** Where an emitter begins, when not with a function of its own. */
export interface Start {
  readonly code?: Code;
  /** Distance of the instruction's record from the one whose address is in `recordLocal`. */
  readonly bias?: number;
  readonly recordLocal?: number;
}

/** Instructions by number of bytes. */
const LOADS = [0, LOAD.i64_8u, LOAD.i64_16u, 0, LOAD.i64_32u, 0, 0, 0, LOAD.i64];
const STORES = [0, STORE.i64_8, STORE.i64_16, 0, STORE.i64_32, 0, 0, 0, STORE.i64];
const EXTENDS = [0, I64.extend8_s, I64.extend16_s, 0, I64.extend32_s];

function forSize(opcodes: readonly number[], size: number): number {
  const opcode = opcodes[size] ?? 0;
  if (opcode === 0) throw new Error(`no integer of ${size} bytes`);
  return opcode;
}

export class Access {
  readonly code: Code;
  readonly variant: Variant;
  /** Operand size in bytes. */
  readonly size: number;

  /** Distance of this instruction's record from the one that the handler was called with (fused instructions). */
  protected readonly bias: number;
  protected accessLocal = -1;
  /** The block's records, when the handler is for one block: then fields are constants. */
  protected readonly records: DataView | null;

  /** Local with the address of the block's first record. */
  protected readonly recordLocal: number;

  constructor(variant: Variant, start: Start = {}, records: DataView | null = null) {
    this.records = records;
    this.variant = variant;
    this.size = variant.size;
    this.code = start.code ?? new Code(1);
    this.bias = start.bias ?? 0;
    this.recordLocal = start.recordLocal ?? RECORD_LOCAL;
  }

  // ---- the record -----------------------------------------------------------------------------------------------------

  /** Pushes a field of the record: one of the LOADs used below. */
  field(opcode: number, offset: number): Code {
    const { records, code } = this;
    const at = offset + this.bias;
    // i32 fields are handlers and links, which change.
    if (records === null || opcode === LOAD.i32) return code.get(this.recordLocal).load(opcode, at);
    switch (opcode) {
      case LOAD.i32_16u:
        return code.i32(records.getUint16(at, true));
      case LOAD.i64_16u:
        return code.i64(records.getUint16(at, true));
      case LOAD.i64_8u:
        return code.i64(records.getUint8(at));
      case LOAD.i64_32s:
        return code.i64(records.getInt32(at, true));
      case LOAD.i64:
        return code.i64(records.getBigInt64(at, true));
      default:
        return code.get(this.recordLocal).load(opcode, at);
    }
  }

  /** Pushes the record's address plus `offset`. */
  recordAddress(offset = 0): Code {
    this.code.get(this.recordLocal);
    return offset + this.bias === 0 ? this.code : this.code.i32(offset + this.bias).op(I32.add);
  }

  /** Raises an exception with error code 0 at this instruction. */
  raise(vector: number): void {
    this.recordAddress().i32(vector).call(IMPORT.fault).unreachable();
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
        return this.field(LOAD.i64, RECORD.immediate);
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
    else this.field(LOAD.i32_16u, operand.slot === 0 ? RECORD.first : RECORD.second);
  }

  // ---- memory -------------------------------------------------------------------------------------------------------

  /**
   * Pushes (i64) the address of the memory operand, without accessing it. `plus`: a local that is added to the offset
   * within the segment (bit strings).
   */
  effectiveAddress(withSegment = true, plus = -1): Code {
    const code = this.code;
    const register = (offset: number): Code => this.addressRegister(offset);
    const { addressing } = this.variant;
    if (addressing === ADDRESSING.absolute) {
      this.field(LOAD.i64, RECORD.immediate);
    } else {
      register(RECORD.base);
      if (addressing !== ADDRESSING.base) {
        register(RECORD.index);
        this.field(LOAD.i64_8u, RECORD.scale).op(I64.shl).op(I64.add);
      }
      this.field(LOAD.i64_32s, RECORD.displacement).op(I64.add);
      if (plus >= 0) code.get(plus).op(I64.add);
      if (addressing === ADDRESSING.narrow) code.low32();
    }
    if (withSegment && addressing >= ADDRESSING.segment) register(RECORD.segment).op(I64.add);
    return code;
  }

  /** Pushes (i64) a register of the memory operand: RECORD.base, index or segment. */
  protected addressRegister(offset: number): Code {
    if (this.records?.getUint16(offset + this.bias, true) === ZERO) return this.code.i64(0);
    return this.field(LOAD.i32_16u, offset).load(LOAD.i64);
  }

  /** Makes accessLocal the Memory address at which the memory operand can be accessed. */
  protected access(size: number, forWrite: boolean): void {
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
    this.pushTableEntry(address, forWrite);
    code.tee(entry).load(LOAD.i64);
    code.op(I64.eq).if(TYPE.i32);
    code.get(entry).load(LOAD.i32, 8).get(address).op(I32.wrap_i64).op(I32.add);
    code.else();
    code.i32(0).get(address).store(STORE.i64, EFFECTIVE);
    this.recordAddress()
      .i32(size)
      .call(forWrite ? IMPORT.slowWrite : IMPORT.slowRead);
    code.end().set(access);
    this.accessLocal = access;
    return access;
  }

  /** Pushes (i32) where in the Memory the byte at an address (i64 local) is, or 0 when the TLB does not have its page. */
  probe(address: number, forWrite: boolean): Code {
    const { code } = this;
    const entry = code.local(TYPE.i32);
    this.pushTableEntry(address, forWrite);
    code.tee(entry).load(LOAD.i64).get(address).i64(-4096).op(I64.and).op(I64.eq).if(TYPE.i32);
    code.get(entry).load(LOAD.i32, 8).get(address).op(I32.wrap_i64).op(I32.add);
    return code.else().i32(0).end();
  }

  /** Pushes (i32) the TLB entry for an address (i64 local). */
  private pushTableEntry(address: number, forWrite: boolean): void {
    const { code } = this;
    code.get(address).op(I32.wrap_i64).i32(8).op(I32.shr_u).i32(0x3ff0).op(I32.and);
    code.loadAt(LOAD.i32, forWrite ? TLB_WRITE : TLB_READ).op(I32.add);
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

  /** Pushes a vector of 16 bytes. */
  vectorConstant(bytes: ArrayLike<number>): Code {
    return this.code.simdBytes(V128.const, bytes);
  }

  /** Pushes (i32) whether MXCSR is anything but as at the start with the inexact flag set. */
  mxcsrIsUnusual(): Code {
    return this.code.loadAt(LOAD.i32, MXCSR).i32(MXCSR_LOOKED_AT).op(I32.and).i32(MXCSR_USUAL).op(I32.ne);
  }

  signExtend(size = this.size): Code {
    return size === 8 ? this.code : this.code.op(forSize(EXTENDS, size));
  }
  zeroExtend(size = this.size): Code {
    return size === 8 ? this.code : this.code.i64(2n ** BigInt(size * 8) - 1n).op(I64.and);
  }
}
