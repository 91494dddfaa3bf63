/** Operands of a row, read from their notation (form.ts). */
import { GPR, REG } from "../layout.ts";

/** A size that depends on the operand size is a letter. */
export type OperandSize = number | "v" | "z" | "y";

export interface OperandSpec {
  /** The kind's letter in the notation. */
  readonly letter: string;
  readonly size: OperandSize;
  readonly read: boolean;
  readonly written: boolean;
  /** Ibs: the immediate is one byte, sign-extended. */
  readonly signedByte: boolean;
}

/** An operand of one decoded instruction, as emitters see it. */
export interface OperandShape {
  readonly kind: "register" | "vector" | "mmx" | "segment" | "memory" | "immediate" | "target" | "one" | "stack";
  /** Bytes; 0 when memory is only addressed. */
  readonly size: number;
  readonly written: boolean;
  /** Of registers named in the record: which field, 0 or 1. */
  readonly slot: number;
  /** Of registers fixed by the opcode: their offset in the register file. */
  readonly fixed: number | undefined;
}

const SIZES: Record<string, OperandSize> = { b: 1, w: 2, d: 4, q: 8, dq: 16, v: "v", z: "z", y: "y", "": 0 };

export function parseOperands(text: string): readonly OperandSpec[] {
  return text === "" ? [] : text.split(" ").map(parseOperand);
}

function parseOperand(text: string): OperandSpec {
  const match = /^([=+]?)(ST0|STi|1|[A-Z])(\d+|dq|bs|[bwdqvzy]?)$/.exec(text);
  if (match === null) throw new Error(`operand ${text}`);
  const [, use, letter = "", suffix = ""] = match;
  const signedByte = suffix === "bs";
  const size = signedByte ? "v" : /^\d+$/.test(suffix) ? Number(suffix) : SIZES[suffix];
  if (size === undefined) throw new Error(`operand ${text}`);
  return { letter, size, read: use !== "=", written: use !== "", signedByte };
}

/** Bytes of an operand when the instruction's operand size is known. */
export function sizeInBytes(size: OperandSize, operandSize: number): number {
  if (typeof size === "number") return size;
  if (size === "y") return operandSize === 8 ? 8 : 4;
  return operandSize;
}

const FIXED: Record<string, number> = { A: GPR + REG.rax * 8, C: GPR + REG.rcx * 8, D: GPR + REG.rdx * 8 };
const REGISTER_KINDS: Record<string, OperandShape["kind"]> = {
  E: "register",
  G: "register",
  R: "register",
  Z: "register",
  A: "register",
  C: "register",
  D: "register",
  V: "vector",
  W: "vector",
  U: "vector",
  P: "mmx",
  Q: "mmx",
  N: "mmx",
  S: "segment",
};

/** Can this operand be in memory through ModRM? */
export function isModrmOperand(letter: string): boolean {
  return letter === "E" || letter === "M" || letter === "W" || letter === "Q";
}

/** The operands' shapes for one variant of a row. `memory`: the r/m operand is in memory. */
export function shapes(specs: readonly OperandSpec[], operandSize: number, memory: boolean): readonly OperandShape[] {
  let slots = 0;
  return specs.map((spec) => {
    const size = sizeInBytes(spec.size, operandSize);
    const base = { size, written: spec.written, slot: 0, fixed: undefined };
    if (spec.letter === "1") return { ...base, kind: "one" };
    if (spec.letter === "I") return { ...base, kind: "immediate" };
    if (spec.letter === "J") return { ...base, kind: "target" };
    if (spec.letter === "ST0" || spec.letter === "STi") return { ...base, kind: "stack" };
    if (spec.letter === "O" || spec.letter === "M" || (memory && isModrmOperand(spec.letter))) {
      return { ...base, kind: "memory" };
    }
    const kind = REGISTER_KINDS[spec.letter];
    if (kind === undefined) throw new Error(`operand kind ${spec.letter}`);
    const fixed = FIXED[spec.letter];
    return fixed === undefined ? { ...base, kind, slot: slots++ } : { ...base, kind, fixed };
  });
}
