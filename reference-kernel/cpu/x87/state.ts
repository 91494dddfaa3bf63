/**
 * The x87's registers, tags, status and exceptions, over a register file laid out as in layout.ts.
 * Operations (arithmetic.ts, load-store.ts, compare.ts, control.ts, functions.ts) act on this alone; encodings.ts says
 * which bytes mean which operation. Source: Intel SDM volume 1, chapter 8.
 */
import { type FloatEnv, INEXACT, INVALID, setControlWord, x87Environment } from "../float/format.ts";
import { settle } from "../float/settle.ts";
import { DEFAULT_NAN, pack80, unpack80, type Value } from "../float/value.ts";
import { FPU_CONTROL, FPU_DP, FPU_IP, FPU_OPCODE, FPU_STATUS, FPU_TAGS, X87 as REGISTERS } from "../layout.ts";

/** Bits of the status word. */
export const STATUS = {
  stackFault: 0x40,
  summary: 0x80,
  c0: 0x100,
  c1: 0x200,
  c2: 0x400,
  c3: 0x4000,
  busy: 0x8000,
} as const;
const CONDITION_CODES = STATUS.c0 | STATUS.c1 | STATUS.c2 | STATUS.c3;

export interface X87Views {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly u64: BigUint64Array;
}

export class X87 {
  readonly env: FloatEnv = x87Environment();
  /** Of the running instruction: the register i of ST(i). */
  index = 0;
  /** Of the running instruction: the bytes of its memory operand, read before it or written after it. */
  readonly memory = new DataView(new ArrayBuffer(112));
  /** Of the running instruction: RFLAGS, for FCMOVcc. */
  rflags = 0;
  /** Status flags (ZF, PF, CF) that the instruction sets in RFLAGS, or -1. */
  resultFlags = -1;

  private readonly views: X87Views;

  constructor(views: X87Views) {
    this.views = views;
  }

  get control(): number {
    return this.views.u16[FPU_CONTROL >> 1]!;
  }
  set control(word: number) {
    this.views.u16[FPU_CONTROL >> 1] = word;
  }
  /** TOP included. */
  get status(): number {
    return this.views.u16[FPU_STATUS >> 1]!;
  }
  set status(word: number) {
    this.views.u16[FPU_STATUS >> 1] = word;
  }
  /** A set bit i: physical register i is not empty. */
  get tags(): number {
    return this.views.u8[FPU_TAGS]!;
  }
  set tags(tags: number) {
    this.views.u8[FPU_TAGS] = tags;
  }
  get top(): number {
    return (this.status >> 11) & 7;
  }
  set top(top: number) {
    this.status = (this.status & ~0x3800) | ((top & 7) << 11);
  }

  /** An unmasked exception waits to be delivered by the next waiting instruction. */
  get pending(): boolean {
    return (this.status & STATUS.summary) !== 0;
  }

  private physical(index: number): number {
    return (this.top + index) & 7;
  }
  isEmpty(index: number): boolean {
    return ((this.tags >> this.physical(index)) & 1) === 0;
  }
  markEmpty(index: number): void {
    this.tags &= ~(1 << this.physical(index));
  }

  signExponent(index: number): number {
    return this.views.u16[(REGISTERS + 16 * this.physical(index) + 8) >> 1]!;
  }
  significand(index: number): bigint {
    return this.views.u64[(REGISTERS + 16 * this.physical(index)) >> 3]!;
  }
  /** Sets the bits of ST(index) and marks it in use. */
  setBits(index: number, signExponent: number, significand: bigint): void {
    const physical = this.physical(index);
    this.views.u64[(REGISTERS + 16 * physical) >> 3] = significand;
    this.views.u16[(REGISTERS + 16 * physical + 8) >> 1] = signExponent;
    this.tags |= 1 << physical;
  }
  value(index: number): Value {
    return unpack80(this.signExponent(index), this.significand(index));
  }
  setValue(index: number, value: Value): void {
    const { signExponent, sig } = pack80(value);
    this.setBits(index, signExponent, sig);
  }

