/** Loads, exchanges, copies, signs and comparisons. */
import { X87 } from "../layout.ts";
import { I32, I64, LOAD, STORE, TYPE } from "../wasm/opcodes.ts";
import { Routine } from "./routine.ts";
import { OPERANDS, operands, popAsSaid, popIfSaid, pushSmaller } from "./routine-operands.ts";
import { STATUS } from "./state.ts";

/** Answers 1, and the ORDER of ST(0) to the other operand. */
export function compare(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  const { a, b } = operands(r);
  r.demandPlainOrInfinite(a);
  r.demandPlainOrInfinite(b);
  const equal = code.local(TYPE.i32);
  const less = code.local(TYPE.i32);
  const negative = code.local(TYPE.i32);
  code.get(a.signExponent).i32(15).op(I32.shr_u).set(negative);
  code.get(a.signExponent).get(b.signExponent).op(I32.xor).i32(0x8000).op(I32.and).if();
  r.isZero(a);
  r.isZero(b).op(I32.and).set(equal);
  code.get(negative).get(equal).i32(1).op(I32.xor).op(I32.and).set(less);
  code.else();
  code.get(a.sig).get(b.sig).op(I64.eq).get(a.signExponent).get(b.signExponent).op(I32.eq).op(I32.and).set(equal);
  pushSmaller(r, b, a);
  pushSmaller(r, a, b);
  code.get(negative).select().set(less).end();
  r.part(0, OPERANDS.toFlags).op(I32.eqz).if();
  code
    .get(r.status)
    .i32(~(STATUS.c0 | STATUS.c1 | STATUS.c2 | STATUS.c3))
    .op(I32.and);
  code.get(less).i32(8).op(I32.shl).op(I32.or);
  code.get(equal).i32(14).op(I32.shl).op(I32.or).set(r.status).end();
  popAsSaid(r);
  r.storeStatus();
  code.i32(1).get(equal).i32(1).op(I32.shl).op(I32.or).get(less).i32(2).op(I32.shl).op(I32.or);
  return r.finish();
}

/** Pushes what is in SLOT; parameter: its kind. */
export function push(): Uint8Array {
  const r = new Routine();
  r.code.i32(7);
  const place = r.place();
  r.demandEmpty(place);
  r.store(place, r.loadSlot(0));
  r.clearC1();
  r.push(place);
  r.storeStatus();
  r.code.i32(1);
  return r.finish();
}

/** FLD ST(i); parameter: i. */
export function pushRegister(): Uint8Array {
  const r = new Routine();
  r.part(0, 7);
  const from = r.place();
  r.demandUsed(from);
  r.code.i32(7);
  const place = r.place();
  r.demandEmpty(place);
  r.store(place, r.load(from));
  r.clearC1();
  r.push(place);
  r.storeStatus();
  r.code.i32(1);
  return r.finish();
}

/** FXCH; parameter: i. */
export function exchange(): Uint8Array {
  const r = new Routine();
  r.code.i32(0);
  const top = r.place();
  r.part(0, 7);
  const other = r.place();
  r.demandUsed(top);
  r.demandUsed(other);
  const a = r.load(top);
  r.store(top, r.load(other));
  r.store(other, a);
  r.clearC1();
  r.storeStatus();
  r.code.i32(1);
  return r.finish();
}

/** FST, FSTP ST(i); parameter: i, and POPS. */
export function storeRegister(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  code.i32(0);
  const top = r.place();
  r.demandUsed(top);
  r.part(0, 7);
  const to = r.place();
  r.store(to, r.load(top));
  r.markUsed(to);
  r.clearC1();
  popIfSaid(r);
  r.storeStatus();
  code.i32(1);
  return r.finish();
}

/** FCHS and FABS; parameter: what is taken of sign and exponent, shifted by 16: what is flipped. */
export function sign(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  code.i32(0);
  const top = r.place();
  r.demandUsed(top);
  code
    .get(top)
    .get(top)
    .load(LOAD.i32_16u, X87 + 8);
  r.part(0, 0xffff).op(I32.and);
  r.part(16, 0xffff)
    .op(I32.xor)
    .store(STORE.i32_16, X87 + 8);
  r.clearC1();
  r.storeStatus();
  code.i32(1);
  return r.finish();
}
