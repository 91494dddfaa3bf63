/** The processor's description as a library: for the processor check and other tools that need the instruction table. */
export { Random } from "./core/random.ts";
export { Decoder } from "./cpu/decode.ts";
export { disassemble } from "./cpu/disassemble.ts";
export { EVERYTHING_HOT, NOTHING_HOT } from "./cpu/machine.ts";
export { ROWS } from "./cpu/table/all.ts";
export { type CompiledRow, compileTable, PREFIX } from "./cpu/table/compile.ts";
export type { Row } from "./cpu/table/form.ts";
export { isModrmOperand, type OperandSpec, sizeInBytes } from "./cpu/table/operands.ts";
