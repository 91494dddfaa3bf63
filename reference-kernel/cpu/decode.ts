/** Decodes one instruction by the table into a reusable `Decoded`; also what the disassembler reads. */
import { ADDRESSING } from "./emit/sem.ts";
import { BLOCK_BASE, FS_BASE, GPR, GS_BASE, PAGE_CONSTANT, SEGMENTS, X87, XMM, ZERO } from "./layout.ts";
import { type CompiledRow, type CompiledTable, PREFIX } from "./table/compile.ts";
import { isModrmOperand } from "./table/operands.ts";

/** What `decode` answers when it is not a length. */
export const DECODE = {
  /** The bytes end before the instruction does. */
  truncated: -1,
  /** #UD. */
  undefined: -2,
  /** Longer than 15 bytes: #GP. */
  tooLong: -3,
} as const;

const LONGEST = 15;

export class Decoded {
  row: CompiledRow | null = null;
  length = 0;
  /** Operand size in bytes. */
  size = 4;
  /** One of ADDRESSING. */
  addressing: number = ADDRESSING.none;
  /** Register-file offsets, as in the record. */
  first = 0;
  second = 0;
  base = ZERO;
  index = ZERO;
  segment = ZERO;
  scale = 0;
  displacement = 0;
  immediateLow = 0;
  immediateHigh = 0;
  lock = false;
  /** Address size prefix 67. */
  narrow = false;
  ripRelative = false;
}

export class Decoder {
  private readonly table: CompiledTable;
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private end = 0;

  constructor(table: CompiledTable) {
    this.table = table;
  }

  /**
   * Decodes the instruction at bytes[start…end), whose first byte lies `pageOffset` after BLOCK_BASE.
   * @returns its length, or one of DECODE
   */
  decode(bytes: Uint8Array, start: number, end: number, pageOffset: number, out: Decoded): number {
    this.bytes = bytes;
    this.at = start;
    this.end = Math.min(end, start + LONGEST);
    const cut = end < start + LONGEST ? DECODE.truncated : DECODE.tooLong;

    let rex = 0;
    let operand16 = false;
    let repeat = 0;
    out.lock = false;
    out.narrow = false;
    out.segment = ZERO;
    let opcode: number;
    for (;;) {
      if (this.at >= this.end) return cut;
      opcode = bytes[this.at++]!;
      if ((opcode & 0xf0) === 0x40) {
        rex = opcode;
        continue;
      }
      if (opcode === 0x66) operand16 = true;
      else if (opcode === 0xf2) repeat = PREFIX.pF2;
      else if (opcode === 0xf3) repeat = PREFIX.pF3;
      else if (opcode === 0xf0) out.lock = true;
      else if (opcode === 0x67) out.narrow = true;
      else if (opcode === 0x64) out.segment = FS_BASE;
      else if (opcode === 0x65) out.segment = GS_BASE;
      else if (opcode !== 0x2e && opcode !== 0x36 && opcode !== 0x3e && opcode !== 0x26) break;
      // A REX prefix counts only directly before the opcode.
      rex = 0;
    }
    let map = 0;
    if (opcode === 0x0f) {
      if (this.at >= this.end) return cut;
      opcode = bytes[this.at++]!;
      map = 1;
      if (opcode === 0x38 || opcode === 0x3a) {
        map = opcode === 0x38 ? 2 : 3;
        if (this.at >= this.end) return cut;
        opcode = bytes[this.at++]!;
      }
    }
    const candidates = this.table.byOpcode[map * 256 + opcode];
    if (candidates === undefined) return DECODE.undefined;
    const mandatory = repeat !== 0 ? repeat : operand16 ? PREFIX.p66 : PREFIX.none;
    let modrm = 0;
    if (candidates[0]?.hasModrm) {
      if (this.at >= this.end) return cut;
      modrm = bytes[this.at]!;
    }
    const row = select(candidates, mandatory, rex, modrm);
    if (row === null) return DECODE.undefined;
    out.row = row;
    const wide = (rex & 8) !== 0;
    switch (row.size) {
      case "v":
        out.size = wide ? 8 : operand16 ? 2 : 4;
        break;
      case "b":
        out.size = 1;
        break;
      case "q64":
        out.size = operand16 && !wide ? 2 : 8;
        break;
      case "q":
        out.size = 8;
        break;
      case "y":
        out.size = wide ? 8 : 4;
        break;
      case "d":
        out.size = 4;
    }

    out.addressing = ADDRESSING.none;
    out.base = ZERO;
    out.index = ZERO;
    out.scale = 0;
    out.displacement = 0;
    out.immediateLow = 0;
    out.immediateHigh = 0;
    out.ripRelative = false;
    const memory = row.hasModrm && modrm < 0xc0;
    if (row.hasModrm) {
      this.at++;
      if (memory && !this.address(modrm, rex, out)) return cut;
    }
    if (!this.operands(row, modrm, rex, opcode, memory, out)) return cut;
    // String instructions, loops, jrcxz and maskmov use the address size without an operand that says so.
    if (out.narrow && out.addressing === ADDRESSING.none && (!row.hasModrm || row.rm === "register")) {
      out.addressing = ADDRESSING.narrow;
    }
    const length = this.at - start;
    out.length = length;
    if (out.ripRelative) {
      // Relative to the next instruction; the sum may need more than 32 bits, then a constant page is the index.
      let displacement = out.displacement + pageOffset + length;
      if (displacement > 0x7fffffff) {
        displacement -= 4096;
        out.index = PAGE_CONSTANT;
        if (out.addressing === ADDRESSING.base) out.addressing = ADDRESSING.index;
      }
      out.displacement = displacement;
    }
    if (out.lock && !(row.row.lock === true && memory)) return DECODE.undefined;
    return length;
  }

