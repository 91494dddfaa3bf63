/**
 * movs, stos, lods, scas, cmps, alone and repeated. The semantics are in TypeScript (strings.ts), but for movs, stos and
 * lods alone; repeated movs and stos that go upwards within pages the TLB knows are one memory.copy or memory.fill.
 */

import { RECORD } from "../emit/record.ts";
import { ADDRESSING, type Sem } from "../emit/sem.ts";
import type { Handler } from "../handler.ts";
import { FLAG_STORED, GPR, REG, ZERO } from "../layout.ts";
import { FLAG } from "../rflags.ts";
import { cmps, lods, movs, type Repeat, scas, stos } from "../strings.ts";
import { I32, I64, LOAD, TYPE } from "../wasm/opcodes.ts";
import { type Emit, handler, type Row, row, STATUS } from "./form.ts";
import { writeFixed } from "./mov.ts";

const RAX = GPR + REG.rax * 8;
const RCX = GPR + REG.rcx * 8;
const RSI = GPR + REG.rsi * 8;
const RDI = GPR + REG.rdi * 8;
const PAGE = 4096;

const REPEATS: readonly [prefix: string, name: string, repeat: Repeat][] = [
  ["", "", "none"],
  ["F3", "rep", "equal"],
  ["F2", "repne", "notEqual"],
];

/** Pushes (i32): does a run of `bytes` (i64 local) from an address (i64 local) on stay in its page? */
function staysInPage(s: Sem, address: number, bytes: number): void {
  s.code
    .get(address)
    .i64(PAGE - 1)
    .op(I64.and)
    .get(bytes)
    .op(I64.add)
    .i64(PAGE)
    .op(I64.le_u);
}

/** Number of bytes of the whole repetition, more than a page when it is much more. */
function repeatedBytes(s: Sem): number {
  const count = s.local(s.readAt(RCX));
  s.code.get(count).i64(PAGE).get(count).i64(PAGE).op(I64.lt_u).select();
  return s.local(s.code.i64(Math.log2(s.size)).op(I64.shl));
}

/** Pushes (i32): is DF clear? */
function upwards(s: Sem): void {
  s.readAt(FLAG_STORED, 4).i64(FLAG.DF).op(I64.and).op(I64.eqz);
}

function finish(s: Sem, bytes: number, pointers: readonly (readonly [register: number, value: number])[]): void {
  for (const [register, value] of pointers) {
    s.writeAt(register, s.local(s.code.get(value).get(bytes).op(I64.add)));
  }
  s.writeAt(RCX, s.local(s.code.i64(0)));
}

/** Runs `fast`, which pushes (i32) whether it did everything; if not, the handler. */
function withFastWay(fast: (s: Sem) => void, run: Handler): Emit {
  return Object.assign(
    (s: Sem) => {
      if (s.variant.addressing === ADDRESSING.narrow) {
        s.leave(run);
        return;
      }
      // A count of zero is frequent in memcpy, and does nothing.
      s.readAt(RCX).op(I64.eqz).if(TYPE.i32).i32(1).else();
      fast(s);
      s.code.end().op(I32.eqz).if();
      s.leave(run);
      s.code.end();
    },
    { leaves: "sometimes" as const },
  );
}

/** Pushes (i64) the distance from one element to the next: negative when DF is set. */
function step(s: Sem): void {
  s.code.i64(-s.size).i64(s.size);
  s.readAt(FLAG_STORED, 4).op(I32.wrap_i64).i32(FLAG.DF).op(I32.and).select();
}

/** Moves a pointer by a step (both i64 locals). */
const advance = (s: Sem, register: number, pointer: number, by: number): void =>
  s.writeAt(register, s.local(s.code.get(pointer).get(by).op(I64.add)));

