/**
 * The x87's common operations as WebAssembly functions in the table (HANDLER.x87): what they take in their parameter is
 * said beside each. quick.ts calls them, routine.ts says which cases they decline.
 */
import { HANDLER } from "../emit/record.ts";
import type { Routine } from "../table/form.ts";
import { add, divide, multiply } from "./routine-arithmetic.ts";
import { compare, exchange, push, pushRegister, sign, storeRegister } from "./routine-registers.ts";
import { store } from "./routine-store.ts";

const at = (place: number, make: () => Uint8Array): Routine => ({ index: HANDLER.x87 + place, make });

export const ROUTINE = {
  add: at(0, add),
  multiply: at(1, multiply),
  divide: at(2, divide),
  compare: at(3, compare),
  push: at(4, push),
  pushRegister: at(5, pushRegister),
  exchange: at(6, exchange),
  storeRegister: at(7, storeRegister),
  sign: at(8, sign),
  store: at(9, store),
} as const;