  /** Reads SIB and displacement. @returns false when the bytes end. */
  private address(modrm: number, rex: number, out: Decoded): boolean {
    const mod = modrm >> 6;
    let rm = modrm & 7;
    let displacementSize = mod === 1 ? 1 : mod === 2 ? 4 : 0;
    if (rm === 4) {
      if (this.at >= this.end) return false;
      const sib = this.bytes[this.at++]!;
      rm = sib & 7;
      const index = ((sib >> 3) & 7) | ((rex & 2) << 2);
      if (index !== 4) {
        out.index = GPR + index * 8;
        out.scale = sib >> 6;
      }
      if (rm === 5 && mod === 0) displacementSize = 4;
      else out.base = GPR + (rm | ((rex & 1) << 3)) * 8;
    } else if (rm === 5 && mod === 0) {
      displacementSize = 4;
      out.base = BLOCK_BASE;
      out.ripRelative = true;
    } else out.base = GPR + (rm | ((rex & 1) << 3)) * 8;
    if (this.at + displacementSize > this.end) return false;
    if (displacementSize === 1) out.displacement = (this.bytes[this.at]! << 24) >> 24;
    else if (displacementSize === 4) out.displacement = this.int32(this.at);
    this.at += displacementSize;
    out.addressing = out.narrow
      ? ADDRESSING.narrow
      : out.segment !== ZERO
        ? ADDRESSING.segment
        : out.index !== ZERO
          ? ADDRESSING.index
          : ADDRESSING.base;
    return true;
  }

