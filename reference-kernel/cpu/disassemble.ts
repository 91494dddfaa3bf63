/** Disassembly in Intel's syntax, for traces and reports of crashes; made from the same table as everything else. */
import { DECODE, Decoded, type Decoder } from "./decode.ts";
import { ADDRESSING } from "./emit/sem.ts";
import {
  BLOCK_BASE,
  FS_BASE,
  GPR,
  GS_BASE,
  PAGE_CONSTANT,
  REGISTER_NAMES,
  SEGMENTS,
  X87,
  XMM,
  ZERO,
} from "./layout.ts";
import { isModrmOperand, sizeInBytes } from "./table/operands.ts";

export interface Disassembled {
  readonly length: number;
  readonly text: string;
}

const SIZE_WORDS: Record<number, string> = { 1: "byte", 2: "word", 4: "dword", 8: "qword", 10: "tbyte", 16: "xmmword" };
const SEGMENT_NAMES = ["es", "cs", "ss", "ds", "fs", "gs", "?", "?"];
const BAD: Disassembled = { length: 1, text: "(bad)" };

/** Disassembles the instruction at the start of `bytes`, which lies at `address`. Bad bytes: length 1 and "(bad)". */
export function disassemble(decoder: Decoder, bytes: Uint8Array, address: number): Disassembled {
  const out = new Decoded();
  const length = decoder.decode(bytes, 0, bytes.length, 0, out);
  const row = out.row;
  if (length < 0 || row === null)
    return length === DECODE.truncated ? { length: bytes.length, text: "(truncated)" } : BAD;
  const names = row.row.mnemonic.split("|");
  const name = names.length === 1 ? names[0] : names[out.size === 2 ? 0 : out.size === 4 ? 1 : 2];
  let registers = 0;
  const operands = row.operands.map((operand) => {
    const size = sizeInBytes(operand.size, out.size);
    switch (operand.letter) {
      case "1":
        return "1";
      case "I":
        return immediate(out);
      case "J":
        return `0x${(address + length + out.displacement).toString(16)}`;
      case "O":
        return `${SIZE_WORDS[size] ?? ""} ptr ${segment(out)}[${immediate(out)}]`;
      case "A":
        return registerName(GPR, size);
      case "C":
        return registerName(GPR + 8, size);
      case "D":
        return registerName(GPR + 16, size);
      case "ST0":
        return "st(0)";
      case "STi":
        return `st(${out.immediateLow})`;
    }
    if (out.addressing !== ADDRESSING.none && (operand.letter === "M" || isModrmOperand(operand.letter))) {
      return memory(out, size, address);
    }
    return registerName(registers++ === 0 ? out.first : out.second, size);
  });
  const lock = out.lock ? "lock " : "";
  return { length, text: `${lock}${name}${operands.length > 0 ? ` ${operands.join(", ")}` : ""}` };
}

function immediate(out: Decoded): string {
  return `0x${((BigInt(out.immediateHigh) << 32n) | BigInt(out.immediateLow)).toString(16)}`;
}

function segment(out: Decoded): string {
  return out.segment === FS_BASE ? "fs:" : out.segment === GS_BASE ? "gs:" : "";
}

function memory(out: Decoded, size: number, address: number): string {
  const parts: string[] = [];
  let { displacement } = out;
  const wide = out.narrow ? 4 : 8;
  if (out.base === BLOCK_BASE) {
    displacement += address + (out.index === PAGE_CONSTANT ? 4096 : 0);
  } else {
    if (out.base !== ZERO) parts.push(registerName(out.base, wide));
    if (out.index !== ZERO) parts.push(`${registerName(out.index, wide)}*${1 << out.scale}`);
  }
  if (displacement !== 0 || parts.length === 0) {
    const sign = displacement < 0 ? "-" : parts.length > 0 ? "+" : "";
    parts.push(`${sign}0x${Math.abs(displacement).toString(16)}`);
  }
  const inner = parts.join("+").replace("++", "+").replace("+-", "-");
  const word = SIZE_WORDS[size];
  return `${word === undefined ? "" : `${word} ptr `}${segment(out)}[${inner}]`;
}

function registerName(offset: number, size: number): string {
  if (offset >= XMM) return `xmm${(offset - XMM) >> 4}`;
  if (offset >= X87) return `mm${(offset - X87) >> 4}`;
  if (offset >= SEGMENTS) return SEGMENT_NAMES[(offset - SEGMENTS) >> 1] ?? "?";
  const name = REGISTER_NAMES[(offset - GPR) >> 3] ?? "?";
  if ((offset & 7) === 1) return `${name[1]}h`;
  if (/^r\d/.test(name)) return size === 8 ? name : `${name}${size === 4 ? "d" : size === 2 ? "w" : "b"}`;
  if (size === 8) return name;
  const short = name.slice(1);
  if (size === 4) return `e${short}`;
  if (size === 2) return short;
  return /x$/.test(short) ? `${short[0]}l` : `${short}l`;
}
