/** Cases of the processor check: an instruction and the state it starts from. */
import type { CompiledRow, Random } from "../../reference-kernel/processor.ts";
import { type Encoded, type EncodeOptions, encode } from "./encode.ts";
import { DATA, FX, STATE, TAKEN, WINDOW, WINDOW_SIZE } from "./layout.ts";
import { bits64, extended, integer, pick, vectorHalf } from "./values.ts";

export interface Case {
  readonly row: CompiledRow;
  readonly encoded: Encoded;
  /** The state for the runner, STATE.size bytes. */
  readonly state: Uint8Array;
  /** How far a shift or rotate goes, before masking; −1 where it is none. */
  readonly count: number;
}

const RAX = 0;
const RCX = 1;
const RDX = 2;
const RBX = 3;
const RSP = 4;
const RBP = 5;
const RSI = 6;
const RDI = 7;

const STATUS_FLAGS = 0x8d5;
const DIRECTION = 0x400;
const ALWAYS_SET = 0x202;

/** What a recipe prepares: registers, an address or immediate, and, once the bytes are known, the memory. */
interface Recipe {
  readonly fixed?: readonly (readonly [register: number, value: bigint])[];
  readonly options?: EncodeOptions;
  /** Last touches on registers and memory. */
  readonly finish?: (gpr: BigUint64Array, memory: DataView, encoded: Encoded) => void;
}

const inWindow = (random: Random, size: number): number => WINDOW + random.below(WINDOW_SIZE - size);
const stackPointer = (random: Random): bigint => {
  if (random.below(24) === 0) return BigInt(pick(random, [DATA, DATA + 8192, 0x1234]));
  return BigInt(WINDOW + 64 + 8 * random.below(12) + (random.below(6) === 0 ? random.below(8) : 0));
};

const setWord = (memory: DataView, address: number, value: bigint): void => {
  const at = address - WINDOW;
  if (at >= 0 && at + 8 <= WINDOW_SIZE) memory.setBigUint64(at, value, true);
};

const recipes: Readonly<Record<string, (random: Random, row: CompiledRow) => Recipe>> = {
  jump: (random) => {
    const rsp = BigInt(WINDOW + 64 + 8 * random.below(12));
    return {
      fixed: [
        [RSP, rsp],
        [RCX, BigInt(random.below(3))],
      ],
      options: { target: TAKEN, plain: true },
      finish: (gpr, memory, encoded) => {
        const { address, rm } = encoded;
        if (address !== null) setWord(memory, address, BigInt(TAKEN));
        else if (rm >= 0 && rm !== RSP) gpr[rm] = BigInt(TAKEN);
        else setWord(memory, Number(rsp), BigInt(TAKEN));
        // jmp and call through rsp itself lead into the data: a fault on both sides.
      },
    };
  },
  stack: (random) => ({ fixed: [[RSP, stackPointer(random)]] }),
  leave: (random) => ({ fixed: [[RBP, stackPointer(random)]] }),
  enter: (random) => ({
    fixed: [
      [RSP, BigInt(WINDOW + 160)],
      [RBP, BigInt(WINDOW + 200 - random.below(60))],
    ],
  }),
  popf: (random) => {
    const rsp = stackPointer(random);
    return {
      fixed: [[RSP, rsp]],
      finish: (_gpr, memory) => setWord(memory, Number(rsp), bits64(random) & BigInt(STATUS_FLAGS | DIRECTION)),
    };
  },
  xlat: (random) => {
    const al = BigInt(random.below(256));
    return {
      fixed: [
        [RAX, (integer(random) & ~0xffn) | al],
        [RBX, BigInt(inWindow(random, 1)) - al],
      ],
    };
  },
  string: (random, row) => ({
    fixed: [
      [RSI, BigInt(WINDOW + 64 + random.below(128))],
      [RDI, BigInt(WINDOW + 64 + random.below(128))],
      ...(row.row.encoding.startsWith("F") ? ([[RCX, BigInt(random.below(7))]] as const) : []),
    ],
    finish: (_gpr, memory) => {
      // Runs of equal bytes, so that repeated comparisons go on for a while.
      if (random.below(2) === 0) for (let at = 32; at < 224; at++) memory.setUint8(at, 0x41);
    },
  }),
  rdi: (random) => ({ fixed: [[RDI, BigInt(inWindow(random, 16))]] }),
  "bit-offset": (random) => ({
    options: { address: WINDOW + 96 + random.below(64), plain: true },
    finish: (gpr, _memory, { address, reg, registers }) => {
      if (address === null || reg < 0 || registers.has(reg)) return;
      gpr[reg] = BigInt.asUintN(64, BigInt(random.below(512) - 256));
    },
  }),
  cmpxchg: (random, row) => ({
    finish: (gpr, memory, { address, rm, registers }) => {
      if (random.below(2) === 0) return;
      if (address === null) {
        if (rm >= 0) gpr[RAX] = gpr[rm] as bigint;
        return;
      }
      const at = address - WINDOW;
      if (at < 0 || at + 16 > WINDOW_SIZE || registers.has(RAX) || registers.has(RDX)) return;
      const low = memory.getBigUint64(at, true);
      gpr[RAX] = low;
      if (row.row.mnemonic === "cmpxchg16b") gpr[RDX] = memory.getBigUint64(at + 8, true);
      if (row.row.mnemonic === "cmpxchg8b") gpr[RDX] = low >> 32n;
    },
  }),
  divide: (random) => ({
    finish: (gpr, _memory, { registers }) => {
      if (registers.has(RDX) || random.below(3) === 0) return;
      gpr[RDX] = random.below(2) === 0 || (gpr[RAX] as bigint) >> 63n === 0n ? 0n : 0xffff_ffff_ffff_ffffn;
    },
  }),
};

