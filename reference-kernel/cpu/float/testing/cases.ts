/** Operands and control words on which the arithmetic is compared with the real processor. */

export interface Case {
  readonly operation: string;
  /** x87 control word or MXCSR. */
  readonly control: number;
  readonly a: readonly [signExponent: number, sig: bigint];
  readonly b: readonly [signExponent: number, sig: bigint];
}

export const X87_OPERATIONS = [
  ..."fadd fsub fmul fdiv fsqrt frndint fxtract fprem fprem1 fscale fcom fucom ftst".split(" "),
  ..."fld32 fld64 fild16 fild32 fild64 fbld fst32 fst64 fist16 fist32 fist64 fbstp".split(" "),
];

export const SSE_OPERATIONS = [
  ..."addss subss mulss divss minss maxss sqrtss cvtss2sd cmpltss cmpeqss cmpnless comiss ucomiss".split(" "),
  ..."addsd subsd mulsd divsd minsd maxsd sqrtsd cvtsd2ss cmpltsd cmpeqsd cmpunordsd comisd ucomisd".split(" "),
  ..."cvtsi2ss32 cvtsi2ss64 cvtsi2sd32 cvtsi2sd64 cvtss2si32 cvtss2si64 cvttss2si32 cvttss2si64".split(" "),
  ..."cvtsd2si32 cvtsd2si64 cvttsd2si32 cvttsd2si64".split(" "),
];

/** A small generator (mulberry32), so that a seed names the cases. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** An integer in [0, 2^32). */
  word(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  below(n: number): number {
    return this.word() % n;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error("pick from an empty list");
    return item;
  }

  bits64(): bigint {
    return (BigInt(this.word()) << 32n) | BigInt(this.word());
  }
}

/** A fraction of `bits` bits: random, sparse, nearly all ones, or a short one, so that ties and exact results are common. */
function fraction(random: Random, bits: number): bigint {
  const mask = (1n << BigInt(bits)) - 1n;
  const any = random.bits64() & mask;
  switch (random.below(6)) {
    case 0:
      return 0n;
    case 1:
      return mask - (BigInt(random.below(4)) & mask);
    case 2:
      return BigInt(random.below(4)) & mask;
    case 3:
      return (any << BigInt(random.below(bits))) & mask;
    case 4:
      return (1n << BigInt(random.below(bits))) | (random.below(2) === 0 ? 1n : 0n);
    default:
      return any;
  }
}

/** A biased exponent of a format with largest biased exponent `top`: near one, at the ends, or anywhere. */
function exponent(random: Random, top: number): number {
  const bias = (top - 1) / 2;
  switch (random.below(8)) {
    case 0:
      return random.pick([0, 0, 1, 2, top - 1, top - 2, top, top]);
    case 1:
      return random.below(top + 1);
    case 2:
      return Math.min(top, random.below(70));
    case 3:
      return Math.max(0, top - random.below(70));
    default:
      return Math.min(top, Math.max(0, bias - 70 + random.below(140)));
  }
}

export function operand32(random: Random): bigint {
  const sign = BigInt(random.below(2)) << 31n;
  return sign | (BigInt(exponent(random, 255)) << 23n) | (fraction(random, 23) & 0x7fffffn);
}

export function operand64(random: Random): bigint {
  const sign = BigInt(random.below(2)) << 63n;
  return sign | (BigInt(exponent(random, 2047)) << 52n) | (fraction(random, 52) & 0xf_ffff_ffff_ffffn);
}

export function operand80(random: Random): [number, bigint] {
  const biased = exponent(random, 0x7fff);
  const integer = random.below(24) === 0 ? random.below(2) === 1 : biased !== 0;
  const sig = (integer ? 1n << 63n : 0n) | (fraction(random, 63) & ((1n << 63n) - 1n));
  return [(random.below(2) << 15) | biased, sig];
}

function integer(random: Random): bigint {
  const value = random.bits64() >> BigInt(random.below(64));
  return random.below(2) === 0 ? value : BigInt.asUintN(64, -value);
}

function operandFor(random: Random, operation: string): [number, bigint] {
  if (operation.startsWith("fild") || operation.startsWith("cvtsi2")) return [0, integer(random)];
  if (operation === "fbld") {
    let digits = 0n;
    for (let i = 0; i < 16; i++) digits = (digits << 4n) | BigInt(random.below(10));
    return [(random.below(2) << 15) | (random.below(10) << 4) | random.below(10), digits];
  }
  if (operation === "fld32") return [0, operand32(random)];
  if (operation === "fld64") return [0, operand64(random)];
  if (operation.startsWith("f")) return operand80(random);
  return [
    0,
    /ss$|cvtt?ss2/.test(operation) && !operation.startsWith("cvtsd2ss") ? operand32(random) : operand64(random),
  ];
}

/** `unmasked`: one in so many cases has exceptions unmasked. */
export function makeCase(random: Random, operation: string, unmasked = 8): Case {
  const x87 = operation.startsWith("f");
  const rounding = random.below(3) === 0 ? random.below(4) : 0;
  const masks = random.below(unmasked) === 0 ? random.below(64) : 63;
  const control = x87
    ? 0x40 | masks | (random.pick([0, 2, 3, 3, 3]) << 8) | (rounding << 10)
    : (masks << 7) | (rounding << 13) | (random.below(6) === 0 ? random.pick([0x40, 0x8000, 0x8040]) : 0);
  const a = operandFor(random, operation);
  let b = operandFor(random, operation);
  // Operands that are near each other, for cancellation and equality.
  if (random.below(6) === 0) b = [a[0] ^ (random.below(2) << 15), a[1] ^ BigInt(random.below(4))];
  return { operation, control, a, b };
}

export function formatCase(c: Case): string {
  const hex = (n: number | bigint): string => n.toString(16);
  return `${c.operation} ${hex(c.control)} ${hex(c.a[0])} ${hex(c.a[1])} ${hex(c.b[0])} ${hex(c.b[1])}`;
}
