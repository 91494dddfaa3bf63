/** Reads the rows' notation once and arranges them for the decoder. */
import { type Row, STATUS } from "./form.ts";
import { isModrmOperand, type OperandSpec, parseOperands } from "./operands.ts";

/** Mandatory prefixes. `any`: the row says nothing about them. */
export const PREFIX = { none: 0, p66: 1, pF3: 2, pF2: 3, any: 4 } as const;

/** Bits of the six status flags (and DF) in masks about rows. */
const FLAG_LETTERS = "oszapcd";
export const ALL_STATUS = 0x3f;

export interface CompiledRow {
  readonly id: number;
  readonly row: Row;
  readonly operands: readonly OperandSpec[];
  /** 0: one byte, 1: 0F, 2: 0F 38, 3: 0F 3A. */
  readonly map: number;
  readonly opcode: number;
  readonly prefix: number;
  /** REX.W must be: 0, 1, or -1 for either. */
  readonly w: number;
  /** Only without REX.B (nop, which is xchg with it). */
  readonly withoutB: boolean;
  /** ModRM.reg must be, or -1. */
  readonly digit: number;
  /** The ModRM byte must be from modrmLow to modrmHigh. */
  readonly modrmLow: number;
  readonly modrmHigh: number;
  readonly hasModrm: boolean;
  /** r/m: "memory" or "register" only, or "both". */
  readonly rm: "memory" | "register" | "both";
  readonly plusRegister: boolean;
  readonly size: "v" | "b" | "q64" | "q" | "y" | "d";
  /**
   * Flags that are certainly overwritten; flags written at all; flags read. Masks by FLAG_LETTERS. An emitter that sets
   * ZF sets all flags that it may change; others leave what is undefined as it was.
   */
  readonly kills: number;
  readonly writes: number;
  readonly reads: number;
  /** Has a relative target: its record holds links instead of an immediate. */
  readonly jumps: boolean;
  /** With register operands nothing can interrupt it: no exception, no exit. */
  readonly plain: boolean;
}

export interface CompiledTable {
  readonly rows: readonly CompiledRow[];
  /** By map * 256 + opcode: the rows to try, in this order. */
  readonly byOpcode: readonly (readonly CompiledRow[] | undefined)[];
}

function flagMask(letters: string | undefined): number {
  let mask = 0;
  for (const letter of letters ?? "") {
    const bit = FLAG_LETTERS.indexOf(letter);
    if (bit < 0) throw new Error(`flag ${letter}`);
    mask |= 1 << bit;
  }
  return mask;
}

const PREFIX_TOKENS: Record<string, number> = {
  NP: PREFIX.none,
  "66": PREFIX.p66,
  F3: PREFIX.pF3,
  F2: PREFIX.pF2,
};

export function compileRow(row: Row, id: number): CompiledRow {
  const operands = parseOperands(row.operands);
  const tokens = row.encoding.split(" ").filter((token) => token !== "");
  let prefix: number = PREFIX.any;
  const first = PREFIX_TOKENS[tokens[0] ?? ""];
  if (first !== undefined && tokens.length > 1) {
    prefix = first;
    tokens.shift();
  }
  let w = -1;
  let withoutB = false;
  let digit = -1;
  let hasModrm = false;
  let plusRegister = false;
  let registerOnly = false;
  const bytes: number[] = [];
  let span = 0;
  for (const token of tokens) {
    if (token === "W0" || token === "W1") w = Number(token[1]);
    else if (token === "noB") withoutB = true;
    else if (token === "/r") hasModrm = true;
    else if (token === "mod3") registerOnly = true;
    else if (/^\/[0-7]$/.test(token)) {
      hasModrm = true;
      digit = Number(token[1]);
    } else if (/^[0-9A-F]{2}\+r$/.test(token)) {
      plusRegister = true;
      bytes.push(Number.parseInt(token, 16));
    } else if (/^[0-9A-F]{2}\+i$/.test(token)) {
      span = 7;
      bytes.push(Number.parseInt(token, 16));
    } else if (/^[0-9A-F]{2}$/.test(token)) bytes.push(Number.parseInt(token, 16));
    else throw new Error(`encoding ${row.encoding}: ${token}`);
  }
  let map = 0;
  if (bytes[0] === 0x0f) {
    bytes.shift();
    const second = bytes.at(0);
    map = second === 0x38 ? 2 : second === 0x3a ? 3 : 1;
    if (map > 1) bytes.shift();
  }
  const [opcode, modrm, ...rest] = bytes;
  if ((opcode === undefined && row.encoding !== "") || rest.length > 0) throw new Error(`encoding ${row.encoding}`);
  const letters = operands.map((operand) => operand.letter);
  const rm =
    registerOnly || modrm !== undefined || letters.some((letter) => "RUN".includes(letter))
      ? "register"
      : letters.includes("M")
        ? "memory"
        : "both";
  const written = flagMask(row.writes) | flagMask(row.undefined);
  return {
    id,
    row,
    operands,
    map,
    opcode: opcode ?? -1,
    prefix,
    w,
    withoutB,
    digit,
    modrmLow: modrm ?? 0,
    modrmHigh: modrm === undefined ? 255 : modrm + span,
    hasModrm: hasModrm || modrm !== undefined || letters.some(isModrmOperand),
    rm,
    plusRegister,
    size: row.size ?? (prefix === PREFIX.any ? "v" : "y"),
    kills: row.undefinedWhen !== undefined ? 0 : flagMask(row.writes?.includes("z") ? STATUS : row.writes) & written,
    writes: written,
    reads: flagMask(row.reads),
    jumps: letters.includes("J"),
    plain: row.ends !== true && row.faults !== true && row.emit.leaves === undefined,
  };
}

export function compileTable(rows: readonly Row[]): CompiledTable {
  const compiled = rows.map(compileRow);
  const byOpcode: (CompiledRow[] | undefined)[] = new Array(1024).fill(undefined);
  for (const row of compiled) {
    if (row.row.encoding === "") continue;
    for (let i = 0; i < (row.plusRegister ? 8 : 1); i++) {
      const key = row.map * 256 + row.opcode + i;
      const list = byOpcode[key];
      if (list === undefined) byOpcode[key] = [row];
      else list.push(row);
    }
  }
  // Rows that say more about the prefix or the ModRM byte come first.
  const rank = (row: CompiledRow): number =>
    (row.prefix === PREFIX.any ? 8 : 0) +
    (row.modrmHigh === 255 ? 4 : 0) +
    (row.digit < 0 && row.rm === "both" ? 2 : 0) +
    (row.plusRegister ? 1 : 0);
  for (const list of byOpcode) list?.sort((a, b) => rank(a) - rank(b));
  return { rows: compiled, byOpcode };
}
