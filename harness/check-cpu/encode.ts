/** One instruction's bytes from a row of the table: prefixes, ModRM, SIB, displacement, immediates, and what they need of registers. */
import {
  type CompiledRow,
  isModrmOperand,
  PREFIX,
  type Random,
  sizeInBytes,
} from "../../reference-kernel/processor.ts";
import { CODE, DATA, DATA_SIZE, WINDOW, WINDOW_SIZE } from "./layout.ts";
import { integer, pick } from "./values.ts";

export interface Encoded {
  readonly bytes: Uint8Array;
  /** Values that registers must have for the address, by number. */
  readonly registers: ReadonlyMap<number, bigint>;
  /** Operand size in bytes. */
  readonly size: number;
  /** Numbers of the registers in ModRM.reg and, for register forms, ModRM.rm or the opcode; −1 where there is none. */
  readonly reg: number;
  readonly rm: number;
  /** Address of the memory operand; null when there is none. */
  readonly address: number | null;
  /** Last immediate byte, for shift counts. */
  readonly immediate: number;
}

interface MemoryForm {
  readonly modrm: number;
  readonly tail: readonly number[];
  /** RIP-relative: the displacement waits for the length of the instruction. */
  readonly ripTarget: number | null;
  readonly rex: number;
}

const le = (value: bigint, size: number): number[] =>
  Array.from({ length: size }, (_, i) => Number((BigInt.asUintN(64, value) >> BigInt(8 * i)) & 0xffn));

/** Where a memory operand of `size` bytes lies: mostly inside the window, sometimes across its edge or nowhere. */
const chooseAddress = (random: Random, size: number, aligned: boolean, mayFault: boolean): number => {
  const kind = random.below(mayFault ? 40 : 38);
  if (kind >= 39) return pick(random, [DATA - 1, DATA - size, DATA + DATA_SIZE - 1, DATA + DATA_SIZE, 0]);
  const room = Math.max(1, WINDOW_SIZE - Math.min(size, WINDOW_SIZE - 1));
  const at = WINDOW + random.below(room);
  return aligned && kind > 1 ? at - (at % 16) : at;
};

const sizeOfMemory = (row: CompiledRow, size: number): number => {
  const operand = row.operands.find(({ letter }) => isModrmOperand(letter) || letter === "O");
  return operand === undefined ? 1 : Math.max(1, sizeInBytes(operand.size, size));
};

/** Picks an addressing form that leads to `address`, and the register values that it takes. */
const memoryForm = (
  random: Random,
  reg: number,
  address: number,
  truncated: boolean,
  fixed: Map<number, bigint>,
): MemoryForm => {
  const target = BigInt(address);
  const regBits = (reg & 7) << 3;
  // With a 67 prefix, whatever is above 32 bits must not matter.
  const settle = (value: bigint): bigint =>
    BigInt.asUintN(64, truncated ? (value & 0xffff_ffffn) | (integer(random) & ~0xffff_ffffn) : value);
  const free = (): number => {
    for (;;) {
      const register = random.below(16);
      if (!fixed.has(register)) return register;
    }
  };
  switch (random.below(6)) {
    case 0:
      return { modrm: regBits | 4, tail: [0x25, ...le(target, 4)], ripTarget: null, rex: 0 };
    case 1:
      return { modrm: regBits | 5, tail: [0, 0, 0, 0], ripTarget: address, rex: 0 };
    default: {
      const base = free();
      const displacement = pick(random, [0n, BigInt(random.below(256) - 128), BigInt(random.below(2 ** 20) - 2 ** 19)]);
      const isByte = displacement >= -128n && displacement < 128n;
      const mod = displacement === 0n && (base & 7) !== 5 ? 0 : isByte ? 1 : 2;
      const bytes = mod === 0 ? [] : le(displacement, mod === 1 ? 1 : 4);
      const plain = random.below(2) === 0 && (base & 7) !== 4;
      if (plain) {
        fixed.set(base, settle(target - displacement));
        return { modrm: (mod << 6) | regBits | (base & 7), tail: bytes, ripTarget: null, rex: base >> 3 };
      }
      let index = random.below(16);
      while (index === 4 || index === base || fixed.has(index)) index = random.below(16);
      const isAbsent = random.below(4) === 0;
      const scale = random.below(4);
      const amount = isAbsent ? 0n : BigInt(random.below(64) - 32);
      if (!isAbsent) fixed.set(index, settle(amount));
      fixed.set(base, settle(target - displacement - (amount << BigInt(scale))));
      const sib = (scale << 6) | ((isAbsent ? 4 : index & 7) << 3) | (base & 7);
      const rex = (base >> 3) | (isAbsent ? 0 : (index >> 3) << 1);
      return { modrm: (mod << 6) | regBits | 4, tail: [sib, ...bytes], ripTarget: null, rex };
    }
  }
};

interface Width {
  readonly size: number;
  readonly prefix66: boolean;
  readonly w: boolean;
}

const chooseWidth = (random: Random, row: CompiledRow): Width => {
  const w = row.w < 0 ? random.below(3) === 0 : row.w === 1;
  const mayHave66 = row.prefix === PREFIX.any && (row.size === "v" || row.size === "q64");
  const prefix66 = mayHave66 && random.below(4) === 0;
  switch (row.size) {
    case "b":
      return { size: 1, prefix66: false, w: row.w === 1 };
    case "v":
      return { size: w ? 8 : prefix66 ? 2 : 4, prefix66, w };
    case "q64":
      return { size: prefix66 ? 2 : 8, prefix66, w: false };
    case "y":
      return { size: w ? 8 : 4, prefix66: false, w };
    case "d":
      return { size: 4, prefix66: false, w: row.w === 1 };
    default:
      return { size: 8, prefix66: false, w: row.w === 1 };
  }
};