/** Rows without a recipe of their own that still need their operands prepared, by mnemonic. */
const byMnemonic: Readonly<Record<string, (random: Random) => Recipe>> = {
  // 512 bytes: more than the window reports, but all of them are mapped. What processors differ in (pointers and mask,
  // bytes 6 to 31) stays in the window, which every case sets anew.
  fxsave: (random) => ({ options: { address: WINDOW + 16 * random.below(15) + (random.below(20) === 0 ? 4 : 0) } }),
  fxrstor: (random) => fxrstor(random),
  ldmxcsr: (random) => ({
    finish: (_gpr, memory, { address }) => maskMxcsr(random, memory, address, 0),
  }),
};

const fxrstor = (random: Random): Recipe => ({
  options: { address: WINDOW + 16 * random.below(8) + (random.below(20) === 0 ? 4 : 0) },
  finish: (_gpr, memory, { address }) => maskMxcsr(random, memory, address, FX.mxcsr),
});

/** Reserved bits of MXCSR are #GP: mostly without them. Bit 17 is one of them for Intel, but has a meaning for AMD. */
const maskMxcsr = (random: Random, memory: DataView, address: number | null, offset: number): void => {
  if (address === null) return;
  const kept = random.below(6) === 0 ? ~0x20000 : 0xffff;
  const at = address + offset - WINDOW;
  if (at >= 0 && at + 4 <= WINDOW_SIZE) memory.setUint32(at, memory.getUint32(at, true) & kept, true);
};

const recipeOf = (random: Random, row: CompiledRow): Recipe => {
  const named = row.row.recipe === undefined ? undefined : recipes[row.row.recipe];
  if (row.row.recipe !== undefined && row.row.recipe !== "absolute" && named === undefined) {
    throw new Error(`no recipe ${row.row.recipe} for ${row.row.mnemonic}`);
  }
  return named?.(random, row) ?? byMnemonic[row.row.mnemonic.split("|")[0] ?? ""]?.(random) ?? {};
};

/** Shifts and rotates: the count from CL or the immediate; shld and shrd beyond the operand size leave rubbish. */
const countOf = (row: CompiledRow, encoded: Encoded, gpr: BigUint64Array): number => {
  if (row.row.undefinedWhen !== "shift-count") return -1;
  const letters = row.operands.map(({ letter }) => letter);
  if (letters.includes("1")) return 1;
  const count = letters.includes("C") ? Number((gpr[RCX] as bigint) & 0xffn) : encoded.immediate;
  return count & (encoded.size === 8 ? 63 : 31);
};

