/** SSE arithmetic and comparisons with exact flags, for everything that the fast paths leave aside. */
import { add, divide, multiply, squareRoot, subtract } from "../float/arithmetic.ts";
import { compare, EQUAL, LESS, maximumTakesFirst, minimumTakesFirst, UNORDERED } from "../float/compare.ts";
import { BINARY32, BINARY64, type FloatEnv, type Format } from "../float/format.ts";
import { NAN, pack32, pack64, unpack32, unpack64, type Value } from "../float/value.ts";
import type { Handler, HandlerCpu } from "../handler.ts";
import { FLAG, writeStatusFlags } from "../rflags.ts";
import { sseBegin, sseFinish, sseSource } from "./exceptions.ts";

/** Bytes of an element, and how many there are: 1 for the scalar forms. */
export interface Elements {
  readonly bytes: 4 | 8;
  readonly count: 1 | 2 | 4;
}
export const SS: Elements = { bytes: 4, count: 1 };
export const SD: Elements = { bytes: 8, count: 1 };
export const PS: Elements = { bytes: 4, count: 4 };
export const PD: Elements = { bytes: 8, count: 2 };

/** One element: its bits and what they mean. */
interface Element {
  readonly bits: bigint;
  readonly value: Value;
}

type ElementOperation = (env: FloatEnv, format: Format, a: Element, b: Element) => Value | bigint;

/** Reads one element; a denormal is noted where it counts. */
export function load(cpu: HandlerCpu, env: FloatEnv, at: number, bytes: 4 | 8): Element {
  if (bytes === 8) {
    const bits = cpu.view.getBigUint64(at, true);
    return { bits, value: unpack64(env, bits) };
  }
  const bits = cpu.view.getUint32(at, true);
  return { bits: BigInt(bits), value: unpack32(env, bits) };
}

/** Applies an operation to each pair of elements; nothing is written before all flags are known. */
export function elementwise(operation: ElementOperation, { bytes, count }: Elements): Handler {
  const format = bytes === 4 ? BINARY32 : BINARY64;
  return (cpu, record) => {
    const env = sseBegin(cpu);
    const to = cpu.first(record);
    const from = sseSource(cpu, record, bytes * count);
    const results: bigint[] = [];
    for (let i = 0; i < count; i++) {
      const at = i * bytes;
      const result = operation(env, format, load(cpu, env, to + at, bytes), load(cpu, env, from + at, bytes));
      results.push(typeof result === "bigint" ? result : bytes === 4 ? BigInt(pack32(result)) : pack64(result));
    }
    sseFinish(cpu, record, env);
    for (const [i, bits] of results.entries()) {
      if (bytes === 4) cpu.u32[(to >> 2) + i] = Number(BigInt.asUintN(32, bits));
      else cpu.u64[(to >> 3) + i] = bits;
    }
  };
}

const onValues =
  (f: (env: FloatEnv, format: Format, a: Value, b: Value) => Value): ElementOperation =>
  (env, format, a, b) =>
    f(env, format, a.value, b.value);

/** MIN and MAX answer an operand as it is, but for DAZ, which shows in it. */
const choose =
  (takesFirst: (env: FloatEnv, a: Value, b: Value) => boolean): ElementOperation =>
  (env, _format, a, b) => {
    const chosen = takesFirst(env, a.value, b.value) ? a : b;
    return chosen.value.kind === NAN ? chosen.bits : chosen.value;
  };

export const SLOW_BINARY = {
  add: onValues(add),
  sub: onValues(subtract),
  mul: onValues(multiply),
  div: onValues(divide),
  min: choose(minimumTakesFirst),
  max: choose(maximumTakesFirst),
  sqrt: ((env, format, _a, b) => squareRoot(env, format, b.value)) as ElementOperation,
} as const;

/** CMPPS and relatives; the predicate is the immediate's low three bits. */
export function slowCompare(elements: Elements): Handler {
  const byPredicate = Array.from({ length: 8 }, (_, predicate) => {
    const kind = predicate & 3;
    const quiet = kind === 0 || kind === 3;
    return elementwise((env, _format, a, b) => {
      const order = compare(env, a.value, b.value, quiet);
      const holds =
        kind === 0
          ? order === EQUAL
          : kind === 1
            ? order === LESS
            : kind === 2
              ? order === LESS || order === EQUAL
              : order === UNORDERED;
      return holds !== predicate > 3 ? 0xffff_ffff_ffff_ffffn : 0n;
    }, elements);
  });
  return (cpu, record) => byPredicate[cpu.immediate(record) & 7]?.(cpu, record);
}

/** COMISS, UCOMISS, COMISD, UCOMISD. */
export function slowCompareFlags(bytes: 4 | 8, quiet: boolean): Handler {
  return (cpu, record) => {
    const env = sseBegin(cpu);
    const a = load(cpu, env, cpu.first(record), bytes);
    const b = load(cpu, env, sseSource(cpu, record, bytes), bytes);
    const order = compare(env, a.value, b.value, quiet);
    sseFinish(cpu, record, env);
    const unordered = FLAG.ZF | FLAG.PF | FLAG.CF;
    writeStatusFlags(cpu, order === UNORDERED ? unordered : order === LESS ? FLAG.CF : order === EQUAL ? FLAG.ZF : 0);
  };
}
