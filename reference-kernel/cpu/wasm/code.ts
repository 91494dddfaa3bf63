/**
 * Writes the body of one WebAssembly function. Calls chain and read in stack order:
 *
 *   code.get(a).get(b).op(I64.add).set(r)
 *
 * Locals are made on demand with `local(type)`; parameters come first in the numbering.
 */
import { I32, I64, TYPE, type Type } from "./opcodes.ts";

export class Code {
  bytes = new Uint8Array(256);
  length = 0;
  /** Blocks, loops and ifs that are open. */
  depth = 0;
  private readonly parameters: number;
  private readonly locals: Type[] = [];

  constructor(parameters: number) {
    this.parameters = parameters;
  }

  /** A new local variable (zero at the start). @returns its index */
  local(type: Type): number {
    this.locals.push(type);
    return this.parameters + this.locals.length - 1;
  }

  byte(value: number): this {
    if (this.length === this.bytes.length) this.grow(this.length + 1);
    this.bytes[this.length++] = value;
    return this;
  }

  unsigned(value: number): this {
    let rest = value;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest = rest >>> 7;
    }
    return this.byte(rest);
  }

  private signed(value: bigint): this {
    let rest = value;
    for (;;) {
      const low = Number(rest & 127n);
      rest >>= 7n;
      if ((rest === 0n && (low & 64) === 0) || (rest === -1n && (low & 64) !== 0)) return this.byte(low);
      this.byte(low | 128);
    }
  }

  /** Any instruction without immediates. */
  op(opcode: number): this {
    return this.byte(opcode);
  }

  get(local: number): this {
    return this.byte(0x20).unsigned(local);
  }
  set(local: number): this {
    return this.byte(0x21).unsigned(local);
  }
  tee(local: number): this {
    return this.byte(0x22).unsigned(local);
  }

  /** Constant, as a signed 32-bit number. */
  i32(value: number): this {
    this.byte(0x41);
    let rest = value | 0;
    for (;;) {
      const low = rest & 127;
      rest >>= 7;
      if ((rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0)) return this.byte(low);
      this.byte(low | 128);
    }
  }

  i64(value: number | bigint): this {
    if (typeof value === "number" && value === (value | 0)) {
      // Within 32 bits both encodings are the same but for the opcode.
      const at = this.length;
      this.i32(value);
      this.bytes[at] = 0x42;
      return this;
    }
    return this.byte(0x42).signed(BigInt.asIntN(64, BigInt(value)));
  }

  f32(value: number): this {
    this.byte(0x43);
    return this.raw(new Uint8Array(new Float32Array([value]).buffer));
  }

  f64(value: number): this {
    this.byte(0x44);
    return this.raw(new Uint8Array(new Float64Array([value]).buffer));
  }

  /** LOAD.* from the address on the stack plus `offset`. */
  load(opcode: number, offset = 0): this {
    return this.byte(opcode).byte(0).unsigned(offset);
  }
  /** STORE.*; stack: address, value. */
  store(opcode: number, offset = 0): this {
    return this.byte(opcode).byte(0).unsigned(offset);
  }
  /** Loads from a constant address. */
  loadAt(opcode: number, address: number): this {
    return this.i32(0).load(opcode, address);
  }

  /** Vector instruction without immediates (V128.*). */
  simd(opcode: number): this {
    return this.byte(0xfd).unsigned(opcode);
  }
  /** Vector instruction with a lane number. */
  lane(opcode: number, lane: number): this {
    return this.simd(opcode).byte(lane);
  }
  /** Vector load or store. */
  simdMemory(opcode: number, offset = 0): this {
    return this.simd(opcode).byte(0).unsigned(offset);
  }
  /** V128.const or V128.shuffle with their 16 bytes. */
  simdBytes(opcode: number, bytes: ArrayLike<number>): this {
    return this.simd(opcode).raw(Uint8Array.from(bytes));
  }
  /** memory.copy; stack: to, from, count. */
  memoryCopy(): this {
    return this.byte(0xfc).byte(10).byte(0).byte(0);
  }
  /** memory.fill; stack: to, byte, count. */
  memoryFill(): this {
    return this.byte(0xfc).byte(11).byte(0);
  }
  /** Saturating truncation: 0 i32 from f32 signed, 2 i32 from f64 signed, 4 i64 from f32 signed, 6 i64 from f64 signed. */
  truncSat(kind: number): this {
    return this.byte(0xfc).byte(kind);
  }

  block(type: Type = TYPE.empty): this {
    this.depth++;
    return this.byte(0x02).byte(type);
  }
  loop(type: Type = TYPE.empty): this {
    this.depth++;
    return this.byte(0x03).byte(type);
  }
  if(type: Type = TYPE.empty): this {
    this.depth++;
    return this.byte(0x04).byte(type);
  }
  else(): this {
    return this.byte(0x05);
  }
  end(): this {
    this.depth--;
    return this.byte(0x0b);
  }
  br(depth: number): this {
    return this.byte(0x0c).unsigned(depth);
  }
  brIf(depth: number): this {
    return this.byte(0x0d).unsigned(depth);
  }
  /** Stack: if true, if false, condition. */
  select(): this {
    return this.byte(0x1b);
  }
  /** The same for a vector, whose type must be named. */
  selectTyped(type: Type): this {
    return this.byte(0x1c).unsigned(1).byte(type);
  }
  drop(): this {
    return this.byte(0x1a);
  }
  return(): this {
    return this.byte(0x0f);
  }
  unreachable(): this {
    return this.byte(0x00);
  }
  call(index: number): this {
    return this.byte(0x10).unsigned(index);
  }
  /** Tail call through table 0; stack: arguments, table index. */
  returnCallIndirect(type: number): this {
    return this.byte(0x13).unsigned(type).byte(0);
  }
  callIndirect(type: number): this {
    return this.byte(0x11).unsigned(type).byte(0);
  }

  raw(bytes: Uint8Array): this {
    if (this.length + bytes.length > this.bytes.length) this.grow(this.length + bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** Zero-extends the low 32 bits of an i64. */
  low32(): this {
    return this.i64(0xffffffff).op(I64.and);
  }
  /** 1 (i32) when the i64 on the stack is negative. */
  isNegative(): this {
    return this.i64(63).op(I64.shr_u).op(I32.wrap_i64);
  }

  /** The function as it stands in the code section: size, locals, instructions, end. */
  finish(): Uint8Array {
    const head = new Code(0);
    const groups: [number, Type][] = [];
    for (const type of this.locals) {
      const last = groups.at(-1);
      if (last !== undefined && last[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    head.unsigned(groups.length);
    for (const [count, type] of groups) head.unsigned(count).byte(type);
    this.end();
    const whole = new Code(0);
    whole.unsigned(head.length + this.length);
    whole.raw(head.bytes.subarray(0, head.length)).raw(this.bytes.subarray(0, this.length));
    return whole.bytes.slice(0, whole.length);
  }

  private grow(least: number): void {
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, least));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }
}
