/** The whole table. */
import { ALU_ROWS } from "./alu.ts";
import { CONTROL_ROWS } from "./control.ts";
import type { Row } from "./form.ts";
import { MOV_ROWS } from "./mov.ts";
import { SYSTEM_ROWS } from "./system.ts";
import { X87_ROWS } from "./x87.ts";

export const ROWS: readonly Row[] = [...ALU_ROWS, ...MOV_ROWS, ...CONTROL_ROWS, ...SYSTEM_ROWS, ...X87_ROWS];
