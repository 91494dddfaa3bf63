/** The handlers that belong to no instruction: dropped blocks, and the ends of blocks. */
import { BLOCK_BASE, RIP } from "../layout.ts";
import type { Body } from "../wasm/module.ts";
import { I64, LOAD, STORE } from "../wasm/opcodes.ts";
import { EXIT, HANDLER, RECORD } from "./record.ts";
import { ADDRESSING, Sem } from "./sem.ts";

function emit(index: number, write: (s: Sem) => void): Body {
  const variant = { operands: [], size: 8, addressing: ADDRESSING.none, flagsDead: false, aligned: false };
  const s = new Sem(variant, () => 0);
  write(s);
  s.code.unreachable();
  return { index, bytes: s.code.finish() };
}

/** Sets RIP to the record's own address. */
function ripOfRecord(s: Sem): void {
  s.code.i32(0);
  s.readAt(BLOCK_BASE);
  s.field(LOAD.i64_16u, RECORD.offset).op(I64.add).store(STORE.i64, RIP);
}

export function commonBodies(): readonly Body[] {
  return [
    emit(HANDLER.stale, (s) => {
      ripOfRecord(s);
      s.exit(EXIT.lookup);
    }),
    emit(HANDLER.stop, (s) => {
      ripOfRecord(s);
      s.exit(EXIT.budget);
    }),
    emit(HANDLER.proceed, (s) => s.jumpLinked(RECORD.taken, () => s.nextAddress())),
  ];
}
