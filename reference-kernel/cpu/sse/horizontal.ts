/** SSE3's additions and subtractions whose lanes are not all alike: HADD, HSUB and ADDSUB in their PS and PD forms. */
import { add, subtract } from "../float/arithmetic.ts";
import { BINARY32, BINARY64 } from "../float/format.ts";
import { pack32, pack64 } from "../float/value.ts";
import type { Handler } from "../handler.ts";
import type { Emit } from "../table/form.ts";
import { V128 } from "../wasm/opcodes.ts";
import { sseBegin, sseFinish, sseSource } from "./exceptions.ts";
import { pushExact, shapeOf } from "./fast-arithmetic.ts";
import { Guard } from "./guard.ts";
import { type Elements, load } from "./slow-arithmetic.ts";

/** How a result is made: of the elements `left` and `right`, numbered through both operands, the first one's first. */
interface Lane {
  readonly left: number;
  readonly right: number;
  readonly subtracts: boolean;
}

function slow(lanes: readonly Lane[], { bytes, count }: Elements): Handler {
  const format = bytes === 4 ? BINARY32 : BINARY64;
  return (cpu, record) => {
    const env = sseBegin(cpu);
    const to = cpu.first(record);
    const from = sseSource(cpu, record, 16);
    const at = (element: number): number => (element < count ? to + element * bytes : from + (element - count) * bytes);
    const results = lanes.map(({ left, right, subtracts }) => {
      const a = load(cpu, env, at(left), bytes).value;
      const b = load(cpu, env, at(right), bytes).value;
      return (subtracts ? subtract : add)(env, format, a, b);
    });
    sseFinish(cpu, record, env);
    for (const [i, result] of results.entries()) {
      if (bytes === 4) cpu.u32[(to >> 2) + i] = pack32(result);
      else cpu.u64[(to >> 3) + i] = pack64(result);
    }
  };
}

/** The bytes of `elements`, for a shuffle of both operands. */
const bytesOf = (elements: readonly number[], size: number): number[] =>
  elements.flatMap((element) => Array.from({ length: size }, (_, i) => element * size + i));

/** The sign bits of the lanes that subtract. */
function signs(lanes: readonly Lane[], size: number): number[] {
  return lanes.flatMap(({ subtracts }) => [...new Array<number>(size - 1).fill(0), subtracts ? 0x80 : 0]);
}

/** A subtraction is the addition of the negated number: the same result, and the same exceptions. */
function lanewise(lanes: readonly Lane[], elements: Elements): Emit {
  const { bytes } = elements;
  const shape = shapeOf(elements);
  const left = bytesOf(
    lanes.map((lane) => lane.left),
    bytes,
  );
  const right = bytesOf(
    lanes.map((lane) => lane.right),
    bytes,
  );
  const handler = slow(lanes, elements);
  return (s) =>
    Guard.emit(s, shape, true, handler, (guard) => {
      const { code } = guard;
      const first = guard.keep(s.readVector(0));
      const second = guard.keep(s.readVector(1));
      const a = guard.keep(code.get(first).get(second).simdBytes(V128.shuffle, left));
      code.get(first).get(second).simdBytes(V128.shuffle, right);
      const b = guard.keep(code.simdBytes(V128.const, signs(lanes, bytes)).simd(V128.xor));
      const result = guard.keep(code.get(a).get(b).simd(shape.add));
      guard.isPlain(a);
      guard.isPlain(b).simd(V128.and);
      guard.isPlain(result).simd(V128.and);
      guard.demand();
      guard.demandExact(() => pushExact(guard, "add", a, b, result));
      guard.write(result, first);
    });
}

/** HADDPS and its kin: neighbours, those of the first operand below those of the second. */
export const horizontal = (subtracts: boolean, elements: Elements): Emit =>
  lanewise(
    Array.from({ length: elements.count }, (_, i) => ({ left: 2 * i, right: 2 * i + 1, subtracts })),
    elements,
  );

/** ADDSUBPS and ADDSUBPD: even elements are subtracted, odd ones added. */
export const addSubtract = (elements: Elements): Emit =>
  lanewise(
    Array.from({ length: elements.count }, (_, i) => ({ left: i, right: elements.count + i, subtracts: i % 2 === 0 })),
    elements,
  );
