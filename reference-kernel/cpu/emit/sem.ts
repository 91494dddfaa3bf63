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
import { BLOCK_BASE, BUDGET, EFFECTIVE, JUMP_CACHE, JUMP_ENTRIES, JUMP_SHIFT, LINK_SLOT, RIP } from "../layout.ts";
import { VECTOR } from "../vectors.ts";
import type { Code } from "../wasm/code.ts";
import { IMPORT, SIGNATURE } from "../wasm/module.ts";
import { I32, I64, LOAD, STORE, TYPE } from "../wasm/opcodes.ts";
import { ADDRESSING, type Start, type Variant } from "./access.ts";
import { type FlagSource, Flags } from "./flag-access.ts";
import { EXIT, HEADER, LINK_NEVER, RECORD, RECORD_SIZE } from "./record.ts";

export { ADDRESSING, type Variant };

/** Where an instruction begins, and what is known of the flags there. */
export interface SemStart extends Start {
  readonly flagSource?: FlagSource | null;
}

export class Sem extends Flags {
  private readonly handlerNumber: (handler: Handler) => number;

  /** `records`: the block's records, when what is emitted is for this block alone. */
  constructor(
    variant: Variant,
    handlerNumber: (handler: Handler) => number,
    start: SemStart = {},
    records: DataView | null = null,
  ) {
    super(variant, start, records);
    this.handlerNumber = handlerNumber;
    this.flagSource = start.flagSource ?? null;
  }

  /** Where an instruction begins that follows this one in the same function. */
  following(): SemStart {
    return {
      code: this.code,
      bias: this.bias + RECORD_SIZE,
      recordLocal: this.recordLocal,
      flagSource: this.flagSource,
    };
  }

  // ---- control flow -------------------------------------------------------------------------------------------------

  /** Pushes (i64) the address of the next instruction. */
  nextAddress(): Code {
    this.readAt(BLOCK_BASE);
    this.field(LOAD.i64_16u, RECORD.offset).op(I64.add);
    return this.field(LOAD.i64_8u, RECORD.length).op(I64.add);
  }

  /** Pushes (i64) what the budget was before this instruction; the whole block is charged at its start. */
  budgetHere(): Code {
    const { code } = this;
    code.loadAt(LOAD.i32, BUDGET);
    this.recordAddress(HEADER.count);
    this.field(LOAD.i64_8u, RECORD.position).op(I32.wrap_i64).i32(RECORD_SIZE).op(I32.mul).op(I32.sub);
    code.load(LOAD.i32).op(I32.add).op(I64.extend_i32_s);
    return this.field(LOAD.i64_8u, RECORD.before).op(I64.sub);
  }

  /** Runs the next record of the block. */
  next(): void {
    this.recordAddress(RECORD_SIZE);
    this.field(LOAD.i32, RECORD_SIZE + RECORD.handler).returnCallIndirect(SIGNATURE.handler);
  }

  /**
   * #GP if the address (i64) in a local is not canonical: a near branch to it faults itself, and must not have changed
   * anything.
   */
  requireCanonical(target: number): void {
    const code = this.code;
    code.get(target).i64(16).op(I64.shl).i64(16).op(I64.shr_s).get(target).op(I64.ne).if();
    this.raise(VECTOR.generalProtection);
    code.end();
  }

  /** Leaves the block for the address (i64) in a local: to the block that the jump cache has, else by TypeScript. */
  jumpIndirect(target: number): void {
    const code = this.code;
    const entry = code.local(TYPE.i32);
    // The same entry as `jumpCacheSlot` in spaces.ts.
    code.get(target).op(I32.wrap_i64).tee(entry).get(entry).i32(JUMP_SHIFT).op(I32.shr_u).op(I32.xor);
    code.i32(JUMP_ENTRIES - 1).op(I32.and);
    code.i32(4).op(I32.shl).loadAt(LOAD.i32, JUMP_CACHE).op(I32.add).tee(entry);
    code.load(LOAD.i64).get(target).op(I64.eq).if();
    code.i32(0).get(target).i64(-4096).op(I64.and).store(STORE.i64, BLOCK_BASE);
    code.get(entry).load(LOAD.i32, 8);
    this.enterBlock(this.keep(TYPE.i32));
    code.end();
    code.i32(0).get(target).store(STORE.i64, RIP);
    this.exit(EXIT.lookup);
  }

  /**
   * Leaves the block by a link (RECORD.taken or notTaken). `pushTarget` pushes (i64) the address for the case that
   * the link is not made yet, or never will be.
   */
  jumpLinked(link: number, pushTarget: () => void): void {
    const code = this.code;
    const to = code.local(TYPE.i32);
    this.field(LOAD.i32, link).tee(to).i32(LINK_NEVER).op(I32.le_u).if();
    pushTarget();
    const target = this.local(code);
    code.get(to).if();
    this.jumpIndirect(target);
    code.end();
    code.i32(0).get(target).store(STORE.i64, RIP);
    code.i32(0);
    this.recordAddress(link).store(STORE.i32, LINK_SLOT);
    this.exit(EXIT.lookup);
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
    this.recordAddress()
      .i32((this.handlerNumber(run) << 8) | how)
      .call(IMPORT.leave);
  }
}
