/** FST, FSTP and FIST(P) to memory: what is stored is rounded to its kind. */
import { I32, I64, STORE, TYPE } from "../wasm/opcodes.ts";
import { type Extended, KIND, Routine, SLOT } from "./routine.ts";
import { BIAS, popIfSaid, pushRoundsUp } from "./routine-operands.ts";

/** Puts ST(0) into SLOT, rounded to a kind; parameter: the kind, and POPS. */
export function store(): Uint8Array {
  const r = new Routine();
  const { code } = r;
  code.i32(0);
  const top = r.place();
  r.demandUsed(top);
  const x = r.load(top);
  const kind = code.local(TYPE.i32);
  const up = code.local(TYPE.i32);
  const inexact = code.local(TYPE.i32);
  const result = code.local(TYPE.i64);
  r.part(0, 7).tee(kind).op(I32.eqz).if();
  code
    .i32(0)
    .get(x.signExponent)
    .store(STORE.i32_16, SLOT + 8);
  code.get(x.sig).set(result);
  code.else();
  const rounding = r.demandRounding();
  r.demandPlain(x);
  code.get(kind).i32(KIND.i64).op(I32.ge_u).if();
  toInteger(r, x, rounding, kind, { up, inexact, result });
  code.else();
  // Only integers are rounded towards zero here.
  code.get(rounding);
  r.declineIf();
  code.get(kind).i32(KIND.double).op(I32.eq).if();
  toBinary(r, x, 64, 11, { up, inexact, result });
  code.else();
  toBinary(r, x, 32, 8, { up, inexact, result });
  code.end().end().end();
  code.i32(0).get(result).store(STORE.i64, SLOT);
  r.noteRounding(up, inexact);
  popIfSaid(r);
  r.storeStatus();
  code.i32(1);
  return r.finish();
}

/** Locals that a conversion sets: what was done in rounding (i32), and the bits (i64). */
interface Stored {
  readonly up: number;
  readonly inexact: number;
  readonly result: number;
}

/** To an integer that fits into the kind's size. */
function toInteger(r: Routine, x: Extended, rounding: number, kind: number, { up, inexact, result }: Stored): void {
  const { code } = r;
  const exponent = code.local(TYPE.i32);
  const below = code.local(TYPE.i64);
  r.exponent(x).i32(BIAS).op(I32.sub).tee(exponent).i32(63).op(I32.ge_s);
  r.declineIf();
  code.get(exponent).i32(-1).op(I32.lt_s).if();
  code.i64(0).set(result);
  code.get(x.sig).i64(0).op(I64.ne).op(I64.extend_i32_u).set(below);
  code.else();
  code.get(x.sig).i64(1).op(I64.shr_u).i32(62).get(exponent).op(I32.sub).op(I64.extend_i32_u).op(I64.shr_u).set(result);
  code.get(x.sig).get(exponent).i32(1).op(I32.add).op(I64.extend_i32_u).op(I64.shl).set(below);
  code.end();
  pushRoundsUp(r, result, below);
  code.get(rounding).op(I32.eqz).op(I32.and).set(up);
  code.get(below).i64(0).op(I64.ne).set(inexact);
  code.get(result).get(up).op(I64.extend_i32_u).op(I64.add).tee(result).i64(0).op(I64.lt_s);
  r.declineIf();
  code.i64(0).get(result).op(I64.sub).get(result);
  code.get(x.signExponent).i32(0x8000).op(I32.and).select().set(result);
  for (const [narrow, extend] of [
    [KIND.i32, I64.extend32_s],
    [KIND.i16, I64.extend16_s],
  ] as const) {
    code.get(kind).i32(narrow).op(I32.eq).get(result).op(extend).get(result).op(I64.ne).op(I32.and);
    r.declineIf();
  }
}

/** To a normal number or zero of a shorter format. */
function toBinary(r: Routine, x: Extended, width: number, exponentBits: number, stored: Stored): void {
  const { code } = r;
  const { up, inexact, result } = stored;
  const most = (1 << exponentBits) - 1;
  const fraction = width - 1 - exponentBits;
  const drop = 63 - fraction;
  const exponent = code.local(TYPE.i32);
  const below = code.local(TYPE.i64);
  code.i64(0).set(result).i32(0).set(up).i32(0).set(inexact);
  r.isNormal(x).if();
  r.exponent(x)
    .i32(BIAS - (most >> 1))
    .op(I32.sub)
    .tee(exponent)
    .i32(1)
    .op(I32.lt_s);
  code.get(exponent).i32(most).op(I32.ge_s).op(I32.or);
  r.declineIf();
  code.get(x.sig).i64(drop).op(I64.shr_u).set(result);
  code
    .get(x.sig)
    .i64(64 - drop)
    .op(I64.shl)
    .set(below);
  pushRoundsUp(r, result, below);
  code.set(up).get(below).i64(0).op(I64.ne).set(inexact);
  // The leading bit adds one to the exponent, and a carry out of the fraction another.
  code.get(exponent).i32(1).op(I32.sub).op(I64.extend_i32_u).i64(fraction).op(I64.shl);
  code.get(result).op(I64.add).get(up).op(I64.extend_i32_u).op(I64.add).tee(result);
  code.i64(fraction).op(I64.shr_u).i64(most).op(I64.ge_u);
  r.declineIf();
  code.end();
  code.get(x.signExponent).i32(15).op(I32.shr_u).op(I64.extend_i32_u);
  code
    .i64(width - 1)
    .op(I64.shl)
    .get(result)
    .op(I64.or)
    .set(result);
}
