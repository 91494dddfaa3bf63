/**
 * Tier 1: a region is a hot block with the blocks that it leads to, as one WebAssembly function. Jumps
 * between them are branches, loops are loops, registers are locals. What a region does not do itself it leaves to tier 0
 * at exactly the instruction where it is: a page that the TLB does not know, an exception, the end of the budget.
 * Blocks are found by physical addresses; a region of several pages looks at its entry whether they still lie there.
 *
 * The budget is charged block by block, as in tier 0, so `run(n)` counts the same whatever runs.
 */
import type { Handler } from "../handler.ts";
import { BLOCK_BASE, BUDGET, CODE_SLOT, CODE_VERSION, GPR, LINK_SLOT, RIP, TLB_READ, XMM } from "../layout.ts";
import { SIGNATURE } from "../wasm/module.ts";
import { I32, I64, LOAD, STORE, TYPE, V128 } from "../wasm/opcodes.ts";
import { RECORD_LOCAL } from "./access.ts";
import type { FlagSource } from "./flag-access.ts";
import { EXIT, HEADER, LINK_NEVER, RECORD, RECORD_SIZE, REGION_TABLE } from "./record.ts";
import { RegionCode, RegionLocals } from "./region-code.ts";
import { FLAG_KIND, KIND_IN_LOCAL, storeFlags, storeFlagsOfAnyKind } from "./region-flags.ts";
import { RegionGraph } from "./region-graph.ts";
import { NEEDS_FLAGS, NEEDS_MEMORY, type RegionContext, RegionSem } from "./region-sem.ts";
import { Sem, type SemStart, type Variant } from "./sem.ts";

/** An instruction of a block. */
export interface RegionInstruction {
  readonly variant: Variant;
  emit(s: Sem): void;
  /** It calls TypeScript, or does what locals cannot. */
  readonly leaves: boolean;
  /** Whatever is known of the flags holds no more after it. */
  readonly changesFlags: boolean;
  readonly ends: boolean;
}

export interface RegionBlock {
  readonly instructions: readonly RegionInstruction[];
  /** A copy of its records, with the one that ends a cut block. */
  readonly records: DataView;
  /** Guest instructions. */
  readonly count: number;
  /** Numbers of the blocks that its links lead to; -1: out of the region. */
  readonly taken: number;
  readonly notTaken: number;
  /** If it ends with RET: blocks to which that may return. */
  readonly returns: readonly number[];
  /** It goes on with the next instruction. */
  readonly isCut: boolean;
  /** Distance of its page from that of the first block, in bytes. */
  readonly page: number;
}

/** Ways out. The way to a record stands behind every memory access: it has a place of its own, so that it says no more. */
const LEAVE = { indirect: 1, link: 2, budget: 3, exit: 4 } as const;

/** A place in a block's records, as a number for the way out. */
const place = (block: number, bias: number): number => (block << 16) | bias;

const noVariant: Variant = { operands: [], size: 8, addressing: 0, flagsDead: false, aligned: false };

/** @returns the function's body, for a module. */
export function emitRegion(blocks: readonly RegionBlock[], leaveNumber: (run: Handler) => number): Uint8Array {
  return new RegionEmitter(blocks, leaveNumber).emit();
}

class RegionEmitter implements RegionContext {
  readonly code = new RegionCode(1);
  readonly locals = new RegionLocals(this.code);
  flagKind: number = FLAG_KIND.memory;
  /** Masks of the general and of the vector registers that were used so far. */
  private used = 0;
  private usedVectors = 0;
  private readonly blocks: readonly RegionBlock[];
  private readonly leaveNumber: (run: Handler) => number;
  private readonly graph: RegionGraph;
  private readonly depths = new Map<number, number>();
  private exitDepth = 0;
  private recordDepth = 0;
  private current = 0;
  private flagSource: FlagSource | null = null;
  private readonly hasPages: boolean;
  private usesMxcsr = false;
  /** Vectors that are the same all the time, by their text. */
  private readonly constants = new Map<string, { readonly local: number; readonly bytes: ArrayLike<number> }>();

