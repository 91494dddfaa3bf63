/** Our answer to a case, in the words of the oracle's output line. */
import { add, divide, multiply, squareRoot, subtract } from "../arithmetic.ts";
import { compare, EQUAL, LESS, maximumTakesFirst, minimumTakesFirst, UNORDERED } from "../compare.ts";
import {
  convertFormat,
  fromInteger,
  fromPackedDecimal,
  roundToIntegral,
  storeFormat,
  toInteger,
  toPackedDecimal,
} from "../convert.ts";
import {
  BINARY32,
  BINARY64,
  EXTENDED80,
  type FloatEnv,
  INEXACT,
  setControlWord,
  setMxcsr,
  sseEnvironment,
  x87Environment,
} from "../format.ts";
import { extract, remainder, scale } from "../remainder.ts";
import { settle } from "../settle.ts";
import {
  makeZero,
  NAN,
  pack32,
  pack64,
  pack80,
  UNSUPPORTED,
  unpack32,
  unpack64,
  unpack80,
  type Value,
} from "../value.ts";
import type { Case } from "./cases.ts";

export interface Answer {
  /** First and second result; null where an unmasked exception leaves none. */
  readonly results: readonly string[] | null;
  /** Exception flags, and for x87 the condition codes that the operation defines. */
  readonly status: number;
}

const C0 = 0x100;
const C1 = 0x200;
const C2 = 0x400;
const C3 = 0x4000;

const hex80 = (value: Value): string => {
  const bits = pack80(value);
  return `${bits.signExponent.toString(16)} ${bits.sig.toString(16)}`;
};
const low = (bits: bigint): string => `0 ${bits.toString(16)}`;

function bytesOf(c: Case): Uint8Array {
  const view = new DataView(new ArrayBuffer(10));
  view.setBigUint64(0, c.a[1], true);
  view.setUint16(8, c.a[0], true);
  return new Uint8Array(view.buffer);
}

/** Which condition codes of the status word are compared. */
export function comparedStatus(operation: string): number {
  if (!operation.startsWith("f")) return 0x3f;
  if (/^f(prem1?|u?com|tst)$/.test(operation)) return 0x3f | C0 | C1 | C2 | C3;
  return 0x3f | C1;
}

function orderCodes(order: number): number {
  return order === UNORDERED ? C0 | C2 | C3 : order === LESS ? C0 : order === EQUAL ? C3 : 0;
}

function answerX87(c: Case): Answer {
  const env = x87Environment();
  setControlWord(env, c.control);
  const a = unpack80(...c.a);
  const b = unpack80(...c.b);
  let codes = 0;
  let results: string[];
  const one = (value: Value): string[] => [hex80(value)];
  const stored = (bits: bigint): string[] => [low(bits)];
  switch (c.operation) {
    case "fadd":
      results = one(add(env, env.precision, a, b));
      break;
    case "fsub":
      results = one(subtract(env, env.precision, a, b));
      break;
    case "fmul":
      results = one(multiply(env, env.precision, a, b));
      break;
    case "fdiv":
      results = one(divide(env, env.precision, a, b));
      break;
    case "fsqrt":
      results = one(squareRoot(env, env.precision, a));
      break;
    case "frndint":
      results = one(roundToIntegral(env, a));
      break;
    case "fscale":
      results = one(scale(env, a, b));
      break;
    case "fxtract": {
      const { exponent, significand } = extract(env, a);
      results = [hex80(significand), hex80(exponent)];
      break;
    }
    case "fprem":
    case "fprem1": {
      const { value, quotient, partial } = remainder(env, a, b, c.operation === "fprem1");
      if (partial) codes = C2;
      else if (quotient !== null) codes = (quotient & 4 ? C0 : 0) | (quotient & 2 ? C3 : 0) | (quotient & 1 ? C1 : 0);
      env.roundedUp = false;
      results = one(value);
      break;
    }
    case "fcom":
    case "fucom":
    case "ftst":
      codes = orderCodes(compare(env, a, c.operation === "ftst" ? makeZero(0) : b, c.operation === "fucom"));
      results = [];
      break;
    case "fld32":
      results = one(convertFormat(env, EXTENDED80, unpack32(env, Number(c.a[1] & 0xffffffffn))));
      break;
    case "fld64":
      results = one(convertFormat(env, EXTENDED80, unpack64(env, c.a[1])));
      break;
    case "fild16":
      results = one(fromInteger(env, EXTENDED80, BigInt.asIntN(16, c.a[1])));
      break;
    case "fild32":
      results = one(fromInteger(env, EXTENDED80, BigInt.asIntN(32, c.a[1])));
      break;
    case "fild64":
      results = one(fromInteger(env, EXTENDED80, BigInt.asIntN(64, c.a[1])));
      break;
    case "fbld":
      results = one(fromPackedDecimal(bytesOf(c)));
      break;
    case "fst32":
      results = stored(BigInt(pack32(storeFormat(env, BINARY32, a))));
      break;
    case "fst64":
      results = stored(pack64(storeFormat(env, BINARY64, a)));
      break;
    case "fist16":
    case "fist32":
    case "fist64": {
      const bits = Number(c.operation.slice(4));
      results = stored(BigInt.asUintN(bits, toInteger(env, a, bits)));
      break;
    }
    case "fbstp": {
      const view = new DataView(toPackedDecimal(env, a).buffer);
      results = [`${view.getUint16(8, true).toString(16)} ${view.getBigUint64(0, true).toString(16)}`];
      break;
    }
    default:
      throw new Error(c.operation);
  }
  const flags = settle(env);
  if (env.roundedUp && (flags & INEXACT) !== 0) codes |= C1;
  const stores = /^f(st|ist|bst)/.test(c.operation);
  const unmasked = flags & ~env.masks;
  if (unmasked & 7 && c.operation.startsWith("fprem")) codes = 0;
  const suppressed = (unmasked & (stores ? 0x1f : 7)) !== 0;
  return { results: suppressed ? null : results, status: flags | codes };
}

