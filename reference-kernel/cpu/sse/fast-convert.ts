/** Fast paths of the SSE conversions. Where a result may be inexact, guard.ts's rule about the inexact flag holds. */
import type { Sem } from "../emit/sem.ts";
import type { Handler } from "../handler.ts";
import type { Emit } from "../table/form.ts";
import { F32, F64, I32, I64, TYPE, V128 } from "../wasm/opcodes.ts";
import { Guard } from "./guard.ts";
import { F32X4, F64X2 } from "./shape.ts";
import { slowConvert } from "./slow-convert.ts";

const bytes = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** Writes the low `size` bytes of the vector on the stack into xmm operand 0, the rest of which stays. */
function writeLow(s: Sem, size: 4 | 8): void {
  s.readVector(0).simdBytes(V128.shuffle, [...bytes(0, size), ...bytes(16 + size, 16 - size)]);
  s.writeVector(0, s.keep(TYPE.v128));
}

/** By the operand's size: the handler for 4 and for 8 bytes. */
type BySize = Readonly<Record<4 | 8, Handler>>;
const pick = (handlers: BySize, size: number): Handler => handlers[size === 8 ? 8 : 4];

/** CVTSI2SD: exact from 32 bits, and from 64 if the number is small. */
export const integerToDouble: Emit = (s) => {
  const write = (value: number): void => {
    s.code.get(value).op(F64.convert_i64_s).simd(V128.f64x2_splat);
    writeLow(s, 8);
  };
  if (s.sizeOf(1) === 4) {
    write(s.local(s.readSigned(1)));
    return;
  }
  Guard.emit(s, F64X2, false, INTEGER_TO.f8[8], (guard) => {
    const value = s.local(s.read(1));
    guard.whileExact(() =>
      s.code
        .get(value)
        .i64(2n ** 53n)
        .op(I64.add)
        .i64(2n ** 54n)
        .op(I64.le_u),
    );
    write(value);
  });
};

/** CVTSI2SS. */
export const integerToSingle: Emit = (s) =>
  Guard.emit(s, F32X4, false, pick(INTEGER_TO.f4, s.sizeOf(1)), (guard) => {
    const value = s.local(s.readSigned(1));
    guard.whileExact(() =>
      s.code
        .get(value)
        .i64(2n ** 24n)
        .op(I64.add)
        .i64(2n ** 25n)
        .op(I64.le_u),
    );
    s.code.get(value).op(F32.convert_i64_s).simd(V128.f32x4_splat);
    writeLow(s, 4);
  });

const INTEGER_TO: Readonly<Record<"f4" | "f8", BySize>> = {
  f4: { 4: slowConvert("i4", "f4", 1, "scalar"), 8: slowConvert("i8", "f4", 1, "scalar") },
  f8: { 4: slowConvert("i4", "f8", 1, "scalar"), 8: slowConvert("i8", "f8", 1, "scalar") },
};

/** CVT(T)SD2SI and CVT(T)SS2SI. Out of range and NaN go to the slow path. */
export function toInteger(from: "f4" | "f8", truncates: boolean): Emit {
  const slow: BySize = {
    4: slowConvert(from, "i4", 1, "general", truncates),
    8: slowConvert(from, "i8", 1, "general", truncates),
  };
  return (s) => {
    const size = s.sizeOf(0);
    Guard.emit(s, F64X2, false, pick(slow, size), (guard) => {
      const { code } = s;
      s.readVector(1);
      // A single is a double exactly.
      if (from === "f4") code.lane(V128.f32x4_extract, 0).op(F64.promote_f32);
      else code.lane(V128.f64x2_extract, 0);
      const value = s.keep(TYPE.f64);
      code.get(value).op(truncates ? F64.trunc : F64.nearest);
      const integral = s.keep(TYPE.f64);
      code
        .get(integral)
        .op(F64.abs)
        .f64(2 ** (8 * size - 1))
        .op(F64.lt)
        .op(I32.eqz)
        .brIf(0);
      guard.whileExact(() => code.get(integral).get(value).op(F64.eq));
      code.get(integral).truncSat(6);
      s.write(0, s.keep(TYPE.i64));
    });
  };
}

