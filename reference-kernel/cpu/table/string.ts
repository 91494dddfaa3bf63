/**
 * movs, stos, lods, scas, cmps, alone and repeated. The semantics are in TypeScript (strings.ts), but for movs, stos and
 * lods alone, and for repetitions that go upwards over pages that the TLB knows: those are done here page by page, movs
 * and stos as memory.copy and memory.fill.
 */

import { RECORD } from "../emit/record.ts";
import { ADDRESSING, type Sem } from "../emit/sem.ts";
import type { Handler } from "../handler.ts";
import { FLAG_STORED, GPR, REG, ZERO } from "../layout.ts";
import { FLAG } from "../rflags.ts";
import { cmps, lods, movs, type Repeat, scas, stos } from "../strings.ts";
import type { Code } from "../wasm/code.ts";
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

/** Pushes (i32): is DF clear? */
function upwards(s: Sem): Code {
  return s.readAt(FLAG_STORED, 4).i64(FLAG.DF).op(I64.and).op(I64.eqz);
}

/** One round of a repetition: elements that lie in one page of every operand. */
interface Round {
  readonly s: Sem;
  /** i64 locals: how many elements, and their bytes. A round may do fewer, and says so here. */
  readonly elements: number;
  readonly bytes: number;
  /** i32 local: the repetition ends after this round. */
  readonly ended: number;
  /** i32 locals: where in the Memory the operands are. */
  readonly places: readonly number[];
  /** Gives up unless the i32 on the stack is not 0; nothing of this round may have been changed. */
  demand(): void;
}

/**
 * A repetition in rounds of a page at most. What a round does not do (the other direction, a page that the TLB does not
 * know, an element across pages) the handler does: a repetition can be interrupted between any two elements.
 */