  constructor(blocks: readonly RegionBlock[], leaveNumber: (run: Handler) => number) {
    this.blocks = blocks;
    this.hasPages = blocks.some(({ page }) => page !== 0);
    this.leaveNumber = leaveNumber;
    const inside = (block: RegionBlock): number[] =>
      [block.taken, block.notTaken, ...block.returns].filter((number) => number >= 0);
    this.graph = new RegionGraph(blocks.map(inside));
  }

  emit(): Uint8Array {
    const { code, locals } = this;
    if (this.hasPages) this.lookAtPages();
    const prologue = code.length;
    code.loadAt(LOAD.i64, BLOCK_BASE).set(locals.page);
    code.loadAt(LOAD.i32, TLB_READ).set(locals.tlb);
    code.loadAt(LOAD.i32, BUDGET).set(locals.budget);
    code.block();
    this.recordDepth = code.depth;
    code.block();
    this.exitDepth = code.depth;
    if (this.graph.isLoop[0]) this.forgetFlags();
    this.placeTree(0);
    code.unreachable().end();
    this.emitExit();
    code.unreachable().end();
    this.emitExitToRecord();
    code.unreachable();
    code.insert(prologue, () => {
      this.loadRegisters(this.used, this.usedVectors);
      for (const { local, bytes } of this.constants.values()) code.simdBytes(V128.const, bytes).set(local);
      if (this.usesMxcsr) this.loadMxcsr();
    });
    return code.finish();
  }

  /** Leaves, as if it had not been entered, unless the region is known to be right for the current space. */
  private lookAtPages(): void {
    const { code } = this;
    code.get(RECORD_LOCAL).i32(HEADER.region).op(I32.add).load(LOAD.i32).loadAt(LOAD.i32, CODE_SLOT).op(I32.add);
    code.load(LOAD.i32, REGION_TABLE.versions).loadAt(LOAD.i32, CODE_VERSION).op(I32.ne).if();
    code
      .i32(0)
      .loadAt(LOAD.i32, BUDGET)
      .i32(this.blocks[0]?.count ?? 0)
      .op(I32.add)
      .store(STORE.i32, BUDGET);
    const offset = this.blocks[0]?.records.getUint16(RECORD.offset, true) ?? 0;
    code.i32(0).loadAt(LOAD.i64, BLOCK_BASE).i64(offset).op(I64.add).store(STORE.i64, RIP);
    code.i32(EXIT.validate).return().end();
  }

  // ---- blocks -------------------------------------------------------------------------------------------------------

  /** A block, and after it the blocks that it dominates. */
  private placeTree(block: number): void {
    const { code } = this;
    const loops = this.graph.isLoop[block] === true;
    if (loops) {
      code.loop();
      this.depths.set(block, code.depth);
    }
    this.placeWithin(block, this.graph.mergesUnder(block));
    if (loops) code.end();
  }

  /** A block within WebAssembly blocks at whose ends the merges stand; a branch out of one goes to its merge. */
  private placeWithin(block: number, merges: readonly number[]): void {
    const { code } = this;
    const [merge, ...rest] = merges;
    if (merge === undefined) {
      this.emitBlock(block);
      return;
    }
    code.block();
    // A merge that is a loop is entered here at first, and by its loop later.
    this.depths.set(merge, code.depth);
    this.placeWithin(block, rest);
    code.end();
    this.forgetFlags();
    this.placeTree(merge);
  }

  private emitBlock(number: number): void {
    const block = this.blocks[number];
    if (block === undefined) throw new Error(`no block ${number}`);
    this.current = number;
    for (const [i, instruction] of block.instructions.entries()) this.emitInstruction(instruction, block, i);
    if (block.isCut) {
      this.code.reuseLocals();
      const end = new RegionSem(noVariant, this, this.start(block.instructions.length * RECORD_SIZE), block.records);
      end.jumpLinked(RECORD.taken, () => end.nextAddress());
    }
    this.code.unreachable();
  }

