/**
 * The string instructions. A repeated one counts as one instruction; it works page by page, and its registers are always
 * as if it had been interrupted after the last finished element, so a fault in the middle is precise and resumable.
 */

import { RECORD } from "./emit/record.ts";
import type { Handler, HandlerCpu } from "./handler.ts";
import { FLAG_STORED, GPR, REG } from "./layout.ts";
import { FLAG, writeStatusFlags } from "./rflags.ts";

const HIGH = 4294967296;
const RAX = GPR + REG.rax * 8;
const RCX = GPR + REG.rcx * 8;
const RSI = GPR + REG.rsi * 8;
const RDI = GPR + REG.rdi * 8;

/** `equal`: repe / rep, `notEqual`: repne. */
export type Repeat = "none" | "equal" | "notEqual";

function pointer(cpu: HandlerCpu, offset: number): number {
  const low = cpu.u32[offset >> 2]!;
  return cpu.isNarrow() ? low : cpu.u32[(offset >> 2) + 1]! * HIGH + low;
}

/** Adds to a register; with prefix 67 only its low half counts and the upper becomes zero. */
function advance(cpu: HandlerCpu, offset: number, by: number): void {
  const low = cpu.u32[offset >> 2]! + by;
  cpu.u32[offset >> 2] = low;
  if (cpu.isNarrow()) cpu.u32[(offset >> 2) + 1] = 0;
  else if (low >= HIGH) cpu.u32[(offset >> 2) + 1]! += 1;
  else if (low < 0) cpu.u32[(offset >> 2) + 1]! -= 1;
}

/** Distance from one element to the next: negative when DF is set. */
function stepOf(cpu: HandlerCpu, size: number): number {
  return (cpu.u32[FLAG_STORED >> 2]! & FLAG.DF) !== 0 ? -size : size;
}

/** Base of the source's segment. */
function sourceBase(cpu: HandlerCpu, record: number): number {
  const offset = cpu.u16[(record + RECORD.segment) >> 1]!;
  return cpu.u32[(offset >> 2) + 1]! * HIGH + cpu.u32[offset >> 2]!;
}

function linear(base: number, offset: number): number {
  const sum = base + offset;
  return sum >= 2 ** 64 ? sum - 2 ** 64 : sum;
}

/**
 * How many elements from `address` on lie wholly in its page, going up or (`step` below 0) down; at most `count`. 0: the
 * first one crosses.
 */
function inPage(address: number, step: number, count: number): number {
  const size = Math.abs(step);
  const rest = 4096 - (address % 4096);
  const elements = step > 0 ? rest / size : rest < size ? 0 : (4096 - rest) / size + 1;
  return Math.min(count, Math.floor(elements));
}

/**
 * Runs `some(count)` until `count` elements are done or it says to stop. `some` does one or more elements in one go, at
 * most as many as given, and answers how many; a negative answer also means stop.
 */
function repeated(cpu: HandlerCpu, repeat: Repeat, some: (count: number) => number): void {
  if (repeat === "none") {
    some(1);
    return;
  }
  for (;;) {
    const count = pointer(cpu, RCX);
    if (count === 0) {
      // Prefix 67 clears the upper halves only when something was done.
      return;
    }
    const done = some(count);
    advance(cpu, RCX, -Math.abs(done));
    if (done < 0) return;
  }
}

