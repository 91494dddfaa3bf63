/** Compares the transcendental functions with the processor: flags exactly, results within `ULPS` of each other. */
import { setControlWord, x87Environment } from "../format.ts";
import { settle } from "../settle.ts";
import { atan2, cos, exp2Minus1, isOutOfAngleRange, sin, tan, yLog2, yLog2Plus1 } from "../transcendental.ts";
import { pack80, unpack80, type Value } from "../value.ts";
import { type Case, formatCase, makeCase, operand80, type Random } from "./cases.ts";

export const TRANSCENDENTAL = "fsin fcos fptan f2xm1 fyl2x fyl2xp1 fpatan".split(" ");
/** The processors promise one; ours adds half of one. */
const ULPS = 2n;

/** Operands within the range that the instruction promises to handle. */
export function makeTranscendentalCase(random: Random, operation: string): Case {
  const c = makeCase(random, operation, 20);
  const clamp = (limit: number): readonly [number, bigint] => {
    const [signExponent, sig] = operand80(random);
    const biased = signExponent & 0x7fff;
    return biased >= limit && biased !== 0x7fff
      ? [(signExponent & 0x8000) | (limit - 1 - (biased & 15)), sig]
      : [signExponent, sig];
  };
  if (operation === "f2xm1") return { ...c, a: clamp(0x3fff) };
  if (operation === "fyl2xp1") return { ...c, a: clamp(0x3ffd) };
  return c;
}

function evaluate(c: Case): { value: Value; flags: number; outOfRange: boolean; suppressed: boolean } {
  const env = x87Environment();
  setControlWord(env, c.control);
  const a = unpack80(...c.a);
  const b = unpack80(...c.b);
  if (/^f(sin|cos|ptan)$/.test(c.operation) && isOutOfAngleRange(a)) {
    return { value: a, flags: 0, outOfRange: true, suppressed: false };
  }
  const functions: Readonly<Record<string, () => Value>> = {
    fsin: () => sin(env, a),
    fcos: () => cos(env, a),
    fptan: () => tan(env, a),
    f2xm1: () => exp2Minus1(env, a),
    fyl2x: () => yLog2(env, b, a),
    fyl2xp1: () => yLog2Plus1(env, b, a),
    fpatan: () => atan2(env, b, a),
  };
  const value = functions[c.operation]?.();
  if (value === undefined) throw new Error(c.operation);
  const flags = settle(env);
  return { value, flags, outOfRange: false, suppressed: (flags & ~env.masks & 7) !== 0 };
}

export function transcendentalDifference(c: Case, line: string): string | null {
  const fields = line.split(" ");
  const status = Number.parseInt(fields[4] ?? "", 16);
  const ours = evaluate(c);
  const { signExponent, sig } = pack80(ours.value);
  // FPTAN pushes 1.0; the tangent is the second result.
  const second = c.operation === "fptan" && !ours.outOfRange && ours.value.kind < 3;
  const [theirSign, theirSig] = second ? [fields[2], fields[3]] : [fields[0], fields[1]];
  const position = (se: number, s: bigint): bigint => (BigInt(se & 0x7fff) << 63n) + (s & ((1n << 63n) - 1n));
  const theirs = Number.parseInt(theirSign ?? "", 16);
  const gap = position(signExponent, sig) - position(theirs, BigInt(`0x${theirSig}`));
  const near = ours.suppressed || ((gap < 0n ? -gap : gap) <= ULPS && (theirs & 0x8000) === (signExponent & 0x8000));
  const sameStatus = (status & 0x3f) === ours.flags && ((status & 0x400) !== 0) === ours.outOfRange;
  if (near && sameStatus) return null;
  const hex = (n: number | bigint): string => n.toString(16);
  return `${formatCase(c)}\n    processor ${theirSign} ${theirSig} ${hex(status & 0x43f)}\n    ours      ${hex(signExponent)} ${hex(sig)} ${hex(ours.flags)}`;
}