  private start(bias: number): SemStart {
    return { code: this.code, bias, flagSource: this.flagSource };
  }

  private emitInstruction(instruction: RegionInstruction, block: RegionBlock, i: number): void {
    const { code } = this;
    const bias = i * RECORD_SIZE;
    if (instruction.leaves) {
      this.emitOnMemory(instruction, block, bias);
      return;
    }
    const { length, depth } = code;
    for (;;) {
      const { flagKind, flagSource } = this;
      code.reuseLocals();
      const s = new RegionSem(instruction.variant, this, this.start(bias), block.records);
      if (instruction.changesFlags) s.flagSource = null;
      try {
        instruction.emit(s);
        if (!instruction.ends) {
          s.settleFlags();
          s.settleVectors();
          this.flagSource = s.flagSource;
        }
        return;
      } catch (error) {
        code.rollBack(length, depth);
        this.flagKind = flagKind;
        this.flagSource = flagSource;
        this.current = this.blocks.indexOf(block);
        if (error === NEEDS_MEMORY) {
          this.emitOnMemory(instruction, block, bias);
          return;
        }
        if (error !== NEEDS_FLAGS) throw error;
        this.flagsToMemory();
      }
    }
  }

  /** The instruction as tier 0 does it: on the register file. */
  private emitOnMemory(instruction: RegionInstruction, block: RegionBlock, bias: number): void {
    const { code, locals } = this;
    code.reuseLocals();
    this.flagsToMemory();
    code.i32(0).get(locals.budget).store(STORE.i32, BUDGET);
    this.recordAddress().set(locals.record);
    if (this.hasPages) {
      code.i32(0);
      this.pushInPage(0).store(STORE.i64, BLOCK_BASE);
    }
    const start = { ...this.start(bias), recordLocal: locals.record };
    const s = new Sem(instruction.variant, this.leaveNumber, start, block.records);
    if (instruction.changesFlags) s.flagSource = null;
    instruction.emit(s);
    if (instruction.ends) return;
    this.flagSource = null;
    // Only FXRSTOR writes vector registers that are not operands.
    const isFxrstor = instruction.variant.operands.some(({ size }) => size === 512);
    this.loadRegisters(0xffff, isFxrstor ? 0xffff : 0);
    this.loadMxcsr();
    new RegionSem(instruction.variant, this, start, block.records).settleVectors(true);
    // It may have written into this very code.
    code.get(RECORD_LOCAL).i32(HEADER.original).op(I32.add).load(LOAD.i32).op(I32.eqz).if();
    this.leaveAt(bias + RECORD_SIZE);
    code.end();
  }

  get instructions(): number {
    return this.blocks[this.current]?.count ?? 0;
  }

  register(number: number): number {
    this.used |= 1 << number;
    return this.locals.registers[number] ?? 0;
  }

  vector(number: number): number {
    this.usedVectors |= 1 << number;
    return this.locals.vectors[number] ?? 0;
  }

  vectorConstant(bytes: ArrayLike<number>): number {
    const key = String(bytes);
    const { local } = this.constants.get(key) ?? { local: this.code.lasting(TYPE.v128) };
    this.constants.set(key, { local, bytes });
    return local;
  }

  unusualMxcsr(): number {
    this.usesMxcsr = true;
    return this.locals.unusualMxcsr;
  }

  loadMxcsr(): void {
    new Sem(noVariant, this.leaveNumber, { code: this.code }).mxcsrIsUnusual().set(this.locals.unusualMxcsr);
  }

  private loadRegisters(general: number, vectors: number): void {
    const { code, locals } = this;
    for (let i = 0; i < 16; i++) {
      if ((general & (1 << i)) !== 0) code.loadAt(LOAD.i64, GPR + i * 8).set(locals.registers[i] ?? 0);
      if ((vectors & (1 << i)) === 0) continue;
      code
        .i32(0)
        .simdMemory(V128.load, XMM + i * 16)
        .set(locals.vectors[i] ?? 0);
    }
  }

