/** Multiplication and division. A quotient that does not fit, or a divisor of zero, is #DE. */
import type { Sem } from "../emit/sem.ts";
import { divideNormalised, productHigh as unsignedProductHigh } from "../emit/wide.ts";
import type { HandlerCpu } from "../handler.ts";
import { GPR, REG } from "../layout.ts";
import { VECTOR } from "../vectors.ts";
import { I32, I64, TYPE } from "../wasm/opcodes.ts";
import { type Emit, type Row, row } from "./form.ts";
import { writeFixed } from "./mov.ts";

const RAX = GPR + REG.rax * 8;
const RDX = GPR + REG.rdx * 8;

/** Pushes (i64) the upper half of the 128-bit product of two locals. */
function productHigh(s: Sem, a: number, b: number, signed: boolean): void {
  const { code } = s;
  unsignedProductHigh(code, a, b);
  if (!signed) return;
  // A negative factor counted 2^64 too much.
  code.get(a).i64(63).op(I64.shr_s).get(b).op(I64.and).op(I64.sub);
  code.get(b).i64(63).op(I64.shr_s).get(a).op(I64.and).op(I64.sub);
}

/** mul, imul of the accumulator: the product is twice as wide. CF and OF say whether the upper half matters. */
const wide =
  (signed: boolean): Emit =>
  (s) => {
    const { code } = s;
    const read = (): number => s.local(signed ? s.readSigned(0) : s.read(0));
    const b = read();
    s.readAt(RAX, s.size);
    const a = s.local(signed ? s.signExtend() : code);
    const low = s.local(code.get(a).get(b).op(I64.mul));
    const bits = s.size * 8;
    if (s.size === 1) s.writeAt(RAX, low, 2);
    else {
      if (s.size === 8) productHigh(s, a, b, signed);
      else code.get(low).i64(bits).op(I64.shr_u);
      const high = s.local(code);
      writeFixed(s, RAX, low);
      writeFixed(s, RDX, high);
      if (s.size === 8) {
        code.get(high);
        if (signed) code.get(low).i64(63).op(I64.shr_s).op(I64.ne);
        else code.i64(0).op(I64.ne);
        s.setCarryAndOverflow(s.keep(TYPE.i32));
        return;
      }
    }
    code.get(low).get(low);
    if (signed) s.signExtend();
    else s.zeroExtend();
    code.op(I64.ne);
    s.setCarryAndOverflow(s.keep(TYPE.i32));
  };

/** imul with two or three operands: only the lower half is kept. */
const narrow =
  (first: number, second: number): Emit =>
  (s) => {
    const { code } = s;
    const a = s.local(s.readSigned(first));
    const b = s.local(s.readSigned(second));
    const product = s.local(code.get(a).get(b).op(I64.mul));
    s.write(0, product);
    if (s.flagsDead) return;
    if (s.size === 8) {
      productHigh(s, a, b, true);
      code.get(product).i64(63).op(I64.shr_s).op(I64.ne);
    } else {
      code.get(product).get(product);
      s.signExtend().op(I64.ne);
    }
    s.setCarryAndOverflow(s.keep(TYPE.i32));
  };

/** Raises #DE when the i32 on the stack is not 0. */
function divideErrorIf(s: Sem): void {
  s.code.if();
  s.raise(VECTOR.divideError);
  s.code.end();
}

function writeQuotient(s: Sem, quotient: number, remainder: number): void {
  if (s.size === 1) {
    s.writeAt(RAX, quotient, 1);
    s.writeAt(RAX + 1, remainder, 1);
    return;
  }
  writeFixed(s, RAX, quotient);
  writeFixed(s, RDX, remainder);
}

/** A local with the dividend of 2, 4 or 8 bytes, extended by its sign or by zeros. */
function dividendOf(s: Sem, signed: boolean): number {
  const { code } = s;
  if (s.size === 1) {
    s.readAt(RAX, 2);
    return s.local(signed ? s.signExtend(2) : code);
  }
  s.readAt(RDX, s.size);
  code.i64(s.size * 8).op(I64.shl);
  s.readAt(RAX, s.size).op(I64.or);
  return s.local(signed ? s.signExtend(s.size * 2) : code);
}

const div: Emit = (s) => {
  const { code } = s;
  const divisor = s.local(s.read(0));
  divideErrorWhen(s, () => code.get(divisor).op(I64.eqz));
  if (s.size === 8) {
    const high = s.local(s.readAt(RDX));
    const low = s.local(s.readAt(RAX));
    divideErrorWhen(s, () => code.get(high).get(divisor).op(I64.ge_u));
    code.get(high).op(I64.eqz).if();
    const quotient = s.local(code.get(low).get(divisor).op(I64.div_u));
    const remainder = s.local(code.get(low).get(divisor).op(I64.rem_u));
    writeQuotient(s, quotient, remainder);
    code.else();
    divideWide(s, high, low, divisor);
    code.end();
    return;
  }
  const dividend = dividendOf(s, false);
  const quotient = s.local(code.get(dividend).get(divisor).op(I64.div_u));
  divideErrorWhen(s, () =>
    code
      .get(quotient)
      .i64(s.size * 8)
      .op(I64.shr_u)
      .i64(0)
      .op(I64.ne),
  );
  const remainder = s.local(code.get(dividend).get(divisor).op(I64.rem_u));
  writeQuotient(s, quotient, remainder);
};