const fillFx = (random: Random, fx: DataView): void => {
  const control = random.below(4) === 0 ? (random.next() & 0x0f3f) | (random.below(8) > 0 ? 0x3f : 0) : 0x37f;
  fx.setUint16(FX.control, control | 0x40, true);
  const flags = random.below(3) === 0 ? random.next() & 0x3f : 0;
  // An unmasked exception that waits already: the next instruction that waits is #MF.
  const pending = flags & ~control & 0x3f;
  const kept = pending !== 0 && random.below(20) > 0 ? flags & control : flags;
  const summary = (kept & ~control & 0x3f) !== 0 ? 0x8080 : 0;
  fx.setUint16(FX.status, kept | summary | (random.next() & 0x7f00 & ~0x8000) | (random.below(8) << 11), true);
  fx.setUint8(FX.tags, random.below(3) === 0 ? random.next() & 0xff : random.below(6) === 0 ? 0 : 0xff);
  for (let i = 0; i < 8; i++) {
    const { head, significand } = extended(random);
    fx.setBigUint64(FX.x87 + i * 16, significand, true);
    fx.setUint16(FX.x87 + i * 16 + 8, head, true);
  }
  const rounding = random.below(4) === 0 ? random.below(4) << 13 : 0;
  const special = random.below(10) === 0 ? random.next() & 0x8040 : 0;
  const unmasked = random.below(12) === 0 ? random.next() & 0x1f80 : 0;
  const sticky = random.below(3) === 0 ? random.next() & 0x3f : random.below(2) === 0 ? 0x20 : 0;
  fx.setUint32(FX.mxcsr, ((0x1f80 & ~unmasked) | rounding | special | sticky) & 0xffff, true);
  for (let i = 0; i < 32; i++) fx.setBigUint64(FX.xmm + i * 8, vectorHalf(random), true);
};

const fillMemory = (random: Random, memory: DataView): void => {
  const kind = random.below(3);
  for (let at = 0; at < WINDOW_SIZE; at += 8) {
    memory.setBigUint64(at, kind === 0 ? vectorHalf(random) : integer(random), true);
  }
  if (kind === 2) {
    for (let at = random.below(6); at + 10 <= WINDOW_SIZE; at += 10) {
      const { head, significand } = extended(random);
      memory.setBigUint64(at, significand, true);
      memory.setUint16(at + 8, head, true);
    }
  }
};

/** A case of this row. */
export const makeCase = (random: Random, row: CompiledRow): Case => {
  const state = new Uint8Array(STATE.size);
  const view = new DataView(state.buffer);
  const gpr = new BigUint64Array(state.buffer, STATE.gpr, 16);
  const memory = new DataView(state.buffer, STATE.memory, WINDOW_SIZE);
  for (let i = 0; i < 16; i++) gpr[i] = integer(random);
  fillFx(random, new DataView(state.buffer, STATE.fx, 512));
  fillMemory(random, memory);
  const flags = (random.next() & STATUS_FLAGS) | (random.below(4) === 0 ? DIRECTION : 0) | ALWAYS_SET;
  view.setBigUint64(STATE.rflags, BigInt(flags), true);

  const recipe = recipeOf(random, row);
  const fixed = new Map<number, bigint>(recipe.fixed ?? []);
  if (row.row.undefinedWhen === "shift-count")
    fixed.set(RCX, BigInt(random.below(3) === 0 ? random.below(256) : random.below(66)));
  const isDouble = row.row.mnemonic === "shld" || row.row.mnemonic === "shrd";
  const immediate = isDouble ? BigInt(random.below(17)) : undefined;
  if (isDouble) fixed.set(RCX, BigInt(random.below(17)));
  const encoded = encode(random, row, fixed, { ...recipe.options, ...(immediate === undefined ? {} : { immediate }) });
  for (const [register, value] of encoded.registers) gpr[register] = BigInt.asUintN(64, value);
  recipe.finish?.(gpr, memory, encoded);
  state[STATE.code] = encoded.bytes.length;
  state.set(encoded.bytes, STATE.code + 1);
  return { row, encoded, state, count: countOf(row, encoded, gpr) };
};
