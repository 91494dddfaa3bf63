/** The function of a region: locals that live through all of it, and temporary ones that every instruction uses anew. */
import { Code } from "../wasm/code.ts";
import { TYPE, type Type } from "../wasm/opcodes.ts";

export class RegionCode extends Code {
  private readonly pools = new Map<Type, number[]>();
  private readonly used = new Map<Type, number>();

  /** A local of the current instruction only. */
  override local(type: Type): number {
    const pool = this.pools.get(type) ?? [];
    const used = this.used.get(type) ?? 0;
    this.used.set(type, used + 1);
    const known = pool[used];
    if (known !== undefined) return known;
    const local = super.local(type);
    pool.push(local);
    this.pools.set(type, pool);
    return local;
  }

  /** A local of the whole function. */
  lasting(type: Type): number {
    return super.local(type);
  }

  /** A new instruction begins: what it takes from `local` may be what others had before. */
  reuseLocals(): void {
    this.used.clear();
  }

  /** Puts what `write` writes at an earlier place, between two instructions. */
  insert(at: number, write: () => void): void {
    const rest = this.bytes.slice(at, this.length);
    this.length = at;
    write();
    this.raw(rest);
  }

  /** Forgets what was written since the length was `length`. */
  rollBack(length: number, depth: number): void {
    this.length = length;
    this.depth = depth;
    this.reuseLocals();
  }
}

/** The locals of a region that live through all of it. */
export class RegionLocals {
  /** i64, by number: the general registers. */
  readonly registers: readonly number[];
  /** v128, by number. */
  readonly vectors: readonly number[];
  /** i64: address of the page that the region lies in. */
  readonly page: number;
  /** i32: address of the TLB's read table. */
  readonly tlb: number;
  /** i32: the budget. */
  readonly budget: number;
  /** i32: what the flags follow from, see region-flags.ts; i64: operands and result. */
  readonly flagKind: number;
  readonly flagA: number;
  readonly flagB: number;
  readonly flagResult: number;
  /** How the region is left: i32 one of LEAVE (region.ts), i32 and i64 what goes with it. */
  readonly how: number;
  readonly at: number;
  readonly target: number;
  /** i32: first record of the block, for instructions that work on memory. */
  readonly record: number;
  /** i32: MXCSR is not as it mostly is. */
  readonly unusualMxcsr: number;

  constructor(code: RegionCode) {
    this.registers = Array.from({ length: 16 }, () => code.lasting(TYPE.i64));
    this.page = code.lasting(TYPE.i64);
    this.flagA = code.lasting(TYPE.i64);
    this.flagB = code.lasting(TYPE.i64);
    this.flagResult = code.lasting(TYPE.i64);
    this.target = code.lasting(TYPE.i64);
    this.vectors = Array.from({ length: 16 }, () => code.lasting(TYPE.v128));
    this.tlb = code.lasting(TYPE.i32);
    this.budget = code.lasting(TYPE.i32);
    this.flagKind = code.lasting(TYPE.i32);
    this.how = code.lasting(TYPE.i32);
    this.at = code.lasting(TYPE.i32);
    this.record = code.lasting(TYPE.i32);
    this.unusualMxcsr = code.lasting(TYPE.i32);
  }
}