/** movs, stos, lods alone. */
function once(name: string, run: Handler): Emit {
  const [reads, writes] = [name !== "stos", name !== "lods"];
  return Object.assign(
    (s: Sem): void => {
      if (s.variant.addressing === ADDRESSING.narrow) {
        s.leave(run);
        return;
      }
      const [from, to] = [reads ? s.local(s.readAt(RSI)) : -1, writes ? s.local(s.readAt(RDI)) : -1];
      let value: number;
      if (reads) {
        s.code.get(from);
        s.field(LOAD.i32_16u, RECORD.segment).load(LOAD.i64).op(I64.add);
        value = s.local(s.loadFrom(s.size));
      } else value = s.local(s.readAt(RAX, s.size));
      if (writes) {
        s.code.get(to);
        s.storeTo(s.size, value);
      } else writeFixed(s, RAX, value);
      step(s);
      const by = s.local(s.code);
      if (reads) advance(s, RSI, from, by);
      if (writes) advance(s, RDI, to, by);
    },
    { leaves: "sometimes" as const },
  );
}

function fastMovs(s: Sem): void {
  const { code } = s;
  const bytes = repeatedBytes(s);
  const from = s.local(s.readAt(RSI));
  const to = s.local(s.readAt(RDI));
  upwards(s);
  staysInPage(s, from, bytes);
  code.op(I32.and);
  staysInPage(s, to, bytes);
  code.op(I32.and);
  s.field(LOAD.i32_16u, RECORD.segment).i32(ZERO).op(I32.eq).op(I32.and).if(TYPE.i32);
  s.probe(from, false);
  const source = s.keep(TYPE.i32);
  s.probe(to, true);
  const target = s.keep(TYPE.i32);
  // An overlap that repeats the beginning is not a memory.copy.
  code.get(source).i32(0).op(I32.ne).get(target).i32(0).op(I32.ne).op(I32.and);
  code.get(target).get(source).op(I32.sub).i32(1).op(I32.sub);
  code.get(bytes).op(I32.wrap_i64).i32(1).op(I32.sub).op(I32.ge_u).op(I32.and).if(TYPE.i32);
  code.get(target).get(source).get(bytes).op(I32.wrap_i64).memoryCopy();
  finish(s, bytes, [
    [RSI, from],
    [RDI, to],
  ]);
  code.i32(1).else().i32(0).end();
  code.else().i32(0).end();
}

function fastStos(s: Sem): void {
  const { code } = s;
  const bytes = repeatedBytes(s);
  const to = s.local(s.readAt(RDI));
  const value = s.local(s.readAt(RAX, s.size));
  upwards(s);
  staysInPage(s, to, bytes);
  code.op(I32.and);
  // All bytes of the value must be the same.
  code.get(value).get(value).i64(255).op(I64.and).i64(0x0101010101010101n).op(I64.mul);
  s.zeroExtend().op(I64.eq).op(I32.and).if(TYPE.i32);
  s.probe(to, true);
  const target = s.keep(TYPE.i32);
  code.get(target).if(TYPE.i32);
  code.get(target).get(value).op(I32.wrap_i64).get(bytes).op(I32.wrap_i64).memoryFill();
  finish(s, bytes, [[RDI, to]]);
  code.i32(1).else().i32(0).end();
  code.else().i32(0).end();
}

function forms(opcode: number, name: string, make: (repeat: Repeat) => Handler, fast?: (s: Sem) => void): Row[] {
  const hex = (value: number): string => value.toString(16).toUpperCase();
  const compares = name === "cmps" || name === "scas";
  return REPEATS.flatMap(([prefix, repeatName, repeat]) => {
    const run = make(repeat);
    const emit =
      repeat === "none" && !compares
        ? once(name, run)
        : fast !== undefined && repeat !== "none"
          ? withFastWay(fast, run)
          : handler(run);
    const shown = repeatName === "" ? name : `${compares && repeat === "equal" ? "repe" : repeatName} ${name}`;
    const options = { recipe: "string", reads: "d", ...(compares ? { writes: STATUS, undefinedWhen: "count" } : {}) };
    return [
      row(`${prefix} ${hex(opcode)}`.trim(), `${shown}b`, "", emit, { ...options, size: "b" }),
      row(`${prefix} ${hex(opcode + 1)}`.trim(), ["w", "d", "q"].map((size) => shown + size).join("|"), "", emit, {
        ...options,
        size: "v",
      }),
    ];
  });
}

export const STRING_ROWS: readonly Row[] = [
  ...forms(0xa4, "movs", movs, fastMovs),
  ...forms(0xa6, "cmps", cmps),
  ...forms(0xaa, "stos", stos, fastStos),
  ...forms(0xac, "lods", lods),
  ...forms(0xae, "scas", scas),
];
