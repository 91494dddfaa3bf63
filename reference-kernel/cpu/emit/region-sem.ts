/**
 * What emitters write with in a region (region.ts): registers are read from locals, flags stay undone until they are needed, and
 * whatever is not the usual case goes to tier 0, which runs the same instruction again from its record. So nothing may
 * be changed before that is decided, which emitters promise anyway (table/form.ts).
 */
import type { Handler } from "../handler.ts";
import {
  BLOCK_BASE,
  FLAG_RESULT,
  FLAG_STORED,
  GPR,
  MXCSR,
  PAGE_CONSTANT,
  TLB_TABLE_SIZE,
  XMM,
  ZERO,
} from "../layout.ts";
import type { Code } from "../wasm/code.ts";
import { I32, I64, LOAD, STORE, TYPE, V128 } from "../wasm/opcodes.ts";
import { ADDRESSING, type Variant } from "./access.ts";
import { RECORD } from "./record.ts";
import type { RegionCode, RegionLocals } from "./region-code.ts";
import { FLAG_KIND, kindFor } from "./region-flags.ts";
import { Sem, type SemStart } from "./sem.ts";

/** Thrown by an emitter's step that a region cannot do with locals: the instruction works on memory instead. */
export const NEEDS_MEMORY = new Error("needs memory");
/** Thrown by a step that needs the flags in memory. */
export const NEEDS_FLAGS = new Error("needs flags");

/** What the region's emitter does for its instructions. */
export interface RegionContext {
  readonly code: RegionCode;
  readonly locals: RegionLocals;
  /** Of the current block. */
  readonly instructions: number;
  /** How the flags follow from their locals now, see region-flags.ts. */
  flagKind: number;
  /** Leaves to tier 0 at the record so many bytes after the current block's first. */
  leaveAt(bias: number): void;
  /** Goes the way of a link of the current block; pushTarget pushes (i64) its address. */
  follow(link: number, slot: number, pushTarget: () => void): void;
  /** Goes to the address (i64) in a local. */
  jump(target: number): void;
  /** Returns to TypeScript; RIP is set. */
  exit(reason: number): void;
  /** Pushes (i64) an address of the current block's page. */
  pushInPage(offset: number): Code;
  /** The local of a general register. */
  register(number: number): number;
  /** The local of a vector register. */
  vector(number: number): number;
  /** A local with these 16 bytes. */
  vectorConstant(bytes: ArrayLike<number>): number;
  /** MXCSR was written: its local is to follow. */
  loadMxcsr(): void;
  /** A local (i32): MXCSR is not as it mostly is. */
  unusualMxcsr(): number;
}

const bits = (size: number): bigint => 2n ** BigInt(size * 8) - 1n;
const vectorNumber = (offset: number): number => (offset - XMM) >> 4;
const isRegister = (offset: number): boolean => offset >= GPR && offset < GPR + 128;

export class RegionSem extends Sem {
  private readonly region: RegionContext;
  private readonly startDepth: number;
  /** Somebody had the address of a vector register in memory, and may have written there. */
  private hadVectorAddress = false;

  constructor(variant: Variant, region: RegionContext, start: SemStart, records: DataView) {
    super(
      variant,
      () => {
        throw NEEDS_MEMORY;
      },
      start,
      records,
    );
    this.region = region;
    this.startDepth = this.code.depth;
  }

  // ---- registers ----------------------------------------------------------------------------------------------------

  private constant(offset: number): number {
    return this.records?.getUint16(offset + this.bias, true) ?? 0;
  }

  /** Place of a register operand in the register file. */
  private place(i: number): number {
    const operand = this.operand(i);
    return operand.fixed ?? this.constant(operand.slot === 0 ? RECORD.first : RECORD.second);
  }

  private readRegister(offset: number, size: number): Code {
    const { code } = this;
    code.get(this.region.register((offset - GPR) >> 3));
    const low = (offset & 7) * 8;
    if (low > 0) code.i64(low).op(I64.shr_u);
    if (size < 8) code.i64(bits(size)).op(I64.and);
    return code;
  }

  private writeRegister(offset: number, value: number, size: number, clearsUpper: boolean): void {
    const { code } = this;
    const number = (offset - GPR) >> 3;
    const local = this.region.register(number);
    const low = (offset & 7) * 8;
    if (size === 8) code.get(value);
    else if (clearsUpper) code.get(value).low32();
    else {
      const mask = bits(size);
      code
        .get(local)
        .i64(~(mask << BigInt(low)))
        .op(I64.and)
        .get(value)
        .i64(mask)
        .op(I64.and);
      if (low > 0) code.i64(low).op(I64.shl);
      code.op(I64.or);
    }
    // Memory has every register's value at any time, so that ways out are short: they are many.
    code
      .set(local)
      .i32(0)
      .get(local)
      .store(STORE.i64, GPR + number * 8);
  }

  override read(i: number): Code {
    const operand = this.operand(i);
    if (operand.kind !== "register" || !isRegister(this.place(i))) return super.read(i);
    return this.readRegister(this.place(i), operand.size);
  }

