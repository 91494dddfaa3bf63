/** Puts function bodies together into a WebAssembly module. Every module imports the same memory, table and helpers. */
import { Code } from "./code.ts";
import { TYPE } from "./opcodes.ts";

/** Function types, by their number in every module. */
export const SIGNATURE = {
  /** (record) → exit code: handlers. */
  handler: 0,
  /** (record, size) → address: slow memory access. */
  slow: 1,
  /** (record, number): leave to TypeScript, or raise a fault. */
  leave: 2,
  /** (): commit of a page-crossing write. */
  plain: 3,
} as const;

/** Entries of each machine's table: most handlers that there can be. */
export const TABLE_SIZE = 16384;

/** Imported functions, by their number in every module. */
export const IMPORT = {
  slowRead: 0,
  slowWrite: 1,
  commit: 2,
  leave: 3,
  fault: 4,
} as const;
const IMPORT_TYPES: readonly [name: string, type: number][] = [
  ["slowRead", SIGNATURE.slow],
  ["slowWrite", SIGNATURE.slow],
  ["commit", SIGNATURE.plain],
  ["leave", SIGNATURE.leave],
  ["fault", SIGNATURE.leave],
];

function section(out: Code, id: number, content: Code): void {
  out.byte(id).unsigned(content.length).raw(content.bytes.subarray(0, content.length));
}

function name(out: Code, text: string): void {
  out.unsigned(text.length);
  for (let i = 0; i < text.length; i++) out.byte(text.charCodeAt(i));
}

export interface Body {
  /** Where it goes in the table. */
  readonly index: number;
  /** From Code.finish. */
  readonly bytes: Uint8Array;
}

/** The table's element type: (ref null 0). Typed like this, V8 need not check a function's type at each call. */
const TABLE_TYPE = [0x63, SIGNATURE.handler] as const;

/**
 * A module whose functions, all of type `handler`, are placed in the table at their indices.
 * With `entry`, it makes and exports the `table` and exports `enter(record)`, which runs the handler of a record;
 * other modules import the table.
 */
export function handlerModule(bodies: readonly Body[], entry: boolean): Uint8Array {
  const out = new Code(0);
  out.raw(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

  const types = new Code(0);
  types.unsigned(4);
  types.byte(0x60).unsigned(1).byte(TYPE.i32).unsigned(1).byte(TYPE.i32);
  types.byte(0x60).unsigned(2).byte(TYPE.i32).byte(TYPE.i32).unsigned(1).byte(TYPE.i32);
  types.byte(0x60).unsigned(2).byte(TYPE.i32).byte(TYPE.i32).unsigned(0);
  types.byte(0x60).unsigned(0).unsigned(0);
  section(out, 1, types);

  const imports = new Code(0);
  imports.unsigned((entry ? 1 : 2) + IMPORT_TYPES.length);
  name(imports, "m");
  name(imports, "memory");
  imports.byte(2).byte(0).unsigned(0);
  if (!entry) {
    name(imports, "m");
    name(imports, "table");
    imports.byte(1).raw(Uint8Array.from(TABLE_TYPE)).byte(1).unsigned(TABLE_SIZE).unsigned(TABLE_SIZE);
  }
  for (const [text, type] of IMPORT_TYPES) {
    name(imports, "m");
    name(imports, text);
    imports.byte(0).unsigned(type);
  }
  section(out, 2, imports);

  const functions = new Code(0);
  functions.unsigned(bodies.length + (entry ? 1 : 0));
  for (let i = 0; i < bodies.length + (entry ? 1 : 0); i++) functions.unsigned(SIGNATURE.handler);
  section(out, 3, functions);

  const first = IMPORT_TYPES.length;
  if (entry) {
    const tables = new Code(0);
    tables.unsigned(1).raw(Uint8Array.from(TABLE_TYPE)).byte(1).unsigned(TABLE_SIZE).unsigned(TABLE_SIZE);
    section(out, 4, tables);
    const exports = new Code(0);
    exports.unsigned(2);
    name(exports, "table");
    exports.byte(1).unsigned(0);
    name(exports, "enter");
    exports.byte(0).unsigned(first + bodies.length);
    section(out, 7, exports);
  }

  if (bodies.length > 0) section(out, 9, elements(bodies, first));

  const code = new Code(0);
  code.unsigned(bodies.length + (entry ? 1 : 0));
  for (const body of bodies) code.raw(body.bytes);
  if (entry) {
    const enter = new Code(1);
    enter.get(0).get(0).load(0x28).callIndirect(SIGNATURE.handler);
    code.raw(enter.finish());
  }
  section(out, 10, code);
  return out.bytes.slice(0, out.length);
}

/** One element segment for each run of consecutive table indices. */
function elements(bodies: readonly Body[], first: number): Code {
  const out = new Code(0);
  const runs: [start: number, count: number][] = [];
  for (const [i, body] of bodies.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && bodies[i - 1]?.index === body.index - 1) last[1]++;
    else runs.push([i, 1]);
  }
  out.unsigned(runs.length);
  for (const [start, count] of runs) {
    // Active, of table 0, expressions of type (ref 0).
    const index = bodies[start]?.index ?? 0;
    out.unsigned(6).unsigned(0).i32(index).end();
    out.byte(0x64).byte(SIGNATURE.handler).unsigned(count);
    for (let i = 0; i < count; i++)
      out
        .byte(0xd2)
        .unsigned(first + start + i)
        .end();
  }
  return out;
}