/** CVTSS2SD and CVTPS2PD: always exact. */
export function widen(packed: boolean): Emit {
  const slow = packed ? slowConvert("f4", "f8", 2, "zeroed") : slowConvert("f4", "f8", 1, "scalar");
  return (s) =>
    Guard.emit(s, F32X4, packed, slow, (guard) => {
      s.readVector(1);
      // Only the lower half of a register counts.
      if (packed) s.code.simdBytes(V128.const, [...new Array(8).fill(255), ...new Array(8).fill(0)]).simd(V128.and);
      const value = guard.keep();
      guard.isPlain(value);
      guard.demand();
      s.code.get(value).simd(V128.f64x2_promote_low_f32x4);
      if (packed) s.writeVector(0, guard.keep());
      else writeLow(s, 8);
    });
}

/** CVTSD2SS and CVTPD2PS. */
export function narrow(packed: boolean): Emit {
  const slow = packed ? slowConvert("f8", "f4", 2, "zeroed") : slowConvert("f8", "f4", 1, "scalar");
  return (s) =>
    Guard.emit(s, F64X2, packed, slow, (guard) => {
      const { code } = s;
      const value = guard.keep(s.readVector(1));
      const single = guard.keep(code.get(value).simd(V128.f32x4_demote_f64x2_zero));
      const back = guard.keep(code.get(single).simd(V128.f64x2_promote_low_f32x4));
      guard.isPlain(value);
      // The smallest normal single may come from a tiny value.
      guard.isNormal(back);
      guard.float(2 ** -126);
      code.get(back).simd(V128.f64x2_abs).simd(V128.f64x2_lt).simd(V128.and);
      guard.isZero(value).simd(V128.or).simd(V128.and);
      guard.demand();
      guard.demandExact(() => code.get(back).get(value).simd(V128.f64x2_eq));
      if (packed) s.writeVector(0, single);
      else {
        code.get(single);
        writeLow(s, 4);
      }
    });
}

/** CVTDQ2PS. */
export const packedToSingles: Emit = (s) =>
  Guard.emit(s, F32X4, true, slowConvert("i4", "f4", 4, "zeroed"), (guard) => {
    const value = guard.keep(s.readVector(1));
    guard.demandExact(() => {
      s.code.get(value);
      guard.integer(2n ** 24n).simd(V128.i32x4_add);
      guard.integer(2n ** 25n + 1n).simd(V128.i32x4_lt_u);
    });
    s.writeVector(0, guard.keep(s.code.get(value).simd(V128.f32x4_convert_i32x4_s)));
  });

/** CVTDQ2PD: always exact. */
export const packedToDoubles: Emit = (s) => {
  s.readVector(1).simd(V128.f64x2_convert_low_i32x4_s);
  s.writeVector(0, s.keep(TYPE.v128));
};

/** CVT(T)PS2DQ and CVT(T)PD2DQ. */
export function packedToIntegers(from: "f4" | "f8", truncates: boolean): Emit {
  const shape = from === "f4" ? F32X4 : F64X2;
  const slow = slowConvert(from, "i4", from === "f4" ? 4 : 2, "zeroed", truncates);
  const instruction = from === "f4" ? V128.i32x4_trunc_sat_f32x4_s : V128.i32x4_trunc_sat_f64x2_s_zero;
  return (s) =>
    Guard.emit(s, shape, true, slow, (guard) => {
      const { code } = s;
      const value = guard.keep(s.readVector(1));
      const integral = guard.keep(code.get(value).simd(truncates ? shape.trunc : shape.nearest));
      code.get(integral).simd(shape.abs);
      guard.float(2 ** 31).simd(shape.lt);
      guard.demand();
      guard.demandExact(() => code.get(integral).get(value).simd(shape.eq));
      s.writeVector(0, guard.keep(code.get(integral).simd(instruction)));
    });
}