/** The general division of rdx:rax (locals), whose quotient fits: shifted so that the divisor's top bit is set. */
function divideWide(s: Sem, high: number, low: number, divisor: number): void {
  const { code } = s;
  const shift = s.local(code.get(divisor).op(I64.clz));
  code.get(divisor).get(shift).op(I64.shl).set(divisor);
  code.get(high).get(shift).op(I64.shl);
  code.get(low).i64(1).op(I64.shr_u).i64(63).get(shift).op(I64.sub).op(I64.shr_u).op(I64.or).set(high);
  code.get(low).get(shift).op(I64.shl).set(low);
  const { quotient, remainder } = divideNormalised(code, high, low, divisor);
  writeQuotient(s, quotient, s.local(code.get(remainder).get(shift).op(I64.shr_u)));
}

const idiv: Emit = (s) => {
  const { code } = s;
  const divisor = s.local(s.readSigned(0));
  divideErrorWhen(s, () => code.get(divisor).op(I64.eqz));
  if (s.size === 8) {
    // The short way needs a dividend that fits in 64 bits, and not the one quotient that does not.
    const a = s.local(s.readAt(RAX));
    s.readAt(RDX);
    code.get(a).i64(63).op(I64.shr_s).op(I64.eq);
    code.get(divisor).i64(-1).op(I64.ne).op(I32.and).if();
    const quotient = s.local(code.get(a).get(divisor).op(I64.div_s));
    const remainder = s.local(code.get(a).get(divisor).op(I64.rem_s));
    writeQuotient(s, quotient, remainder);
    code.else();
    s.leave(divideLongSigned);
    code.end();
    return;
  }
  const dividend = dividendOf(s, true);
  if (s.size === 4) {
    // WebAssembly traps on this one; the quotient does not fit anyway.
    divideErrorWhen(s, () =>
      code
        .get(dividend)
        .i64(-(2n ** 63n))
        .op(I64.eq)
        .get(divisor)
        .i64(-1)
        .op(I64.eq)
        .op(I32.and),
    );
  }
  const quotient = s.local(code.get(dividend).get(divisor).op(I64.div_s));
  divideErrorWhen(s, () => {
    code.get(quotient).get(quotient);
    s.signExtend().op(I64.ne);
  });
  const remainder = s.local(code.get(dividend).get(divisor).op(I64.rem_s));
  writeQuotient(s, quotient, remainder);
};

function divideErrorWhen(s: Sem, pushCondition: () => void): void {
  pushCondition();
  divideErrorIf(s);
}

function divisorOf(cpu: HandlerCpu, record: number): bigint {
  if (cpu.isMemory()) return cpu.view.getBigUint64(cpu.readOperand(record, 8), true);
  return cpu.u64[cpu.first(record) >> 3]!;
}

function divideLongSigned(cpu: HandlerCpu, record: number): void {
  const divisor = BigInt.asIntN(64, divisorOf(cpu, record));
  const dividend = BigInt.asIntN(128, (cpu.u64[RDX >> 3]! << 64n) | cpu.u64[RAX >> 3]!);
  const quotient = dividend / divisor;
  if (BigInt.asIntN(64, quotient) !== quotient) cpu.raise(record, VECTOR.divideError);
  cpu.u64[RAX >> 3] = BigInt.asUintN(64, quotient);
  cpu.u64[RDX >> 3] = BigInt.asUintN(64, dividend % divisor);
}

const MULTIPLY = { writes: "oc", undefined: "szap" };
const DIVIDE = { undefined: "oszapc", faults: true, recipe: "divide" };

export const MULTIPLY_ROWS: readonly Row[] = [
  row("F6 /4", "mul", "Eb", wide(false), { ...MULTIPLY, size: "b" }),
  row("F7 /4", "mul", "Ev", wide(false), MULTIPLY),
  row("F6 /5", "imul", "Eb", wide(true), { ...MULTIPLY, size: "b" }),
  row("F7 /5", "imul", "Ev", wide(true), MULTIPLY),
  row("0F AF /r", "imul", "+Gv Ev", narrow(0, 1), MULTIPLY),
  row("69 /r", "imul", "=Gv Ev Iz", narrow(1, 2), MULTIPLY),
  row("6B /r", "imul", "=Gv Ev Ibs", narrow(1, 2), MULTIPLY),
  row("F6 /6", "div", "Eb", div, { ...DIVIDE, size: "b" }),
  row("F7 /6", "div", "Ev", div, DIVIDE),
  row("F6 /7", "idiv", "Eb", idiv, { ...DIVIDE, size: "b" }),
  row("F7 /7", "idiv", "Ev", idiv, DIVIDE),
];
