/**
 * The form of the instruction table: one row per encoding, the single description of the processor. The decoder, the
 * disassembler, tier 0 and the processor check are all made from it.
 *
 * How to add rows: write them in a file of one family beside this one (at most 500 lines), export them as a
 * `readonly Row[]`, and name that array in `table/all.ts`.
 *
 *   row("0F AF /r", "imul", "+Gv Ev", imul2, { writes: "oc", undefined: "szap" })
 *
 * Encoding: opcode bytes in hex after an optional mandatory prefix, then what follows the opcode.
 *   `NP`, `66`, `F3`, `F2`  first token: the mandatory prefix (NP: none of them). Without such a token a row matches with
 *                           any of them, and 66 chooses the 16-bit operand size. F2/F3 win over 66. If no row of an
 *                           opcode matches, the instruction is #UD.
 *   `W0`, `W1`              only without, with REX.W; `noB`: only without REX.B
 *   `/r`                    a ModRM byte follows; `/0` … `/7`: and its reg field has that value
 *   `58+r`                  low three bits of the last opcode byte name a register (eight opcodes)
 *   `mod3`                  the r/m must be a register, for rows without operands that say so (lfence)
 *   `D9 C8+i`               the ModRM byte itself is C8 … CF (x87 on registers); `D9 D0`: exactly that byte. Written
 *                           for the opcodes D8 … DF, where a second byte ≥ C0 is always the ModRM byte.
 * Immediates follow from the operands. `size` in the options says how the operand size is found.
 *
 * Operands, in Intel's order, separated by blanks. First how it is used: `=` written, `+` read and written, nothing: read.
 * Then a kind and a size:
 *   E  general register or memory (ModRM r/m)     G  general register (ModRM reg)
 *   R  general register only (r/m, mod 3)         M  memory only (r/m); alone or with a number of bytes: `M512`;
 *   Z  general register (opcode's low bits)          without a size only the address is used (lea)
 *   I  immediate: Ib Iw Iz Iv; `Ibs` a byte, sign-extended to the operand size
 *   J  relative target: Jb Jz                     O  memory at a 64-bit absolute address
 *   S  segment register (ModRM reg): Sw
 *   A C D  rax, rcx, rdx: Ab Av Cb Cv Dw Dv;      1  the constant one
 *   V  xmm register (ModRM reg)                   W  xmm register or memory    U  xmm register only (r/m)
 *   P  mmx register (ModRM reg)                   Q  mmx register or memory    N  mmx register only (r/m)
 *   ST0, STi  x87 stack registers (ModRM r/m): for the disassembly; their handlers find them themselves
 * Sizes: b 1, w 2, d 4, q 8, dq 16 bytes, v the operand size (2, 4, 8), z the same but at most 4 (sign-extended),
 *   y 4 or with REX.W 8.
 *
 * Semantics are either an emitter of WebAssembly (`Emit`, see emit/sem.ts) or a TypeScript handler (`Handler`, see
 * handler.ts) for rare instructions: `row("D9 /5", "fldcw", "Mw", handler(fldcw))`. An emitter is run once for each
 * variant of the row that guests use (operand size, register or memory form), and again for hot blocks, one after the
 * other in one function: locals do not begin as zero. Both must do everything that can fault before they change
 * anything: faults are precise.
 *
 * Flags: `reads`, `writes`, `undefined` are strings of letters out of "oszapc" (and "d" for DF). A flag that is
 * undefined after the instruction is named in `undefined` only; the processor check masks it. An emitter that sets ZF sets
 * every flag named in either; any other must leave the undefined ones as they were, so that results do not depend on
 * which flags were not computed because nobody reads them. What is written only sometimes (shifts) has `undefinedWhen`.
 */
import type { Sem } from "../emit/sem.ts";
import type { Handler } from "../handler.ts";

export interface Emit {
  (s: Sem): void;
  /** It calls a TypeScript handler: always, or where a fast way does not hold (decided before anything is changed). */
  readonly leaves?: true | "sometimes";
  /** A function that it calls through the table, made when the first instruction needs it. */
  readonly routine?: Routine;
}

/** A WebAssembly function, from a parameter (i32) to an answer (i32), with a fixed place in the table. */
export interface Routine {
  readonly index: number;
  make(): Uint8Array;
}

export interface RowOptions {
  /**
   * How the operand size is found. Default `v`: 66 → 2, REX.W → 8, else 4; for rows that name a mandatory prefix: `y`.
   * `b`: 1. `q64`: 8, with 66 2 (push, pop). `q`: always 8 (near branches). `y`: 4, REX.W → 8, 66 ignored. `d`: always 4.
   */
  readonly size?: "v" | "b" | "q64" | "q" | "y" | "d";
  readonly reads?: string;
  readonly writes?: string;
  readonly undefined?: string;
  /** LOCK is allowed when the first operand is memory; everywhere else LOCK is #UD. */
  readonly lock?: boolean;
  /** A memory operand of 16 bytes must be aligned, else #GP(0). */
  readonly aligned?: boolean;
  /** Uses the stack by itself: a bad stack address is #SS. */
  readonly stack?: boolean;
  /** Ends a block: it may change rip or needs its caller. Its emitter leaves by itself instead of going on. */
  readonly ends?: boolean;
  /** May raise an exception even with register operands (div; arithmetic that raises #XM). */
  readonly faults?: boolean;
  /** Cannot raise an exception even with memory operands (nop, prefetch): memory is not accessed. */
  readonly harmless?: boolean;
  /** The processor check does not generate it, because … */
  readonly unchecked?: string;
  /** The processor check must prepare operands: named recipes of the check. */
  readonly recipe?: string;
  /**
   * Processors differ here, within what the manual allows: `last-bit` (an x87 result may be off by two units, and C1
   * with it), `approximate` (RCPPS, RSQRTPS: relative error below 1.5 × 2^-12), `pointers` (last x87 instruction), `c1`
   (C1 cleared or left), `mmx-entry` (CVTPI2PS from memory counts as an MMX instruction or not).
   */
  readonly vendor?: "last-bit" | "approximate" | "pointers" | "c1" | "mmx-entry";
  /** Undefined flags that depend on operands, as a recipe of the check: "shift-count". */
  readonly undefinedWhen?: string;
}

export interface Row extends RowOptions {
  readonly encoding: string;
  /** Several names separated by `|` stand for operand sizes 2, 4, 8 (cbw|cwde|cdqe). */
  readonly mnemonic: string;
  readonly operands: string;
  readonly emit: Emit;
}

export function row(encoding: string, mnemonic: string, operands: string, emit: Emit, options: RowOptions = {}): Row {
  return { encoding, mnemonic, operands, emit, ...options };
}

/** Semantics in TypeScript: the address of a memory operand is put in EFFECTIVE, then the handler is called. */
export function handler(run: Handler): Emit {
  return Object.assign((s: Sem) => s.leave(run), { leaves: true as const });
}

/** All six status flags. */
export const STATUS = "oszapc";