  override write(i: number, value: number): void {
    const operand = this.operand(i);
    if (operand.kind === "register" && isRegister(this.place(i))) {
      this.writeRegister(this.place(i), value, operand.size, operand.size === 4);
    } else super.write(i, value);
  }

  override pushRegisterAddress(operand: Parameters<Sem["pushRegisterAddress"]>[0]): void {
    if (operand.kind === "register") throw NEEDS_MEMORY;
    if (operand.kind === "vector") this.hadVectorAddress = true;
    super.pushRegisterAddress(operand);
  }

  override readVector(i: number): Code {
    if (this.operand(i).kind !== "vector") return super.readVector(i);
    return this.code.get(this.region.vector(vectorNumber(this.place(i))));
  }

  override writeVector(i: number, value: number): void {
    if (this.operand(i).kind !== "vector") {
      super.writeVector(i, value);
      return;
    }
    const offset = this.place(i);
    this.code.get(value).set(this.region.vector(vectorNumber(offset)));
    this.code.i32(0).get(value).simdMemory(V128.store, offset);
  }

  /** Ends an instruction that may have written vector registers in memory. */
  settleVectors(always = false): void {
    if (!this.hadVectorAddress && !always) return;
    for (const [i, { kind, written }] of this.variant.operands.entries()) {
      if (kind !== "vector" || !written) continue;
      const offset = this.place(i);
      this.code
        .i32(0)
        .simdMemory(V128.load, offset)
        .set(this.region.vector(vectorNumber(offset)));
    }
  }

  override readAt(offset: number, size = 8): Code {
    if (isRegister(offset)) return this.readRegister(offset, size);
    if (offset === BLOCK_BASE) return this.region.pushInPage(0);
    if (offset >= FLAG_RESULT && offset < FLAG_STORED) this.flagsInMemory();
    return super.readAt(offset, size);
  }

  override writeAt(offset: number, value: number, size = 8): void {
    if (isRegister(offset)) {
      this.writeRegister(offset, value, size, false);
      return;
    }
    if (offset >= FLAG_RESULT && offset < FLAG_STORED) this.flagsInMemory();
    super.writeAt(offset, value, size);
    if (offset === MXCSR) this.region.loadMxcsr();
  }

  override vectorConstant(bytes: ArrayLike<number>): Code {
    return this.code.get(this.region.vectorConstant(bytes));
  }

  override mxcsrIsUnusual(): Code {
    return this.code.get(this.region.unusualMxcsr());
  }

  // ---- the record ---------------------------------------------------------------------------------------------------

  override field(opcode: number, offset: number): Code {
    // Addresses of registers, and what changes, are not for locals.
    if (opcode === LOAD.i32 || opcode === LOAD.i32_16u) {
      const known = this.constant(offset);
      if (opcode === LOAD.i32 || isRegister(known)) throw NEEDS_MEMORY;
    }
    return super.field(opcode, offset);
  }

  override recordAddress(): Code {
    throw NEEDS_MEMORY;
  }

  override raise(): void {
    this.region.leaveAt(this.bias);
  }

  override leave(_run: Handler): void {
    // A fast way that does not hold; rows that always leave do not come here.
    this.region.leaveAt(this.bias);
  }

  override next(): void {
    throw new Error("regions go on by themselves");
  }

  // ---- memory -------------------------------------------------------------------------------------------------------

  override effectiveAddress(withSegment = true, plus = -1): Code {
    const { code, records } = this;
    const { addressing } = this.variant;
    if (addressing === ADDRESSING.absolute || plus >= 0 || records === null) {
      return super.effectiveAddress(withSegment, plus);
    }
    const at = this.bias;
    let constant = BigInt(records.getInt32(at + RECORD.displacement, true));
    let isEmpty = true;
    const add = (register: number, shift: number): void => {
      if (register === ZERO) return;
      if (register === PAGE_CONSTANT) {
        constant += 4096n << BigInt(shift);
        return;
      }
      if (register === BLOCK_BASE) this.region.pushInPage(0);
      else if (isRegister(register)) code.get(this.region.register((register - GPR) >> 3));
      else this.readAt(register);
      if (shift > 0) code.i64(shift).op(I64.shl);
      if (!isEmpty) code.op(I64.add);
      isEmpty = false;
    };
    add(this.constant(RECORD.base), 0);
    if (addressing !== ADDRESSING.base) add(this.constant(RECORD.index), records.getUint8(at + RECORD.scale));
    if (isEmpty) code.i64(constant);
    else if (constant !== 0n) code.i64(constant).op(I64.add);
    isEmpty = false;
    constant = 0n;
    if (addressing === ADDRESSING.narrow) code.low32();
    if (withSegment && addressing >= ADDRESSING.segment) add(this.constant(RECORD.segment), 0);
    return code;
  }