function inRounds(operands: readonly Operand[], run: Handler, round: (round: Round) => void): Emit {
  const emit = (s: Sem): void => {
    const { code } = s;
    if (s.variant.addressing === ADDRESSING.narrow) {
      s.leave(run);
      return;
    }
    const shift = Math.log2(s.size);
    code.block();
    const done = code.depth;
    code.block();
    const givenUp = code.depth;
    const demand = (): void => {
      code.op(I32.eqz).brIf(code.depth - givenUp);
    };
    upwards(s);
    if (operands.some(({ pointer }) => pointer === RSI)) {
      s.field(LOAD.i32_16u, RECORD.segment).i32(ZERO).op(I32.eq).op(I32.and);
    }
    demand();
    code.loop();
    const again = code.depth;
    const count = s.local(s.readAt(RCX));
    // A count of zero is frequent in memcpy, and does nothing.
    code
      .get(count)
      .op(I64.eqz)
      .brIf(code.depth - done);
    const elements = s.local(code.get(count));
    const addresses = operands.map(({ pointer }) => s.local(s.readAt(pointer)));
    for (const address of addresses) {
      const rest = s.local(
        code
          .i64(PAGE)
          .get(address)
          .i64(PAGE - 1)
          .op(I64.and)
          .op(I64.sub)
          .i64(shift)
          .op(I64.shr_u),
      );
      code.get(elements).get(rest).get(elements).get(rest).op(I64.lt_u).select().set(elements);
    }
    code.get(elements).i64(0).op(I64.ne);
    demand();
    const places = operands.map(({ written }, i) => {
      s.probe(addresses[i] ?? 0, written);
      const place = s.keep(TYPE.i32);
      code.get(place);
      demand();
      return place;
    });
    const bytes = s.local(code.get(elements).i64(shift).op(I64.shl));
    code.i32(0);
    const ended = s.keep(TYPE.i32);
    round({ s, elements, bytes, ended, places, demand });
    for (const [i, { pointer }] of operands.entries()) {
      s.writeAt(
        pointer,
        s.local(
          code
            .get(addresses[i] ?? 0)
            .get(bytes)
            .op(I64.add),
        ),
      );
    }
    s.writeAt(RCX, s.local(code.get(count).get(elements).op(I64.sub)));
    code
      .get(ended)
      .op(I32.eqz)
      .brIf(code.depth - again);
    code
      .br(code.depth - done)
      .end()
      .end();
    s.leave(run);
    code.end();
  };
  return Object.assign(emit, { leaves: "sometimes" as const });
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

const copyRound = ({ s, bytes, places: [source = 0, target = 0], demand }: Round): void => {
  const { code } = s;
  // An overlap that repeats the beginning is not a memory.copy.
  code.get(target).get(source).op(I32.sub).i32(1).op(I32.sub);
  code.get(bytes).op(I32.wrap_i64).i32(1).op(I32.sub).op(I32.ge_u);
  demand();
  code.get(target).get(source).get(bytes).op(I32.wrap_i64).memoryCopy();
};

const fillRound = ({ s, bytes, places: [target = 0], demand }: Round): void => {
  const { code } = s;
  const value = s.local(s.readAt(RAX, s.size));
  // All bytes of the value must be the same.
  code.get(value).get(value).i64(255).op(I64.and).i64(0x0101010101010101n).op(I64.mul);
  s.zeroExtend().op(I64.eq);
  demand();
  code.get(target).get(value).op(I32.wrap_i64).get(bytes).op(I32.wrap_i64).memoryFill();
};

/** Compares until one element ends the repetition: what is at the first place, or the accumulator, with what is at the last. */
const compareRound =
  (repeat: Repeat) =>
  ({ s, elements, bytes, ended, places }: Round): void => {
    const { code } = s;
    const last = places.at(-1) ?? 0;
    code.get(last);
    const start = s.keep(TYPE.i32);
    code.get(last).get(bytes).op(I32.wrap_i64).op(I32.add);
    const limit = s.keep(TYPE.i32);
    const a = s.local(places.length === 1 ? s.readAt(RAX, s.size) : code.i64(0));
    const b = s.local(code.i64(0));
    code.loop();
    if (places.length > 1) {
      code.get(places[0] ?? 0);
      s.loadTranslated(s.size).set(a);
      code
        .get(places[0] ?? 0)
        .i32(s.size)
        .op(I32.add)
        .set(places[0] ?? 0);
    }
    code.get(last);
    s.loadTranslated(s.size).set(b);
    code.get(last).i32(s.size).op(I32.add).set(last);
    code
      .get(a)
      .get(b)
      .op(repeat === "equal" ? I64.ne : I64.eq)
      .tee(ended)
      .op(I32.eqz)
      .get(last)
      .get(limit)
      .op(I32.ne)
      .op(I32.and)
      .brIf(0)
      .end();
    code.get(last).get(start).op(I32.sub).op(I64.extend_i32_u).tee(bytes);
    code.i64(Math.log2(s.size)).op(I64.shr_u).set(elements);
    s.flagsSubtract(a, b, s.local(code.get(a).get(b).op(I64.sub)));
    // Other ways come here, too.
    s.flagSource = null;
  };

interface Operand {
  readonly pointer: number;
  readonly written: boolean;
}
const SOURCE: Operand = { pointer: RSI, written: false };
const DESTINATION: Operand = { pointer: RDI, written: true };
const COMPARED: Operand = { pointer: RDI, written: false };

/** The fast ways of the repeated forms. */
const ROUNDS: Readonly<Record<string, (run: Handler, repeat: Repeat) => Emit>> = {
  movs: (run) => inRounds([SOURCE, DESTINATION], run, copyRound),
  stos: (run) => inRounds([DESTINATION], run, fillRound),
  cmps: (run, repeat) => inRounds([SOURCE, COMPARED], run, compareRound(repeat)),
  scas: (run, repeat) => inRounds([COMPARED], run, compareRound(repeat)),
};

function forms(opcode: number, name: string, make: (repeat: Repeat) => Handler): Row[] {
  const hex = (value: number): string => value.toString(16).toUpperCase();
  const compares = name === "cmps" || name === "scas";
  return REPEATS.flatMap(([prefix, repeatName, repeat]) => {
    const run = make(repeat);
    const emit =
      repeat === "none" && !compares
        ? once(name, run)
        : ((repeat === "none" ? undefined : ROUNDS[name])?.(run, repeat) ?? handler(run));
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
  ...forms(0xa4, "movs", movs),
  ...forms(0xa6, "cmps", cmps),
  ...forms(0xaa, "stos", stos),
  ...forms(0xac, "lods", lods),
  ...forms(0xae, "scas", scas),
];