  /** Fills register fields and reads immediates. @returns false when the bytes end. */
  private operands(
    row: CompiledRow,
    modrm: number,
    rex: number,
    opcode: number,
    memory: boolean,
    out: Decoded,
  ): boolean {
    let slots = 0;
    let immediates = 0;
    for (const operand of row.operands) {
      const { letter } = operand;
      if (memory && isModrmOperand(letter)) continue;
      let offset = -1;
      const rm = (modrm & 7) | ((rex & 1) << 3);
      const reg = ((modrm >> 3) & 7) | ((rex & 4) << 1);
      switch (letter) {
        case "E":
        case "R":
          offset = generalRegister(rm, operand.size === 1, rex);
          break;
        case "G":
          offset = generalRegister(reg, operand.size === 1, rex);
          break;
        case "Z":
          offset = generalRegister((opcode & 7) | ((rex & 1) << 3), operand.size === 1, rex);
          break;
        case "V":
          offset = XMM + reg * 16;
          break;
        case "W":
        case "U":
          offset = XMM + rm * 16;
          break;
        case "P":
          offset = X87 + (reg & 7) * 16;
          break;
        case "Q":
        case "N":
          offset = X87 + (rm & 7) * 16;
          break;
        case "S":
          offset = SEGMENTS + (reg & 7) * 2;
          break;
        case "STi":
          out.immediateLow = modrm & 7;
          break;
        case "I": {
          const before = immediates++ > 0 ? out.immediateLow : -1;
          if (!this.immediate(operand.signedByte ? "s" : operand.size, out)) return false;
          if (before >= 0) {
            // enter: the second immediate goes into the upper half.
            out.immediateHigh = out.immediateLow;
            out.immediateLow = before;
          }
          break;
        }
        case "J":
          if (!this.immediate(operand.size === 1 ? "s" : operand.size, out)) return false;
          out.displacement = out.immediateLow | 0;
          break;
        case "O": {
          const size = out.narrow ? 4 : 8;
          if (this.at + size > this.end) return false;
          out.immediateLow = this.int32(this.at) >>> 0;
          out.immediateHigh = size === 8 ? this.int32(this.at + 4) >>> 0 : 0;
          this.at += size;
          out.addressing = ADDRESSING.absolute;
        }
      }
      if (offset < 0) continue;
      if (slots++ === 0) out.first = offset;
      else out.second = offset;
    }
    return true;
  }

  /** Reads an immediate and zero-extends it from the operand's size. */
  private immediate(kind: number | "s" | "v" | "y" | "z", out: Decoded): boolean {
    const size = kind === "s" ? 1 : kind === "z" ? Math.min(out.size, 4) : typeof kind === "number" ? kind : out.size;
    if (this.at + size > this.end) return false;
    const extended = kind === "s" || kind === "z";
    switch (size) {
      case 1:
        out.immediateLow = this.bytes[this.at]!;
        if (extended) out.immediateLow = (out.immediateLow << 24) >> 24;
        break;
      case 2:
        out.immediateLow = this.bytes[this.at]! | (this.bytes[this.at + 1]! << 8);
        if (extended) out.immediateLow = (out.immediateLow << 16) >> 16;
        break;
      default:
        out.immediateLow = this.int32(this.at);
        if (size === 8) out.immediateHigh = this.int32(this.at + 4) >>> 0;
    }
    if (extended && out.size === 8) out.immediateHigh = (out.immediateLow >> 31) >>> 0;
    else if (extended && out.size < 4) out.immediateLow &= out.size === 2 ? 0xffff : 0xff;
    out.immediateLow >>>= 0;
    this.at += size;
    return true;
  }

  private int32(at: number): number {
    const b = this.bytes;
    return b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
  }
}

function generalRegister(number: number, byte: boolean, rex: number): number {
  // Without REX, byte registers 4 to 7 are ah, ch, dh, bh.
  if (byte && rex === 0 && number >= 4) return GPR + (number - 4) * 8 + 1;
  return GPR + number * 8;
}

function select(candidates: readonly CompiledRow[], mandatory: number, rex: number, modrm: number): CompiledRow | null {
  for (const row of candidates) {
    if (row.prefix !== PREFIX.any && row.prefix !== mandatory) continue;
    if (row.w >= 0 && row.w !== (rex >> 3) % 2) continue;
    if (row.withoutB && (rex & 1) !== 0) continue;
    if (row.hasModrm) {
      if (row.digit >= 0 && row.digit !== ((modrm >> 3) & 7)) continue;
      if (modrm < row.modrmLow || modrm > row.modrmHigh) continue;
      if (row.rm === "memory" ? modrm >= 0xc0 : row.rm === "register" && modrm < 0xc0) continue;
    }
    return row;
  }
  return null;
}
