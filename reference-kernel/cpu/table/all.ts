/** The whole table. */
import { ALU_ROWS } from "./alu.ts";
import type { Row } from "./form.ts";

export const ROWS: readonly Row[] = [...ALU_ROWS];
