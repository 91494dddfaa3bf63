/**
 * The handlers of tier 0, made on demand: the first time that guests use a variant of a row (operand size, addressing,
 * flags needed or not), its WebAssembly function is emitted. Pending functions go together into one small module, which
 * every machine instantiates over its own Memory and table. Regions (tier 1) are functions beside them. When there are many modules, all functions are put into one
 * again, for machines that come later. V8 compiles a function when it is first called.
 *
 * One library serves all machines of a process; it holds no guest state.
 */
import { commonBodies } from "./emit/dispatch.ts";
import { HANDLER } from "./emit/record.ts";
import { emitRegion, type RegionBlock, type RegionInstruction } from "./emit/region.ts";
import { ADDRESSING, Sem, type Variant } from "./emit/sem.ts";
import type { Handler } from "./handler.ts";
import { ROWS } from "./table/all.ts";
import { type CompiledRow, type CompiledTable, compileTable } from "./table/compile.ts";
import type { Routine } from "./table/form.ts";
import { shapes } from "./table/operands.ts";
import { type Body, handlerModule, TABLE_SIZE } from "./wasm/module.ts";

const VARIANTS = 64;
/** More modules than this are put into one for machines that are made later. */
const MANY_MODULES = 12;

/** More than the table's rows. */
const MAX_ROWS = 2048;

function variantCode(size: number, addressing: number, flagsDead: boolean): number {
  return (31 - Math.clz32(size)) | (addressing << 2) | (flagsDead ? 32 : 0);
}

/** A variant of a row. */
export interface Form {
  readonly row: CompiledRow;
  readonly size: number;
  readonly addressing: number;
  readonly flagsDead: boolean;
}

function variantOf({ row, size, addressing, flagsDead }: Form): Variant {
  const operands = shapes(row.operands, size, addressing !== ADDRESSING.none);
  return { operands, size, addressing, flagsDead, aligned: row.row.aligned === true };
}

/** Entries of the table that regions leave to single instructions. */
const RESERVED = 4096;

/** A text that is the same for regions that do the same. */
function regionKey(blocks: readonly RegionBlock[]): string {
  let key = "";
  for (const { records, taken, notTaken, returns, page } of blocks) {
    key += `${taken},${notTaken},${returns.join(",")},${page};`;
    for (let at = 0; at < records.byteLength; at += 2) key += String.fromCharCode(records.getUint16(at, true));
  }
  return key;
}

export class HandlerLibrary {
  readonly table: CompiledTable = compileTable(ROWS);
  /** TypeScript handlers by the number that `leave` gets. */
  readonly leaves: Handler[] = [];

  private readonly leaveNumbers = new Map<Handler, number>();
  private readonly indices = new Uint16Array(this.table.rows.length * VARIANTS);
  private readonly fused = new Map<number, number>();
  private readonly regions = new Map<string, number>();
  /** What the handlers of single instructions and of fused pairs are made of, by their index. */
  private readonly forms: (readonly Form[])[] = [];
  /** Those that were made, by their place. */
  private readonly routines = new Set<number>();
  private nextIndex: number = HANDLER.firstFree;
  private readonly bodies: Body[] = [];
  private pending: Body[] = [];
  private modules: WebAssembly.Module[] = [];
  /** Counts every module ever made: what a machine compares to know whether it lacks some. */
  version = 0;
  /** Version at which the modules were last put into one. */
  private base = 0;

  constructor() {
    for (const body of commonBodies()) this.add(body);
  }

  /** Table index of the handler for a variant of a row; emits it if it is new. */
  indexFor(row: CompiledRow, size: number, addressing: number, flagsDead: boolean): number {
    const key = row.id * VARIANTS + variantCode(size, addressing, flagsDead);
    const known = this.indices[key]!;
    if (known !== 0) return known;
    const index = this.reserve();
    this.indices[key] = index;
    this.forms[index] = [{ row, size, addressing, flagsDead }];
    this.addRoutine(row.row.emit.routine);
    const s = this.semantics({ row, size, addressing, flagsDead });
    if (row.row.ends !== true) s.next();
    else s.code.unreachable();
    this.add({ index, bytes: s.code.finish() });
    return index;
  }