  override translate(size: number, forWrite: boolean, aligned = false): number {
    const { code } = this;
    const address = this.local(code);
    const entry = code.local(TYPE.i32);
    const access = code.local(TYPE.i32);
    const table = forWrite ? TLB_TABLE_SIZE : 0;
    if (aligned) {
      code.get(address).op(I32.wrap_i64).i32(15).op(I32.and).if();
      this.raise();
      code.end();
    }
    this.pushEntry(address);
    code.tee(entry).load(LOAD.i64, table).get(address);
    // An access that crosses into the next page compares that page's tag with this entry. It never matches.
    if (size > 1) code.i64(size - 1).op(I64.add);
    code.i64(-4096).op(I64.and).op(I64.ne).if();
    this.region.leaveAt(this.bias);
    code.end();
    code
      .get(entry)
      .load(LOAD.i32, table + 8)
      .get(address)
      .op(I32.wrap_i64)
      .op(I32.add)
      .set(access);
    this.accessLocal = access;
    return access;
  }

  /** What the TLB knows is neither across pages nor code. */
  override commit(): void {}

  override probe(address: number, forWrite: boolean): Code {
    const { code } = this;
    const entry = code.local(TYPE.i32);
    const table = forWrite ? TLB_TABLE_SIZE : 0;
    this.pushEntry(address);
    code.tee(entry).load(LOAD.i64, table).get(address).i64(-4096).op(I64.and).op(I64.eq).if(TYPE.i32);
    code
      .get(entry)
      .load(LOAD.i32, table + 8)
      .get(address)
      .op(I32.wrap_i64)
      .op(I32.add);
    return code.else().i32(0).end();
  }

  /** Pushes (i32) the entry of the TLB's read table for an address (i64 local). */
  private pushEntry(address: number): void {
    this.code.get(address).op(I32.wrap_i64).i32(8).op(I32.shr_u).i32(0x3ff0).op(I32.and);
    this.code.get(this.region.locals.tlb).op(I32.add);
  }

  // ---- flags --------------------------------------------------------------------------------------------------------

  protected override flagsInMemory(): void {
    if (this.region.flagKind !== FLAG_KIND.memory) throw NEEDS_FLAGS;
  }

  private keepFlags(kind: number, a: number, b: number, result: number): boolean {
    if (this.flagsDead) return true;
    // Within a condition it cannot be said now what the flags follow from.
    if (this.code.depth !== this.startDepth) return false;
    const { flagA, flagB, flagResult } = this.region.locals;
    const { code } = this;
    if (a >= 0) code.get(a).set(flagA).get(b).set(flagB);
    code.get(result).set(flagResult);
    this.region.flagKind = kind;
    return true;
  }

  override flagsLogic(result: number, size = this.size): void {
    if (!this.keepFlags(kindFor(FLAG_KIND.logic, size), -1, -1, result)) super.flagsLogic(result, size);
    else if (!this.flagsDead) this.flagSource = { kind: "logic", result: this.region.locals.flagResult, size };
  }

  override flagsAdd(a: number, b: number, result: number, size = this.size): void {
    if (!this.keepFlags(kindFor(FLAG_KIND.add, size), a, b, result)) super.flagsAdd(a, b, result, size);
    else if (!this.flagsDead) this.flagSource = { kind: "result", result: this.region.locals.flagResult, size };
  }

  override flagsSubtract(a: number, b: number, result: number, size = this.size): void {
    const { flagA, flagB, flagResult } = this.region.locals;
    if (!this.keepFlags(kindFor(FLAG_KIND.subtract, size), a, b, result)) super.flagsSubtract(a, b, result, size);
    else if (!this.flagsDead) this.flagSource = { kind: "subtract", a: flagA, b: flagB, result: flagResult, size };
  }

  /** Ends the instruction: what is known of the flags must not be in a local that others will use. */
  settleFlags(): void {
    const source = this.flagSource;
    const { flagResult } = this.region.locals;
    if (source === null || source.result === flagResult) return;
    if (source.kind !== "result" || this.region.flagKind !== FLAG_KIND.memory || this.flagsDead) {
      this.flagSource = null;
      return;
    }
    this.code.get(source.result).set(flagResult);
    this.flagSource = { ...source, result: flagResult };
  }

  // ---- control flow -------------------------------------------------------------------------------------------------

  override nextAddress(): Code {
    return this.region.pushInPage(
      this.constant(RECORD.offset) + (this.records?.getUint8(this.bias + RECORD.length) ?? 0),
    );
  }

  override budgetHere(): Code {
    const { code, region, records } = this;
    const before = records?.getUint8(this.bias + RECORD.before) ?? 0;
    return code
      .get(region.locals.budget)
      .i32(region.instructions - before)
      .op(I32.add)
      .op(I64.extend_i32_s);
  }

  override jumpLinked(link: number, pushTarget: () => void): void {
    this.region.follow(link, this.bias + link, pushTarget);
  }

  override jumpIndirect(target: number): void {
    this.region.jump(target);
  }

  override enterBlock(): void {
    throw NEEDS_MEMORY;
  }

  override exit(reason: number): void {
    this.region.exit(reason);
  }
}