function answerSse(c: Case): Answer {
  const env: FloatEnv = sseEnvironment();
  setMxcsr(env, c.control);
  const single = /ss$|ss2/.test(c.operation) && !c.operation.startsWith("cvtsd2ss") && !c.operation.startsWith("cvtsi");
  const format = single ? BINARY32 : BINARY64;
  const unpack = (bits: bigint): Value => (single ? unpack32(env, Number(bits & 0xffffffffn)) : unpack64(env, bits));
  const a = unpack(c.a[1]);
  const b = unpack(c.b[1]);
  // A scalar single result leaves the upper half of the register as it was.
  const merge = (bits: number): bigint => (c.a[1] & ~0xffffffffn) | BigInt(bits);
  const result = (value: Value): bigint => (single ? merge(pack32(value)) : pack64(value));
  const choose = (first: boolean): bigint => (first ? chosen(a, c.a[1]) : chosen(b, c.b[1]));
  // DAZ shows in what MIN and MAX answer.
  const chosen = (value: Value, bits: bigint): bigint =>
    value.kind === NAN || value.kind === UNSUPPORTED
      ? single
        ? merge(Number(bits & 0xffffffffn))
        : bits
      : result(value);
  const truth = (yes: boolean): bigint => (single ? merge(yes ? 0xffffffff : 0) : yes ? 0xffff_ffff_ffff_ffffn : 0n);
  let bits: bigint;
  const operation = c.operation.replace(/s[sd]$/, "");
  switch (operation) {
    case "add":
      bits = result(add(env, format, a, b));
      break;
    case "sub":
      bits = result(subtract(env, format, a, b));
      break;
    case "mul":
      bits = result(multiply(env, format, a, b));
      break;
    case "div":
      bits = result(divide(env, format, a, b));
      break;
    case "sqrt":
      bits = result(squareRoot(env, format, a));
      break;
    case "min":
      bits = choose(minimumTakesFirst(env, a, b));
      break;
    case "max":
      bits = choose(maximumTakesFirst(env, a, b));
      break;
    case "cmplt":
      bits = truth(compare(env, a, b, false) === LESS);
      break;
    case "cmpnle": {
      const order = compare(env, a, b, false);
      bits = truth(order !== LESS && order !== EQUAL);
      break;
    }
    case "cmpeq":
      bits = truth(compare(env, a, b, true) === EQUAL);
      break;
    case "cmpunord":
      bits = truth(compare(env, a, b, true) === UNORDERED);
      break;
    case "comi":
    case "ucomi": {
      const order = compare(env, a, b, operation === "ucomi");
      bits = order === UNORDERED ? 0x45n : order === LESS ? 1n : order === EQUAL ? 0x40n : 0n;
      break;
    }
    case "cvtss2":
      bits = pack64(convertFormat(env, BINARY64, a));
      break;
    case "cvtsd2":
      bits = (c.a[1] & ~0xffffffffn) | BigInt(pack32(convertFormat(env, BINARY32, a)));
      break;
    default: {
      const size = Number(operation.slice(-2));
      if (operation.startsWith("cvtsi2")) {
        const to = operation.startsWith("cvtsi2ss") ? BINARY32 : BINARY64;
        const value = fromInteger(env, to, BigInt.asIntN(size, c.a[1]));
        bits = to === BINARY32 ? BigInt(pack32(value)) : pack64(value);
      } else bits = BigInt.asUintN(size, toInteger(env, a, size, operation.startsWith("cvtt")));
    }
  }
  const flags = settle(env);
  return { results: (flags & ~env.masks) !== 0 ? null : [low(bits)], status: flags };
}

export function answer(c: Case): Answer {
  return c.operation.startsWith("f") ? answerX87(c) : answerSse(c);
}