export function movs(repeat: Repeat): Handler {
  return (cpu, record) => {
    const size = cpu.operandSize();
    const step = stepOf(cpu, size);
    const base = sourceBase(cpu, record);
    repeated(cpu, repeat, (count) => {
      const from = linear(base, pointer(cpu, RSI));
      const to = pointer(cpu, RDI);
      let elements = Math.min(inPage(from, step, count), inPage(to, step, count));
      if (elements === 0) elements = 1;
      const bytes = elements * size;
      if (elements === 1) {
        const source = cpu.readAddress(record, from, size);
        // The source may be in the scratch buffer, which a page-crossing destination uses as well.
        const low = size < 8 ? readSmall(cpu, source, size) : 0;
        const whole = size === 8 ? cpu.view.getBigUint64(source, true) : 0n;
        const target = cpu.writeAddress(record, to, size);
        if (size === 8) cpu.view.setBigUint64(target, whole, true);
        else writeSmall(cpu, target, size, low);
        cpu.commit();
      } else {
        cpu.readAddress(record, from, size);
        const target = cpu.writeAddress(record, to, size);
        // The write may have given the page another frame.
        const source = cpu.readAddress(record, from, size);
        const below = step > 0 ? 0 : bytes - size;
        cpu.codeWrite(target - below, bytes);
        if (step > 0) copyUp(cpu.u8, source, target, bytes, size);
        else copyDown(cpu.u8, source - below, target - below, bytes, size);
      }
      advance(cpu, RSI, elements * step);
      advance(cpu, RDI, elements * step);
      return elements;
    });
  };
}

/** Copies as the processor does, element by element upwards: an overlap repeats the beginning. */
function copyUp(u8: Uint8Array, source: number, target: number, bytes: number, size: number): void {
  const distance = target - source;
  if (distance <= 0 || distance >= bytes) {
    u8.copyWithin(target, source, source + bytes);
    return;
  }
  const piece = distance >= size ? distance - (distance % size) : 0;
  if (piece === 0) {
    for (let i = 0; i < bytes; i += size) u8.copyWithin(target + i, source + i, source + i + size);
    return;
  }
  for (let i = 0; i < bytes; i += piece) {
    u8.copyWithin(target + i, source + i, source + i + Math.min(piece, bytes - i));
  }
}

/** The same downwards: an overlap repeats the end. Source and target are the lowest bytes. */
function copyDown(u8: Uint8Array, source: number, target: number, bytes: number, size: number): void {
  const distance = source - target;
  if (distance <= 0 || distance >= bytes) {
    u8.copyWithin(target, source, source + bytes);
    return;
  }
  for (let i = bytes - size; i >= 0; i -= size) u8.copyWithin(target + i, source + i, source + i + size);
}

export function stos(repeat: Repeat): Handler {
  return (cpu, record) => {
    const size = cpu.operandSize();
    const step = stepOf(cpu, size);
    repeated(cpu, repeat, (count) => {
      const to = pointer(cpu, RDI);
      const elements = step > 0 ? Math.max(inPage(to, step, count), 1) : 1;
      const bytes = elements * size;
      const target = cpu.writeAddress(record, to, size);
      const { u8 } = cpu;
      u8.copyWithin(target, RAX, RAX + size);
      cpu.commit();
      if (elements > 1) {
        cpu.codeWrite(target, bytes);
        for (let done = size; done < bytes; done *= 2) {
          u8.copyWithin(target + done, target, target + Math.min(done, bytes - done));
        }
      }
      advance(cpu, RDI, elements * step);
      return elements;
    });
  };
}

export function lods(repeat: Repeat): Handler {
  return (cpu, record) => {
    const size = cpu.operandSize();
    const step = stepOf(cpu, size);
    const base = sourceBase(cpu, record);
    repeated(cpu, repeat, () => {
      const source = cpu.readAddress(record, linear(base, pointer(cpu, RSI)), size);
      cpu.u8.copyWithin(RAX, source, source + size);
      if (size === 4) cpu.u32[(RAX >> 2) + 1] = 0;
      advance(cpu, RSI, step);
      return 1;
    });
  };
}

export function scas(repeat: Repeat): Handler {
  return (cpu, record) => {
    const size = cpu.operandSize();
    const step = stepOf(cpu, size);
    const a = readWide(cpu, RAX, size);
    repeated(cpu, repeat, (count) => {
      const from = pointer(cpu, RDI);
      const at = cpu.readAddress(record, from, size);
      const elements = step > 0 ? inPage(from, step, count) : 1;
      return compareRun(
        cpu,
        repeat,
        elements,
        size,
        (i) => [a, readWide(cpu, at + i * size, size)],
        (done) => {
          advance(cpu, RDI, done * step);
        },
      );
    });
  };
}

