/** Arithmetic with 128 bits, of which WebAssembly has none. Values are i64 locals. */
import type { Code } from "../wasm/code.ts";
import { I32, I64, TYPE } from "../wasm/opcodes.ts";

/** Pushes (i64) the upper half of the product of two locals. */
export function productHigh(code: Code, a: number, b: number): Code {
  const low = (local: number): Code => code.get(local).low32();
  const high = (local: number): Code => code.get(local).i64(32).op(I64.shr_u);
  const first = code.local(TYPE.i64);
  const second = code.local(TYPE.i64);
  low(a);
  low(b).op(I64.mul).i64(32).op(I64.shr_u);
  high(a);
  low(b).op(I64.mul).op(I64.add).set(first);
  low(first);
  low(a);
  high(b).op(I64.mul).op(I64.add).set(second);
  high(a);
  high(b).op(I64.mul);
  high(first).op(I64.add);
  return high(second).op(I64.add);
}

/**
 * Divides high × 2^64 + low by a divisor whose top bit is set, and that is greater than `high`: two digits of 32 bits,
 * each estimated by the divisor's upper half and corrected at most twice (Knuth, volume 2, 4.3.1, algorithm D).
 * @returns locals with the quotient and the remainder
 */
export function divideNormalised(
  code: Code,
  high: number,
  low: number,
  divisor: number,
): { readonly quotient: number; readonly remainder: number } {
  const upper = code.local(TYPE.i64);
  const lower = code.local(TYPE.i64);
  const quotient = code.local(TYPE.i64);
  const remainder = code.local(TYPE.i64);
  const digit = code.local(TYPE.i64);
  const rest = code.local(TYPE.i64);
  code.get(divisor).i64(32).op(I64.shr_u).set(upper).get(divisor).low32().set(lower);
  code.get(high).set(remainder).i64(0).set(quotient);
  const next = (pushDigit: () => void): void => {
    code.get(remainder).get(upper).op(I64.div_u).set(digit);
    code.get(remainder).get(digit).get(upper).op(I64.mul).op(I64.sub).set(rest);
    code.block().loop();
    // Too large: the digit has 33 bits, or its product with the divisor's lower half exceeds what is left.
    code.get(digit).i64(32).op(I64.shr_u).i64(0).op(I64.ne);
    code.get(digit).get(lower).op(I64.mul).get(rest).i64(32).op(I64.shl);
    pushDigit();
    code.op(I64.or).op(I64.gt_u).op(I32.or).op(I32.eqz).brIf(1);
    code.get(digit).i64(1).op(I64.sub).set(digit);
    code.get(rest).get(upper).op(I64.add).tee(rest).i64(32).op(I64.shr_u).op(I64.eqz).brIf(0);
    code.end().end();
    code.get(remainder).i64(32).op(I64.shl);
    pushDigit();
    code.op(I64.or).get(digit).get(divisor).op(I64.mul).op(I64.sub).set(remainder);
    code.get(quotient).i64(32).op(I64.shl).get(digit).op(I64.add).set(quotient);
  };
  next(() => code.get(low).i64(32).op(I64.shr_u));
  next(() => code.get(low).low32());
  return { quotient, remainder };
}