  // ---- flags --------------------------------------------------------------------------------------------------------

  /** Ways meet here: only the local says what the flags follow from. */
  private forgetFlags(): void {
    this.flagKind = KIND_IN_LOCAL;
    this.flagSource = null;
  }

  private kindToLocal(): void {
    if (this.flagKind !== KIND_IN_LOCAL) this.code.i32(this.flagKind).set(this.locals.flagKind);
  }

  private flagsToMemory(): void {
    const { code, locals, flagKind } = this;
    if (flagKind === KIND_IN_LOCAL) storeFlagsOfAnyKind(code, locals);
    else if (flagKind !== FLAG_KIND.memory) storeFlags(code, locals, flagKind);
    this.flagKind = FLAG_KIND.memory;
  }

  // ---- ways out of a block ------------------------------------------------------------------------------------------

  /** Pushes (i32) the address of the current block's first record. */
  private recordAddress(): RegionCode {
    const { code, current } = this;
    code.get(RECORD_LOCAL);
    if (current === 0) return code;
    code.i32(HEADER.region).op(I32.add).load(LOAD.i32);
    return code.load(LOAD.i32, REGION_TABLE.blocks + current * REGION_TABLE.step);
  }

  pushInPage(offset: number): RegionCode {
    const { code } = this;
    const distance = (this.blocks[this.current]?.page ?? 0) + offset;
    code.get(this.locals.page);
    return distance === 0 ? code : code.i64(distance).op(I64.add);
  }

  private leave(how: number): void {
    const { code } = this;
    this.kindToLocal();
    code.i32(how).set(this.locals.how);
    code.br(code.depth - this.exitDepth);
  }

  leaveAt(bias: number): void {
    this.code.i32(place(this.current, bias)).set(this.locals.at);
    this.kindToLocal();
    this.code.br(this.code.depth - this.recordDepth);
  }

  exit(reason: number): void {
    this.code.i32(reason).set(this.locals.at);
    this.leave(LEAVE.exit);
  }

  jump(target: number): void {
    const { code, locals } = this;
    code.get(target).set(locals.target);
    for (const back of this.blocks[this.current]?.returns ?? []) {
      if (!this.graph.canGo(this.current, back)) continue;
      code.get(locals.target);
      this.pushAddress(back).op(I64.eq).if();
      this.branch(back);
      code.end();
    }
    this.leave(LEAVE.indirect);
  }

  follow(link: number, slot: number, pushTarget: () => void): void {
    const { code, locals } = this;
    const block = this.blocks[this.current];
    const to = (link === RECORD.taken ? block?.taken : block?.notTaken) ?? -1;
    if (to >= 0 && this.graph.canGo(this.current, to)) {
      this.branch(to);
      return;
    }
    pushTarget();
    code.set(locals.target);
    if (block?.records.getUint32(slot, true) === LINK_NEVER) {
      this.leave(LEAVE.indirect);
      return;
    }
    code.i32(place(this.current, slot)).set(locals.at);
    this.leave(LEAVE.link);
  }

  /** Pushes (i64) the address of a block. */
  private pushAddress(block: number): RegionCode {
    const { records, page } = this.blocks[block] ?? {};
    return this.code
      .get(this.locals.page)
      .i64((page ?? 0) + (records?.getUint16(RECORD.offset, true) ?? 0))
      .op(I64.add);
  }

