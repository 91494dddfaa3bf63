/**
 * Typed access to a register file: the live one in low memory, or a saved one (CpuContext). Both have the layout of layout.ts.
 * Registers are read as u32 halves, as a number (exact below 2^53) or as a bigint, as fits the caller.
 */
import { CONTEXT_SIZE, FPU_CONTROL, FS_BASE, GPR, GS_BASE, MXCSR, MXCSR_MASK, REG, RIP, SEGMENTS } from "./layout.ts";
import { readRflags, writeRflags } from "./rflags.ts";

export interface RegisterViews {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly u64: BigUint64Array;
}

const HIGH = 4294967296;

export class Registers {
  protected readonly views: RegisterViews;
  private readonly whole: Uint8Array;

  constructor(views: RegisterViews) {
    this.views = views;
    this.whole = views.u8.subarray(0, CONTEXT_SIZE);
  }

  /** Low half of a general register (REG.rax …), unsigned. */
  low(register: number): number {
    return this.views.u32[(GPR >> 2) + register * 2]!;
  }
  /** High half, unsigned. */
  high(register: number): number {
    return this.views.u32[(GPR >> 2) + register * 2 + 1]!;
  }
  /** The whole register as an unsigned number; rounded above 2^53. */
  number(register: number): number {
    return this.slot(GPR + register * 8);
  }
  /** The whole register as a signed number; rounded beyond ±2^53. */
  signed(register: number): number {
    const at = (GPR >> 2) + register * 2;
    return this.views.i32[at + 1]! * HIGH + this.views.u32[at]!;
  }
  /** The whole register, unsigned. */
  big(register: number): bigint {
    return this.views.u64[(GPR >> 3) + register]!;
  }

  /** Sets a whole register from a number (an integer within ±2^63; negative ones are sign-extended). */
  set(register: number, value: number): void {
    this.setSlot(GPR + register * 8, value);
  }
  setHalves(register: number, low: number, high: number): void {
    const at = (GPR >> 2) + register * 2;
    this.views.u32[at] = low;
    this.views.u32[at + 1] = high;
  }
  setBig(register: number, value: bigint): void {
    this.views.u64[(GPR >> 3) + register] = value;
  }

  get rip(): number {
    return this.slot(RIP);
  }
  set rip(value: number) {
    this.setSlot(RIP, value);
  }
  get rsp(): number {
    return this.slot(GPR + REG.rsp * 8);
  }
  set rsp(value: number) {
    this.setSlot(GPR + REG.rsp * 8, value);
  }
  get fsBase(): number {
    return this.slot(FS_BASE);
  }
  set fsBase(value: number) {
    this.setSlot(FS_BASE, value);
  }
  get gsBase(): number {
    return this.slot(GS_BASE);
  }
  set gsBase(value: number) {
    this.setSlot(GS_BASE, value);
  }

  /** RFLAGS as the processor shows it (bit 1 and IF set). */
  get rflags(): number {
    return readRflags(this.views);
  }
  /** Sets every flag that user mode can set by POPF; the others stay. */
  set rflags(value: number) {
    writeRflags(this.views, value);
  }

  /** The u64 at a byte offset of layout.ts, as a number. */
  slot(offset: number): number {
    const at = offset >> 2;
    return this.views.u32[at + 1]! * HIGH + this.views.u32[at]!;
  }
  setSlot(offset: number, value: number): void {
    const at = offset >> 2;
    this.views.u32[at] = value;
    this.views.u32[at + 1] = value >= 0 && value < HIGH ? 0 : Math.floor(value / HIGH);
  }

  /** Typed views of memory that begins with the context. */
  get raw(): RegisterViews {
    return this.views;
  }

  /** The bytes of the whole context, laid out as in layout.ts. */
  bytes(): Uint8Array {
    return this.whole;
  }
}

/** The state of a new program: everything zero but the control words of x87 and SSE (FNINIT, MXCSR reset) and selectors. */
export function resetContext(views: RegisterViews): void {
  views.u8.fill(0, 0, CONTEXT_SIZE);
  views.u16[FPU_CONTROL >> 1] = 0x37f;
  views.u32[MXCSR >> 2] = 0x1f80;
  views.u32[MXCSR_MASK >> 2] = 0xffff;
  writeRflags(views, 0);
  // Linux's user selectors: es ds fs gs are null.
  views.u16[(SEGMENTS >> 1) + 1] = 0x33;
  views.u16[(SEGMENTS >> 1) + 2] = 0x2b;
}

/** The registers of a task that is not running. */
export class CpuContext extends Registers {
  constructor() {
    const buffer = new ArrayBuffer(CONTEXT_SIZE);
    super({
      u8: new Uint8Array(buffer),
      u16: new Uint16Array(buffer),
      u32: new Uint32Array(buffer),
      i32: new Int32Array(buffer),
      u64: new BigUint64Array(buffer),
    });
    resetContext(this.views);
  }

  copyFrom(other: CpuContext): void {
    this.views.u8.set(other.views.u8);
  }
}
