/** The whole table. */
import { ALU_ROWS } from "./alu.ts";
import { BIT_ROWS } from "./bits.ts";
import { CONTROL_ROWS } from "./control.ts";
import { DESCRIPTOR_ROWS } from "./descriptors.ts";
import { FLAG_ROWS } from "./flags.ts";
import type { Row } from "./form.ts";
import { MOV_ROWS } from "./mov.ts";
import { MULTIPLY_ROWS } from "./multiply.ts";
import { PACKED_ROWS } from "./packed.ts";
import { SEGMENT_ROWS } from "./segment.ts";
import { SHIFT_ROWS } from "./shift.ts";
import { SSE_FLOAT_ROWS } from "./sse-float.ts";
import { SSE_MOVE_ROWS } from "./sse-move.ts";
import { SSE_STATE_ROWS } from "./sse-state.ts";
import { SSE3_ROWS } from "./sse3.ts";
import { STRING_ROWS } from "./string.ts";
import { SYSTEM_ROWS } from "./system.ts";
import { X87_ROWS } from "./x87.ts";

export const ROWS: readonly Row[] = [
  ...ALU_ROWS,
  ...MOV_ROWS,
  ...CONTROL_ROWS,
  ...SHIFT_ROWS,
  ...MULTIPLY_ROWS,
  ...BIT_ROWS,
  ...FLAG_ROWS,
  ...STRING_ROWS,
  ...SYSTEM_ROWS,
  ...SEGMENT_ROWS,
  ...DESCRIPTOR_ROWS,
  ...X87_ROWS,
  ...SSE_MOVE_ROWS,
  ...PACKED_ROWS,
  ...SSE_FLOAT_ROWS,
  ...SSE_STATE_ROWS,
  ...SSE3_ROWS,
];
