/**
 * The handlers of tier 0, made on demand: the first time that guests use a variant of a row (operand size, addressing,
 * flags needed or not), its WebAssembly function is emitted. Pending functions go together into one small module, which
 * every machine instantiates over its own Memory and table. When there are many modules, all functions are put into one
 * again, for machines that come later. V8 compiles a function when it is first called.
 *
 * One library serves all machines of a process; it holds no guest state.
 */
import { commonBodies } from "./emit/dispatch.ts";
import { HANDLER, LINK_NEVER, LINK_UNKNOWN, RECORD, RECORD_SIZE } from "./emit/record.ts";
import { ADDRESSING, Sem } from "./emit/sem.ts";
import type { Handler } from "./handler.ts";
import { ROWS } from "./table/all.ts";
import { type CompiledRow, type CompiledTable, compileTable } from "./table/compile.ts";
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
interface Form {
  readonly row: CompiledRow;
  readonly size: number;
  readonly addressing: number;
  readonly flagsDead: boolean;
}

/** Entries of the table that whole blocks leave to single instructions. */
const RESERVED = 4096;

/** A text that is the same for records that do the same: all but their links. */
function blockKey(records: DataView): string {
  let key = "";
  for (let at = 0; at < records.byteLength; at += 2) key += String.fromCharCode(records.getUint16(at, true));
  return key;
}

/** Is the target of the jump in the last of `count` records the first one? */
function jumpsToItself(records: DataView, count: number): boolean {
  const last = (count - 1) * RECORD_SIZE;
  const next = records.getUint16(last + RECORD.offset, true) + records.getUint8(last + RECORD.length);
  return next + records.getInt32(last + RECORD.displacement, true) === records.getUint16(RECORD.offset, true);
}

export class HandlerLibrary {
  readonly table: CompiledTable = compileTable(ROWS);
  /** TypeScript handlers by the number that `leave` gets. */
  readonly leaves: Handler[] = [];

  private readonly leaveNumbers = new Map<Handler, number>();
  private readonly indices = new Uint16Array(this.table.rows.length * VARIANTS);
  private readonly fused = new Map<number, number>();
  private readonly whole = new Map<string, number>();
  /** What the handlers of single instructions and of fused pairs are made of, by their index. */
  private readonly forms: (readonly Form[])[] = [];
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

  /**
   * One handler for the whole block whose records begin in `records` (a copy of them) and have the handlers `indices`.
   * Its operands are constants, so it serves every block with the same records. @returns 0 when there is no room
   */
  indexForBlock(indices: readonly number[], records: DataView, proceeds: boolean): number {
    const forms = indices.flatMap((index) => this.forms[index] ?? []);
    // Links are made and dropped; what is constant is whether there can be one.
    const end = (forms.length - (proceeds ? 0 : 1)) * RECORD_SIZE;
    const links = proceeds ? [RECORD.taken] : forms.at(-1)?.row.jumps ? [RECORD.taken, RECORD.notTaken] : [];
    for (const link of links) {
      if (records.getUint32(end + link, true) !== LINK_NEVER) records.setUint32(end + link, LINK_UNKNOWN, true);
    }
    const key = blockKey(records);
    const known = this.whole.get(key);
    if (known !== undefined) return known;
    if (this.nextIndex > TABLE_SIZE - RESERVED) return 0;
    const loops = !proceeds && forms.at(-1)?.row.jumps === true && jumpsToItself(records, forms.length);
    let s: Sem | undefined;
    for (const form of forms) s = this.semantics(form, s, records, loops);
    if (s === undefined) return 0;
    if (proceeds) s.proceed();
    s.code.unreachable();
    s.endLoop();
    const index = this.reserve();
    this.whole.set(key, index);
    this.add({ index, bytes: s.code.finish() });
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

  private add(body: Body): void {
    this.bodies.push(body);
    this.pending.push(body);
  }

  private reserve(): number {
    const index = this.nextIndex++;
    if (index >= TABLE_SIZE) throw new Error("more handlers than the table holds");
    return index;
  }

  private semantics({ row, size, addressing, flagsDead }: Form, before?: Sem, records?: DataView, loops = false): Sem {
    const operands = shapes(row.operands, size, addressing !== ADDRESSING.none);
    const aligned = row.row.aligned === true;
    const variant = { operands, size, addressing, flagsDead, aligned };
    const s = new Sem(variant, (run) => this.leaveNumber(run), before, records);
    // What the flags came from holds until they are written again; only the emitter knows from what.
    if (row.writes !== 0 || !row.plain) s.flagSource = row.row.ends ? s.flagSource : null;
    if (loops && before === undefined) s.beginLoop();
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