  /** Charges the budget for a block and goes there. */
  private branch(to: number): void {
    const { code, locals, current, flagKind, flagSource } = this;
    const count = this.blocks[to]?.count ?? 0;
    code.get(locals.budget).i32(count).op(I32.sub).tee(locals.budget).i32(0).op(I32.lt_s).if();
    code.i32(place(to, 0)).set(locals.at);
    this.leave(LEAVE.budget);
    code.end();
    if (this.graph.goesBack(current, to) || this.graph.isMerge[to]) {
      this.kindToLocal();
      code.br(code.depth - (this.depths.get(to) ?? 0));
      return;
    }
    if (this.graph.isLoop[to]) {
      this.kindToLocal();
      this.forgetFlags();
    }
    this.placeTree(to);
    this.current = current;
    this.flagKind = flagKind;
    this.flagSource = flagSource;
  }

  // ---- the way out --------------------------------------------------------------------------------------------------

  private storeState(): void {
    const { code, locals } = this;
    code.reuseLocals();
    storeFlagsOfAnyKind(code, locals);
    code.i32(0).get(locals.budget).store(STORE.i32, BUDGET);
  }

  private emitExit(): void {
    const { code, locals } = this;
    this.storeState();
    const s = new Sem(noVariant, this.leaveNumber, { code });
    const when = (how: number): RegionCode => code.get(locals.how).i32(how).op(I32.eq).if();
    when(LEAVE.indirect);
    s.jumpIndirect(locals.target);
    code.end();
    when(LEAVE.exit).get(locals.at).return().end();
    const block = this.findPlace();
    when(LEAVE.budget);
    // It was charged for the block, which will not run now.
    code.i32(0).get(locals.budget).get(block).i32(HEADER.count).op(I32.add).load(LOAD.i32).op(I32.add);
    code.store(STORE.i32, BUDGET);
    code.i32(0);
    s.readAt(BLOCK_BASE);
    code.get(block).load(LOAD.i64_16u, RECORD.offset).op(I64.add).store(STORE.i64, RIP);
    code.i32(EXIT.budgetInRegion).return().end();
    code.get(locals.at).i32(0xffff).op(I32.and).get(block).op(I32.add).set(locals.at);
    when(LEAVE.link);
    const to = code.local(TYPE.i32);
    code.get(locals.at).load(LOAD.i32).tee(to).i32(LINK_NEVER).op(I32.le_u).if();
    code.get(to).if();
    s.jumpIndirect(locals.target);
    code.end();
    code.i32(0).get(locals.target).store(STORE.i64, RIP);
    code.i32(0).get(locals.at).store(STORE.i32, LINK_SLOT);
    code.i32(EXIT.lookup).return().end();
    s.enterBlock(to);
    code.end();
  }

  private emitExitToRecord(): void {
    const { code, locals } = this;
    this.storeState();
    const block = this.findPlace();
    code.get(locals.at).i32(0xffff).op(I32.and).get(block).op(I32.add).set(locals.at);
    // The region stands in the first record of its block; what stood there is in the header.
    code.get(locals.at);
    code.get(locals.at).get(RECORD_LOCAL).op(I32.eq).if(TYPE.i32);
    code.get(RECORD_LOCAL).i32(HEADER.original).op(I32.add).load(LOAD.i32);
    code.else().get(locals.at).load(LOAD.i32, RECORD.handler).end();
    code.returnCallIndirect(SIGNATURE.handler);
  }

  /** A local (i32) with the first record of the block that `at` says; BLOCK_BASE becomes its page. */
  private findPlace(): number {
    const { code, locals } = this;
    const entry = code.local(TYPE.i32);
    const block = code.local(TYPE.i32);
    code.get(RECORD_LOCAL).i32(HEADER.region).op(I32.add).load(LOAD.i32);
    code.get(locals.at).i32(16).op(I32.shr_u).i32(3).op(I32.shl).op(I32.add).tee(entry);
    code.load(LOAD.i32, REGION_TABLE.blocks).set(block);
    if (!this.hasPages) return block;
    code.i32(0).get(locals.page).get(entry).load(LOAD.i64_32s, REGION_TABLE.distances).op(I64.add);
    code.store(STORE.i64, BLOCK_BASE);
    return block;
  }
}