  /** The handler for an instruction with the conditional jump that follows it. */
  indexForFused(row: CompiledRow, size: number, addressing: number, jump: CompiledRow): number {
    const key = (row.id * VARIANTS + variantCode(size, addressing, false)) * MAX_ROWS + jump.id;
    const known = this.fused.get(key);
    if (known !== undefined) return known;
    const index = this.reserve();
    this.fused.set(key, index);
    const first = { row, size, addressing, flagsDead: false };
    const second = { row: jump, size: 8, addressing: ADDRESSING.none, flagsDead: false };
    this.forms[index] = [first, second];
    const s = this.semantics(second, this.semantics(first));
    s.code.unreachable();
    this.add({ index, bytes: s.code.finish() });
    return index;
  }

  /** Is it a handler of two instructions? */
  isPair(index: number): boolean {
    return this.forms[index]?.length === 2;
  }

  /** What the handler of a record does: one instruction, or a fused pair. */
  formsOf(index: number): readonly Form[] {
    return this.forms[index] ?? [];
  }

  /** Instructions as a region's emitter takes them. */
  instructionsOf(forms: readonly Form[]): readonly RegionInstruction[] {
    return forms.map((form) => ({
      variant: variantOf(form),
      emit: form.row.row.emit,
      leaves: form.row.row.emit.leaves === true,
      // What ends a block knows where the flags came from that it looks at.
      changesFlags: form.row.writes !== 0 || (!form.row.plain && form.row.row.ends !== true),
      ends: form.row.row.ends === true,
    }));
  }

  /**
   * One handler for the blocks of a region. Their operands are constants in it, so it serves every place with the same
   * code. @returns 0 when there is no room
   */
  indexForRegion(blocks: readonly RegionBlock[]): number {
    const key = regionKey(blocks);
    const known = this.regions.get(key);
    if (known !== undefined) return known;
    if (this.nextIndex > TABLE_SIZE - RESERVED) return 0;
    const bytes = emitRegion(blocks, (run) => this.leaveNumber(run));
    const index = this.reserve();
    this.regions.set(key, index);
    this.add({ index, bytes });
    return index;
  }

  /** Are there functions that no module has yet? */
  get hasPending(): boolean {
    return this.pending.length > 0;
  }

  /** The modules that a machine at `version` lacks, oldest first; the first of all exports `enter`. */
  modulesSince(version: number): readonly WebAssembly.Module[] {
    if (this.pending.length > 0) {
      this.modules.push(new WebAssembly.Module(handlerModule(this.pending, this.version === 0)));
      this.version++;
      this.pending = [];
    }
    if (version === 0 && this.modules.length > MANY_MODULES) {
      this.modules = [new WebAssembly.Module(handlerModule(this.bodies, true))];
      this.base = this.version - 1;
    }
    if (version > this.base) return this.modules.slice(version - this.base);
    return this.modules;
  }

  private addRoutine(routine: Routine | undefined): void {
    if (routine === undefined || this.routines.has(routine.index)) return;
    this.routines.add(routine.index);
    this.add({ index: routine.index, bytes: routine.make() });
  }

  private add(body: Body): void {
    this.bodies.push(body);
    this.pending.push(body);
  }

  private reserve(): number {
    const index = this.nextIndex++;
    if (index >= TABLE_SIZE) throw new Error("more handlers than the table holds");
    return index;
  }

  private semantics(form: Form, before?: Sem): Sem {
    const { row } = form;
    const s = new Sem(variantOf(form), (run) => this.leaveNumber(run), before?.following());
    // What the flags came from holds until they are written again; only the emitter knows from what.
    if (row.writes !== 0 || !row.plain) s.flagSource = row.row.ends ? s.flagSource : null;
    row.row.emit(s);
    return s;
  }

  private leaveNumber(run: Handler): number {
    const known = this.leaveNumbers.get(run);
    if (known !== undefined) return known;
    const number = this.leaves.push(run) - 1;
    this.leaveNumbers.set(run, number);
    return number;
  }
}