export function cmps(repeat: Repeat): Handler {
  return (cpu, record) => {
    const size = cpu.operandSize();
    const step = stepOf(cpu, size);
    const base = sourceBase(cpu, record);
    repeated(cpu, repeat, (count) => {
      const left = linear(base, pointer(cpu, RSI));
      const right = pointer(cpu, RDI);
      const leftAt = cpu.readAddress(record, left, size);
      // Both may be in the one scratch buffer, so the first value is read before the second access.
      const first = readWide(cpu, leftAt, size);
      const rightAt = cpu.readAddress(record, right, size);
      const elements = step > 0 ? Math.min(inPage(left, step, count), inPage(right, step, count)) : 1;
      const pair = (i: number): Pair => [
        i === 0 ? first : readWide(cpu, leftAt + i * size, size),
        readWide(cpu, rightAt + i * size, size),
      ];
      return compareRun(cpu, repeat, elements, size, pair, (done) => {
        advance(cpu, RSI, done * step);
        advance(cpu, RDI, done * step);
      });
    });
  };
}

type Pair = readonly [a: number | bigint, b: number | bigint];

/** Compares pairs until one ends the repetition; at least one. @returns how many, negative if one ended it */
function compareRun(
  cpu: HandlerCpu,
  repeat: Repeat,
  elements: number,
  size: number,
  pair: (i: number) => Pair,
  advanceBy: (done: number) => void,
): number {
  for (let i = 0; ; i++) {
    const [a, b] = pair(i);
    const stop = stops(repeat, a === b);
    if (!stop && i + 1 < elements) continue;
    setCompareFlags(cpu, a, b, size);
    advanceBy(i + 1);
    return stop ? -(i + 1) : i + 1;
  }
}

function stops(repeat: Repeat, equal: boolean): boolean {
  return repeat === "equal" ? !equal : equal;
}

function readSmall(cpu: HandlerCpu, at: number, size: number): number {
  if (size === 1) return cpu.u8[at]!;
  return size === 2 ? cpu.view.getUint16(at, true) : cpu.view.getUint32(at, true);
}

function writeSmall(cpu: HandlerCpu, at: number, size: number, value: number): void {
  if (size === 1) cpu.u8[at] = value;
  else if (size === 2) cpu.view.setUint16(at, value, true);
  else cpu.view.setUint32(at, value, true);
}

/** A number for up to four bytes, a bigint for eight. */
function readWide(cpu: HandlerCpu, at: number, size: number): number | bigint {
  return size === 8 ? cpu.view.getBigUint64(at, true) : readSmall(cpu, at, size);
}

/** The flags of a − b. */
function setCompareFlags(cpu: HandlerCpu, a: number | bigint, b: number | bigint, size: number): void {
  let flags = 0;
  let low: number;
  let sign: boolean;
  let overflow: boolean;
  if (typeof a === "bigint" || typeof b === "bigint") {
    const x = BigInt(a);
    const y = BigInt(b);
    const result = BigInt.asUintN(64, x - y);
    low = Number(result & 0xffn);
    sign = result >> 63n !== 0n;
    overflow = ((x ^ y) & (x ^ result)) >> 63n !== 0n;
    if (Number(x & 15n) - Number(y & 15n) < 0) flags |= FLAG.AF;
  } else {
    const result = a - b;
    low = result & 255;
    const top = size * 8 - 1;
    sign = (result >>> top) % 2 !== 0;
    overflow = (((a ^ b) & (a ^ result)) >>> top) % 2 !== 0;
    if ((a & 15) < (b & 15)) flags |= FLAG.AF;
  }
  if (a < b) flags |= FLAG.CF;
  if (a === b) flags |= FLAG.ZF;
  if (sign) flags |= FLAG.SF;
  if (overflow) flags |= FLAG.OF;
  let ones = low ^ (low >> 4);
  ones ^= ones >> 2;
  if (((ones ^ (ones >> 1)) & 1) === 0) flags |= FLAG.PF;
  writeStatusFlags(cpu, flags);
}