const mandatory: Readonly<Record<number, readonly number[]>> = {
  [PREFIX.p66]: [0x66],
  [PREFIX.pF3]: [0xf3],
  [PREFIX.pF2]: [0xf2],
};

const opcodeMaps: readonly (readonly number[])[] = [[], [0x0f], [0x0f, 0x38], [0x0f, 0x3a]];

const immediateSize = (letterSize: number | "v" | "z" | "y", signedByte: boolean, size: number): number => {
  if (signedByte) return 1;
  if (letterSize === "z") return Math.min(size, 4);
  return sizeInBytes(letterSize, size);
};

export interface EncodeOptions {
  /** Address of the memory operand, where the recipe wants one. */
  readonly address?: number;
  /** Immediate, where the recipe wants one. */
  readonly immediate?: bigint;
  /** Where a relative jump leads. */
  readonly target?: number;
  /** No prefixes that are not needed, no memory faults. */
  readonly plain?: boolean;
}

/** `fixed` holds registers that must not be used in addresses, with their values; the address's are added. */
export const encode = (
  random: Random,
  row: CompiledRow,
  fixed: Map<number, bigint>,
  options: EncodeOptions = {},
): Encoded => {
  const { size, prefix66, w } = chooseWidth(random, row);
  const hasMemory = row.rm === "memory" || (row.rm === "both" && row.hasModrm && random.below(2) === 0);
  const absolute = row.operands.some(({ letter }) => letter === "O");
  const usesMemory = hasMemory || absolute;
  const prefixes: number[] = [];
  const truncated = usesMemory && options.plain !== true && random.below(12) === 0;
  const inSegment = usesMemory && options.plain !== true && !truncated && random.below(12) === 0;
  const address = usesMemory
    ? (options.address ??
      chooseAddress(random, sizeOfMemory(row, size), row.row.aligned === true, options.plain !== true))
    : null;
  const offset = address === null ? 0 : inSegment ? address - WINDOW : address;
  if (row.row.lock === true && hasMemory && random.below(4) === 0) prefixes.push(0xf0);
  if (truncated) prefixes.push(0x67);
  if (inSegment) prefixes.push(0x65);
  if (prefix66) prefixes.push(0x66);

  const isSegment = row.operands.some(({ letter }) => letter === "S");
  let rex = w ? 8 : 0;
  const opcode: number[] = [...(opcodeMaps[row.map] as number[])];
  const tail: number[] = [];
  let reg = -1;
  let rm = -1;
  let ripTarget: number | null = null;
  let ripAt = 0;
  if (row.plusRegister) {
    rm = random.below(row.withoutB ? 8 : 16);
    opcode.push(row.opcode | (rm & 7));
    rex |= rm >> 3;
  } else opcode.push(row.opcode);
  if (row.hasModrm) {
    const isFixed = row.modrmHigh < 255 || row.modrmLow > 0;
    if (isFixed) tail.push(row.modrmLow + random.below(row.modrmHigh - row.modrmLow + 1));
    else {
      reg = row.digit >= 0 ? row.digit : isSegment ? pick(random, [0, 1, 2, 3]) : random.below(16);
      if (row.digit < 0) rex |= (reg >> 3) << 2;
      if (hasMemory) {
        const form = memoryForm(random, reg, offset, truncated, fixed);
        tail.push(form.modrm, ...form.tail);
        rex |= form.rex;
        ripTarget = form.ripTarget;
        ripAt = tail.length - 4;
      } else {
        rm = random.below(16);
        rex |= rm >> 3;
        tail.push(0xc0 | ((reg & 7) << 3) | (rm & 7));
      }
    }
  }
  if (absolute) tail.push(...le(BigInt(offset), truncated ? 4 : 8));
  let immediate = 0;
  let jumpAt = -1;
  let jumpSize = 0;
  for (const operand of row.operands) {
    if (operand.letter === "I") {
      const length = immediateSize(operand.size, operand.signedByte, size);
      const bytes = le(options.immediate ?? integer(random), length);
      immediate = bytes[0] ?? 0;
      tail.push(...bytes);
    } else if (operand.letter === "J") {
      jumpAt = tail.length;
      jumpSize = operand.size === 1 ? 1 : 4;
      tail.push(...new Array<number>(jumpSize).fill(0));
    }
  }
  const named = mandatory[row.prefix] ?? [];
  const wantsRex = rex !== 0 || (options.plain !== true && random.below(8) === 0);
  const head = [...prefixes, ...named, ...(wantsRex ? [0x40 | rex] : []), ...opcode];
  const bytes = Uint8Array.from([...head, ...tail]);
  const put = (at: number, value: bigint, length: number): void => bytes.set(le(value, length), head.length + at);
  const next = CODE + bytes.length;
  if (ripTarget !== null) put(ripAt, BigInt(ripTarget - next), 4);
  if (jumpAt >= 0) put(jumpAt, BigInt((options.target ?? next) - next), jumpSize);
  // Without REX, registers 4 to 7 of one byte are ah, ch, dh, bh: the check sees whole registers, so nothing else matters.
  return { bytes, registers: fixed, size, reg, rm, address, immediate };
};
