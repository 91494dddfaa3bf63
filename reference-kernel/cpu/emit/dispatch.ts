/** The handlers that belong to no instruction: finding the next block, and the ends of blocks. */
import { BLOCK_BASE, JUMP_CACHE, LINK_SLOT, RIP } from "../layout.ts";
import type { Body } from "../wasm/module.ts";
import { I32, I64, LOAD, STORE, TYPE } from "../wasm/opcodes.ts";
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

/** Pushes the index of an address in the jump cache, in bytes. The same as `jumpCacheSlot` in spaces.ts. */
function pushSlot(s: Sem, rip: number): void {
  const { code } = s;
  code.get(rip).get(rip).i64(6).op(I64.shr_u).op(I64.xor).op(I32.wrap_i64);
  code.i32(0x3ff).op(I32.and).i32(4).op(I32.shl);
}

export function DISPATCHER_BODIES(): readonly Body[] {
  return [
    emit(HANDLER.dispatch, (s) => {
      const { code } = s;
      const rip = s.local(s.readAt(RIP));
      const entry = code.local(TYPE.i32);
      // With a link to make, TypeScript must find the block in any case.
      code.loadAt(LOAD.i32, LINK_SLOT).if();
      s.exit(EXIT.lookup);
      code.end();
      pushSlot(s, rip);
      code.loadAt(LOAD.i32, JUMP_CACHE).op(I32.add).tee(entry).load(LOAD.i64).get(rip).op(I64.ne).if();
      s.exit(EXIT.lookup);
      code.end();
      code.i32(0).get(rip).i64(-4096).op(I64.and).store(STORE.i64, BLOCK_BASE);
      code.get(entry).load(LOAD.i32, 8);
      s.enterBlock(s.keep(TYPE.i32));
    }),
    emit(HANDLER.stale, (s) => {
      ripOfRecord(s);
      s.code.i32(0).i32(0).store(STORE.i32, LINK_SLOT);
      s.exit(EXIT.lookup);
    }),
    emit(HANDLER.stop, (s) => {
      ripOfRecord(s);
      s.exit(EXIT.budget);
    }),
    emit(HANDLER.proceed, (s) => s.jumpLinked(RECORD.taken, () => s.nextAddress())),
  ];
}
