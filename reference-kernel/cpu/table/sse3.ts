/** SSE3: horizontal and alternating arithmetic, moves that duplicate, FISTTP. */
import { addSubtract, horizontal } from "../sse/horizontal.ts";
import { PD, PS } from "../sse/slow-arithmetic.ts";
import { TYPE, V128 } from "../wasm/opcodes.ts";
import * as move from "../x87/load-store.ts";
import { x87 } from "../x87/run.ts";
import type { X87Operation } from "../x87/state.ts";
import { type Emit, handler, type Row, row } from "./form.ts";

/** The operand's bytes in another order. */
const arrange =
  (order: readonly number[]): Emit =>
  (s) => {
    s.readVector(1);
    const vector = s.keep(TYPE.v128);
    s.code.get(vector).get(vector).simdBytes(V128.shuffle, order);
    s.writeVector(0, s.keep(TYPE.v128));
  };
const lowTwice = arrange([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]);
const evenTwice = arrange([0, 1, 2, 3, 0, 1, 2, 3, 8, 9, 10, 11, 8, 9, 10, 11]);
const oddTwice = arrange([4, 5, 6, 7, 4, 5, 6, 7, 12, 13, 14, 15, 12, 13, 14, 15]);
const load: Emit = (s) => {
  s.readVector(1);
  s.writeVector(0, s.keep(TYPE.v128));
};

const ALIGNED = { aligned: true };
const FAULTS = { faults: true, aligned: true };
const truncate = (encoding: string, bytes: number, operation: X87Operation): Row =>
  row(encoding, "fisttp", `=M${bytes}`, handler(x87(operation, { writes: bytes })));

export const SSE3_ROWS: readonly Row[] = [
  row("F2 0F 12 /r", "movddup", "=Vdq Wq", lowTwice),
  row("F3 0F 12 /r", "movsldup", "=Vdq Wdq", evenTwice, ALIGNED),
  row("F3 0F 16 /r", "movshdup", "=Vdq Wdq", oddTwice, ALIGNED),
  row("F2 0F F0 /r", "lddqu", "=Vdq M16", load),
  row("66 0F 7C /r", "haddpd", "+Vdq Wdq", horizontal(false, PD), FAULTS),
  row("F2 0F 7C /r", "haddps", "+Vdq Wdq", horizontal(false, PS), FAULTS),
  row("66 0F 7D /r", "hsubpd", "+Vdq Wdq", horizontal(true, PD), FAULTS),
  row("F2 0F 7D /r", "hsubps", "+Vdq Wdq", horizontal(true, PS), FAULTS),
  row("66 0F D0 /r", "addsubpd", "+Vdq Wdq", addSubtract(PD), FAULTS),
  row("F2 0F D0 /r", "addsubps", "+Vdq Wdq", addSubtract(PS), FAULTS),
  truncate("DF /1", 2, move.fisttp16),
  truncate("DB /1", 4, move.fisttp32),
  truncate("DD /1", 8, move.fisttp64),
];
