/** SSE and SSE2 arithmetic, comparisons and conversions. */
import { approximation, reciprocal, reciprocalSquareRoot } from "../sse/approximate.ts";
import { arithmetic, compareFlags, compareMask, minimumOrMaximum, squareRoot } from "../sse/fast-arithmetic.ts";
import {
  integerToDouble,
  integerToSingle,
  narrow,
  packedToDoubles,
  packedToIntegers,
  packedToSingles,
  toInteger,
  widen,
} from "../sse/fast-convert.ts";
import { type Elements, PD, PS, SD, SS } from "../sse/slow-arithmetic.ts";
import { slowConvert, slowFromMmx } from "../sse/slow-convert.ts";
import { type Emit, handler, type Row, type RowOptions, row } from "./form.ts";

/** They may raise #XM. */
const FAULTS: RowOptions = { faults: true };
const ALIGNED: RowOptions = { faults: true, aligned: true };

const FORMS = [
  { prefix: "NP", suffix: "ps", elements: PS, source: "Wdq", options: ALIGNED },
  { prefix: "66", suffix: "pd", elements: PD, source: "Wdq", options: ALIGNED },
  { prefix: "F3", suffix: "ss", elements: SS, source: "Wd", options: FAULTS },
  { prefix: "F2", suffix: "sd", elements: SD, source: "Wq", options: FAULTS },
] as const;

/** PS, PD, SS and SD under their prefixes. `more` is put after the operands. */
const four = (opcode: string, name: string, emit: (elements: Elements) => Emit, more = "", use = "+"): Row[] =>
  FORMS.map(({ prefix, suffix, elements, source, options }) =>
    row(
      `${prefix} 0F ${opcode} /r`,
      name + suffix,
      `${elements.count > 1 ? use : "+"}Vdq ${source}${more}`,
      emit(elements),
      options,
    ),
  );

const approximate = (opcode: string, name: string, f: (bits: number) => number): Row[] => [
  row(`NP 0F ${opcode} /r`, `${name}ps`, "=Vdq Wdq", handler(approximation(f, 4)), {
    aligned: true,
    vendor: "approximate",
  }),
  row(`F3 0F ${opcode} /r`, `${name}ss`, "+Vdq Wd", handler(approximation(f, 1)), { vendor: "approximate" }),
];

const COMPARE: RowOptions = { writes: "oszapc", faults: true };

export const SSE_FLOAT_ROWS: readonly Row[] = [
  ...four("51", "sqrt", squareRoot, "", "="),
  ...approximate("52", "rsqrt", reciprocalSquareRoot),
  ...approximate("53", "rcp", reciprocal),
  ...four("58", "add", (elements) => arithmetic("add", elements)),
  ...four("59", "mul", (elements) => arithmetic("mul", elements)),
  ...four("5C", "sub", (elements) => arithmetic("sub", elements)),
  ...four("5D", "min", (elements) => minimumOrMaximum("min", elements)),
  ...four("5E", "div", (elements) => arithmetic("div", elements)),
  ...four("5F", "max", (elements) => minimumOrMaximum("max", elements)),
  ...four("C2", "cmp", compareMask, " Ib"),
  row("NP 0F 2E /r", "ucomiss", "Vdq Wd", compareFlags(4, true), COMPARE),
  row("66 0F 2E /r", "ucomisd", "Vdq Wq", compareFlags(8, true), COMPARE),
  row("NP 0F 2F /r", "comiss", "Vdq Wd", compareFlags(4, false), COMPARE),
  row("66 0F 2F /r", "comisd", "Vdq Wq", compareFlags(8, false), COMPARE),

  row("F3 0F 2A /r", "cvtsi2ss", "+Vdq Ey", integerToSingle, FAULTS),
  row("F2 0F 2A /r", "cvtsi2sd", "+Vdq Ey", integerToDouble, FAULTS),
  row("F3 0F 2C /r", "cvttss2si", "=Gy Wd", toInteger("f4", true), FAULTS),
  row("F2 0F 2C /r", "cvttsd2si", "=Gy Wq", toInteger("f8", true), FAULTS),
  row("F3 0F 2D /r", "cvtss2si", "=Gy Wd", toInteger("f4", false), FAULTS),
  row("F2 0F 2D /r", "cvtsd2si", "=Gy Wq", toInteger("f8", false), FAULTS),
  row("NP 0F 5A /r", "cvtps2pd", "=Vdq Wq", widen(true), FAULTS),
  row("F3 0F 5A /r", "cvtss2sd", "+Vdq Wd", widen(false), FAULTS),
  row("66 0F 5A /r", "cvtpd2ps", "=Vdq Wdq", narrow(true), ALIGNED),
  row("F2 0F 5A /r", "cvtsd2ss", "+Vdq Wq", narrow(false), FAULTS),
  row("NP 0F 5B /r", "cvtdq2ps", "=Vdq Wdq", packedToSingles, ALIGNED),
  row("66 0F 5B /r", "cvtps2dq", "=Vdq Wdq", packedToIntegers("f4", false), ALIGNED),
  row("F3 0F 5B /r", "cvttps2dq", "=Vdq Wdq", packedToIntegers("f4", true), ALIGNED),
  row("F3 0F E6 /r", "cvtdq2pd", "=Vdq Wq", packedToDoubles),
  row("F2 0F E6 /r", "cvtpd2dq", "=Vdq Wdq", packedToIntegers("f8", false), ALIGNED),
  row("66 0F E6 /r", "cvttpd2dq", "=Vdq Wdq", packedToIntegers("f8", true), ALIGNED),

  row("NP 0F 2A /r", "cvtpi2ps", "+Vdq Qq", handler(slowFromMmx("f4")), { ...FAULTS, vendor: "mmx-entry" }),
  row("66 0F 2A /r", "cvtpi2pd", "+Vdq Qq", handler(slowFromMmx("f8")), FAULTS),
  row("NP 0F 2C /r", "cvttps2pi", "=Pq Wq", handler(slowConvert("f4", "i4", 2, "mmx", true)), FAULTS),
  row("NP 0F 2D /r", "cvtps2pi", "=Pq Wq", handler(slowConvert("f4", "i4", 2, "mmx")), FAULTS),
  row("66 0F 2C /r", "cvttpd2pi", "=Pq Wdq", handler(slowConvert("f8", "i4", 2, "mmx", true)), ALIGNED),
  row("66 0F 2D /r", "cvtpd2pi", "=Pq Wdq", handler(slowConvert("f8", "i4", 2, "mmx")), ALIGNED),
];
