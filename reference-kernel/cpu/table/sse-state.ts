/** FXSAVE, FXRSTOR, LDMXCSR, STMXCSR, CLFLUSH. */
import { FXSAVE_USED, loadFxsave, MXCSR_BITS, saveFxsave } from "../fxsave.ts";
import type { Handler } from "../handler.ts";
import { MXCSR } from "../layout.ts";
import { VECTOR } from "../vectors.ts";
import { I32 } from "../wasm/opcodes.ts";
import { type Emit, handler, type Row, row } from "./form.ts";

const PIECE = 64;
const IMAGE = 512;

const fxsave: Handler = (cpu, record) => {
  if (cpu.effectiveAddress() % 16 !== 0) cpu.raise(record, VECTOR.generalProtection);
  for (let offset = 0; offset < IMAGE; offset += PIECE) cpu.writeOperand(record, PIECE, offset);
  const words = new Uint32Array(IMAGE / 4);
  const image = new Uint8Array(words.buffer);
  saveFxsave(cpu.u32, words, 0);
  for (let offset = 0; offset < FXSAVE_USED; offset += PIECE) {
    const piece = Math.min(PIECE, FXSAVE_USED - offset);
    const at = cpu.writeOperand(record, piece, offset);
    cpu.u8.set(image.subarray(offset, offset + piece), at);
    cpu.commit();
  }
};

const fxrstor: Handler = (cpu, record) => {
  if (cpu.effectiveAddress() % 16 !== 0) cpu.raise(record, VECTOR.generalProtection);
  const words = new Uint32Array(IMAGE / 4);
  const image = new Uint8Array(words.buffer);
  for (let offset = 0; offset < IMAGE; offset += PIECE) {
    const at = cpu.readOperand(record, PIECE, offset);
    image.set(cpu.u8.subarray(at, at + PIECE), offset);
  }
  if (!loadFxsave(cpu.u32, words, 0)) cpu.raise(record, VECTOR.generalProtection);
};

const ldmxcsr: Emit = (s) => {
  const value = s.local(s.read(0));
  s.code.get(value).op(I32.wrap_i64).i32(~MXCSR_BITS).op(I32.and).if();
  s.raise(VECTOR.generalProtection);
  s.code.end();
  s.writeAt(MXCSR, value, 4);
};

const stmxcsr: Emit = (s) => s.write(0, s.local(s.readAt(MXCSR, 4)));

export const SSE_STATE_ROWS: readonly Row[] = [
  row("NP 0F AE /0", "fxsave|fxsave|fxsave64", "=M512", handler(fxsave), { vendor: "pointers" }),
  row("NP 0F AE /1", "fxrstor|fxrstor|fxrstor64", "M512", handler(fxrstor)),
  row("NP 0F AE /2", "ldmxcsr", "M4", ldmxcsr, { faults: true }),
  row("NP 0F AE /3", "stmxcsr", "=M4", stmxcsr),
  // The line is only read, as far as a program can tell.
  row("NP 0F AE /7", "clflush", "M1", (s) => s.read(0).drop()),
];
