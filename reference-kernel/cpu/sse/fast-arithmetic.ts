/** Fast paths of ADD, SUB, MUL, DIV, SQRT, MIN, MAX, CMP and COMIS in their PS, PD, SS and SD forms. */
import type { Handler } from "../handler.ts";
import type { Emit } from "../table/form.ts";
import { I32, I64, TYPE, V128 } from "../wasm/opcodes.ts";
import { Guard } from "./guard.ts";
import { quickArithmetic, quickCompare } from "./quick.ts";
import { F32X4, F64X2, type Shape } from "./shape.ts";
import { type Elements, elementwise, SLOW_BINARY, slowCompare, slowCompareFlags } from "./slow-arithmetic.ts";

type Name = "add" | "sub" | "mul" | "div";

export const shapeOf = (elements: Elements): Shape => (elements.bytes === 4 ? F32X4 : F64X2);

/** Pushes which lanes of result = a ∘ b are exact. */
export function pushExact(guard: Guard, name: Name, a: number, b: number, result: number): void {
  const { code, shape } = guard;
  switch (name) {
    case "add":
    case "sub": {
      const [join, part] = name === "add" ? [shape.add, shape.sub] : [shape.sub, shape.add];
      // The share of b in the result, and what is missing of a and of b.
      const share = guard.keep(code.get(result).get(a).simd(shape.sub));
      code.get(a).get(result).get(share).simd(shape.sub).simd(shape.sub);
      code.get(b).get(share).simd(part).simd(join);
      guard.float(0).simd(shape.eq);
      break;
    }
    case "mul":
      guard.productError(a, b, result);
      guard.float(0).simd(shape.eq);
      guard.isLarge(result).simd(V128.and);
      break;
    case "div":
      pushIsProduct(guard, result, b, a);
  }
}

/** Pushes in which lanes x × y is exactly `product`. */
function pushIsProduct(guard: Guard, x: number, y: number, product: number): void {
  const { code, shape } = guard;
  const rounded = guard.keep(code.get(x).get(y).simd(shape.mul));
  guard.productError(x, y, rounded);
  guard.float(0).simd(shape.eq);
  code.get(rounded).get(product).simd(shape.eq).simd(V128.and);
  guard.isLarge(product).simd(V128.and);
}

export function arithmetic(name: Name, elements: Elements): Emit {
  const slow = elementwise(SLOW_BINARY[name], elements);
  const shape = shapeOf(elements);
  const guarded: Emit = (s) =>
    Guard.emit(s, shape, elements.count > 1, slow, (guard) => {
      const { code } = guard;
      const a = guard.keep(s.readVector(0));
      const b = guard.keep(s.readVector(1));
      const result = guard.keep(code.get(a).get(b).simd(shape[name]));
      guard.isPlain(a);
      guard.isPlain(b).simd(V128.and);
      // A zero that is not the product of a zero comes from underflow.
      guard.isNormal(result);
      guard.isZero(result);
      if (name === "mul") {
        guard.isZero(a);
        guard.isZero(b).simd(V128.or).simd(V128.and);
      } else if (name === "div") guard.isZero(a).simd(V128.and);
      code.simd(V128.or).simd(V128.and);
      guard.demand();
      guard.demandExact(() => pushExact(guard, name, a, b, result));
      guard.write(result, a);
    });
  return (s) => quickArithmetic(s, shape, elements.count > 1, name, () => guarded(s));
}

export function squareRoot(elements: Elements): Emit {
  const slow = elementwise(SLOW_BINARY.sqrt, elements);
  const shape = shapeOf(elements);
  return (s) =>
    Guard.emit(s, shape, elements.count > 1, slow, (guard) => {
      const { code } = guard;
      const before = guard.keep(s.readVector(0));
      const a = guard.keep(s.readVector(1));
      const result = guard.keep(code.get(a).simd(shape.sqrt));
      guard.isPlain(a);
      guard.isPlain(result).simd(V128.and);
      guard.demand();
      guard.demandExact(() => pushIsProduct(guard, result, result, a));
      guard.write(result, before);
    });
}

export function minimumOrMaximum(name: "min" | "max", elements: Elements): Emit {
  const slow = elementwise(SLOW_BINARY[name], elements);
  const shape = shapeOf(elements);
  return (s) =>
    Guard.emit(s, shape, elements.count > 1, slow, (guard) => {
      const a = guard.keep(s.readVector(0));
      const b = guard.keep(s.readVector(1));
      guard.isPlain(a, true);
      guard.isPlain(b, true).simd(V128.and);
      guard.demand();
      // pmin(x, y) is y < x ? y : x, so two zeros give x: the second operand, as on the processor.
      guard.code
        .get(b)
        .get(a)
        .simd(name === "min" ? shape.pmin : shape.pmax);
      guard.write(guard.keep(), a);
    });
}

/** CMPccxx: the predicate is only known when the instruction runs. */
export function compareMask(elements: Elements): Emit {
  const slow = slowCompare(elements);
  const shape = shapeOf(elements);
  return (s) =>
    Guard.emit(s, shape, elements.count > 1, slow, (guard) => {
      const { code } = guard;
      const a = guard.keep(s.readVector(0));
      const b = guard.keep(s.readVector(1));
      guard.isPlain(a, true);
      guard.isPlain(b, true).simd(V128.and);
      guard.demand();
      s.read(2).op(I32.wrap_i64);
      const predicate = s.keep(TYPE.i32);
      // Kinds 0 eq, 1 lt, 2 le, 3 unordered (never here); bit 2 negates.
      code.get(predicate).i32(3).op(I32.and);
      const kind = s.keep(TYPE.i32);
      code.get(a).get(b).simd(shape.eq);
      code.i32(0).get(kind).i32(1).op(I32.and).op(I32.eqz).op(I32.sub).simd(V128.i32x4_splat).simd(V128.and);
      code.get(a).get(b).simd(shape.lt);
      code.i32(0).get(kind).i32(1).op(I32.sub).i32(2).op(I32.lt_u).op(I32.sub).simd(V128.i32x4_splat).simd(V128.and);
      code.simd(V128.or);
      code.i32(0).get(predicate).i32(2).op(I32.shr_u).i32(1).op(I32.and).op(I32.sub).simd(V128.i32x4_splat);
      code.simd(V128.xor);
      guard.write(guard.keep(), a);
    });
}

/** COMIS and UCOMIS: ZF, PF and CF. */
export function compareFlags(bytes: 4 | 8, quiet: boolean): Emit {
  const slow: Handler = slowCompareFlags(bytes, quiet);
  const shape = bytes === 4 ? F32X4 : F64X2;
  const guarded: Emit = (s) =>
    Guard.emit(s, shape, false, slow, (guard) => {
      const { code } = guard;
      const a = guard.keep(s.readVector(0));
      const b = guard.keep(s.readVector(1));
      guard.isPlain(a, true);
      guard.isPlain(b, true).simd(V128.and);
      guard.demand();
      const lane = (opcode: number): number => {
        code.get(a).get(b).simd(opcode).simd(shape.bitmask).i32(1).op(I32.and).op(I64.extend_i32_u);
        return s.keep(TYPE.i64);
      };
      const equal = lane(shape.eq);
      const less = lane(shape.lt);
      if (!s.flagsDead) s.setOrder(equal, less);
    });
  return bytes === 8 ? (s) => quickCompare(s, () => guarded(s)) : guarded;
}