  pop(): void {
    this.markEmpty(0);
    this.top = this.top + 1;
  }
  pushValue(value: Value): void {
    this.top = this.top - 1;
    this.setValue(0, value);
  }

  /** To be called before an operation: takes rounding and masks from the control word, clears C1 (FCOMI and FCMOV keep it). */
  begin(keepC1 = false): FloatEnv {
    const env = this.env;
    setControlWord(env, this.control);
    env.flags = 0;
    env.roundedUp = false;
    this.resultFlags = -1;
    if (!keepC1) this.status &= ~STATUS.c1;
    return env;
  }

  /** Sets condition codes to exactly these (among `mask`). */
  setCodes(codes: number, mask: number = CONDITION_CODES): void {
    this.status = (this.status & ~mask) | codes;
  }

  /** Makes ES and B agree with the flags and the masks. */
  summarise(): void {
    const pending = (this.status & ~this.control & 0x3f) !== 0;
    const both = STATUS.summary | STATUS.busy;
    this.status = pending ? this.status | both : this.status & ~both;
  }

  raise(flags: number): void {
    this.status |= flags;
    this.summarise();
  }

  /**
   * Takes over the exceptions that the operation raised in `env`, and C1 from its rounding.
   * @returns whether the result may be stored; `toMemory`: an unmasked overflow or underflow forbids it as well.
   */
  finish(toMemory = false): boolean {
    const env = this.env;
    const flags = settle(env);
    const unmasked = flags & ~env.masks;
    const stored = (unmasked & (toMemory ? 0x1f : 7)) === 0;
    if (stored && env.roundedUp && (flags & INEXACT) !== 0) this.status |= STATUS.c1;
    this.raise(flags);
    return stored;
  }

  /** A push onto a full stack (C1 set) or a read of an empty register. @returns whether the masked answer is given. */
  stackFault(overflow: boolean): boolean {
    this.setCodes(overflow ? STATUS.c1 : 0, STATUS.c1);
    this.raise(STATUS.stackFault | INVALID);
    return (this.control & INVALID) !== 0;
  }

  /** Whether a push would hit a register in use; then the fault is raised and, if masked, the indefinite pushed. */
  pushOverflows(): boolean {
    if (this.isEmpty(7)) return false;
    if (this.stackFault(true)) this.pushValue(DEFAULT_NAN);
    return true;
  }

  /** Whether ST(index) is empty; then the fault is raised and, if masked, ST(destination) is the indefinite. */
  underflows(index: number, destination = 0): boolean {
    if (!this.isEmpty(index)) return false;
    if (this.stackFault(false)) this.setValue(destination, DEFAULT_NAN);
    return true;
  }

  /** The last instruction's address, its memory operand's address, and its opcode: for FNSTENV and FXSAVE. */
  pointers(): { readonly instruction: number; readonly operand: number; readonly opcode: number } {
    const u32 = this.views.u32;
    return { instruction: u32[FPU_IP >> 2]!, operand: u32[FPU_DP >> 2]!, opcode: this.views.u16[FPU_OPCODE >> 1]! };
  }
  setPointers(instruction: number, operand: number, opcode: number): void {
    const u32 = this.views.u32;
    u32[FPU_IP >> 2] = instruction;
    u32[(FPU_IP >> 2) + 1] = instruction / 2 ** 32;
    u32[FPU_DP >> 2] = operand;
    u32[(FPU_DP >> 2) + 1] = operand / 2 ** 32;
    this.views.u16[FPU_OPCODE >> 1] = opcode;
  }

  /** FNINIT. */
  reset(): void {
    this.setPointers(0, 0, 0);
    this.control = 0x37f;
    this.status = 0;
    this.tags = 0;
  }
}

/** An operation on the state. Answers false when an instruction with a memory destination must not write it. */
export type X87Operation = (fpu: X87) => boolean;
