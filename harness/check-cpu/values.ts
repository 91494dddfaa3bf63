/** Operands that find mistakes: edges first, random bits for the rest. */
import type { Random } from "../../reference-kernel/processor.ts";

const edges64: readonly bigint[] = [
  0n,
  1n,
  2n,
  7n,
  0x7fn,
  0x80n,
  0xffn,
  0x100n,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x1_0000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0xffff_ffff_ffff_ffffn,
  0xffff_ffff_ffff_fffen,
  0xffff_ffff_8000_0000n,
  0x5555_5555_5555_5555n,
  0xaaaa_aaaa_aaaa_aaaan,
];

const doubles: readonly number[] = [
  0,
  -0,
  1,
  -1,
  1.5,
  -2.5,
  0.1,
  1e-310,
  -5e-324,
  Number.MIN_VALUE,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  2147483647,
  2147483648,
  -2147483648,
  -2147483649,
  4294967296.5,
  9.223372036854775e18,
  9.223372036854776e18,
  1e300,
  3.4028234663852886e38,
  1.1754943508222875e-38,
  1e-45,
  0.5,
  65504,
];

const scratch = new DataView(new ArrayBuffer(8));

const bitsOfDouble = (value: number): bigint => {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
};

const bitsOfFloat = (value: number): bigint => {
  scratch.setFloat32(0, value);
  return BigInt(scratch.getUint32(0));
};

/** Signalling and quiet NaNs with a payload, in both sizes. */
const oddDoubles = [0x7ff0_0000_0000_0001n, 0xfff8_1234_5678_9abcn, 0x7ff4_0000_0000_0000n];
const oddFloats = [0x7f80_0001n, 0xffc1_2345n, 0x7fa0_0000n];

export const pick = <T>(random: Random, items: readonly T[]): T => items[random.below(items.length)] as T;

export const bits64 = (random: Random): bigint => (BigInt(random.next()) << 32n) | BigInt(random.next());

/** 64 bits for integer instructions. */
export const integer = (random: Random): bigint => {
  const kind = random.below(8);
  if (kind < 3) return pick(random, edges64);
  if (kind < 5) return bits64(random) >> BigInt(random.below(64));
  return bits64(random);
};

/** 64 bits for vector registers: doubles, pairs of floats, or integers. */
export const vectorHalf = (random: Random): bigint => {
  switch (random.below(5)) {
    case 0:
      return random.below(6) === 0 ? pick(random, oddDoubles) : bitsOfDouble(pick(random, doubles));
    case 1:
      return bitsOfDouble((random.next() - 2 ** 31) * 2 ** (random.below(80) - 40));
    case 2:
    case 3: {
      const float = (): bigint => {
        const kind = random.below(8);
        if (kind === 0) return pick(random, oddFloats);
        if (kind < 4) return bitsOfFloat(pick(random, doubles));
        return bitsOfFloat((random.next() - 2 ** 31) * 2 ** (random.below(80) - 40));
      };
      return (float() << 32n) | float();
    }
    default:
      return integer(random);
  }
};

/** Sign and exponent, and significand, of an 80-bit number: usual ones, edges and patterns that are no numbers. */
export const extended = (random: Random): { readonly head: number; readonly significand: bigint } => {
  const sign = random.below(2) << 15;
  const top = 1n << 63n;
  switch (random.below(12)) {
    case 0:
      return { head: sign, significand: 0n };
    case 1:
      return { head: sign | 0x7fff, significand: top };
    case 2:
      return { head: sign | 0x7fff, significand: top | (1n << 62n) | (bits64(random) >> 3n) };
    case 3:
      return { head: sign | 0x7fff, significand: top | (bits64(random) >> 4n) | 1n };
    case 4:
      return { head: sign, significand: bits64(random) >> BigInt(1 + random.below(63)) };
    case 5:
      return { head: sign | (1 + random.below(0x7ffe)), significand: top | bits64(random) };
    case 6:
      return {
        head: sign | (0x3fff + random.below(64)),
        significand: (top | bits64(random)) & ~((1n << BigInt(random.below(64))) - 1n),
      };
    case 7:
      return { head: sign | 0x3fff, significand: top };
    case 8:
      return random.below(4) === 0
        ? { head: sign | (1 + random.below(0x7ffe)), significand: bits64(random) >> 1n }
        : { head: sign | 0x3ffe, significand: top | bits64(random) };
    default:
      return { head: sign | (0x3fff - 40 + random.below(100)), significand: top | bits64(random) };
  }
};
