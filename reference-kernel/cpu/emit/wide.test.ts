/** The arithmetic with 128 bits against BigInt. */
import { expect, test } from "vitest";
import { Code } from "../wasm/code.ts";
import { handlerModule } from "../wasm/module.ts";
import { I64, LOAD, STORE, TYPE } from "../wasm/opcodes.ts";
import { divideNormalised, productHigh } from "./wide.ts";

const nothing = (): number => 0;

/** A function over memory: it loads three numbers, and stores what `write` leaves in locals behind them. */
function compile(write: (code: Code, inputs: readonly number[]) => readonly number[]): (inputs: bigint[]) => bigint[] {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const code = new Code(1);
  const inputs = [0, 8, 16].map((at) => {
    const local = code.local(TYPE.i64);
    code.loadAt(LOAD.i64, at).set(local);
    return local;
  });
  const outputs = write(code, inputs);
  for (const [i, output] of outputs.entries())
    code
      .i32(0)
      .get(output)
      .store(STORE.i64, 64 + i * 8);
  code.i32(0);
  const module = new WebAssembly.Module(handlerModule([{ index: 0, bytes: code.finish() }], true));
  const imports = { memory, slowRead: nothing, slowWrite: nothing, commit: nothing, leave: nothing, fault: nothing };
  const { table } = new WebAssembly.Instance(module, { m: imports }).exports as { table: WebAssembly.Table };
  const run = table.get(0) as (parameter: number) => number;
  const view = new BigUint64Array(memory.buffer);
  return (values) => {
    view.set(values);
    run(0);
    return outputs.map((_, i) => view[8 + i]!);
  };
}

const edges = [0n, 1n, 2n, 0xffffffffn, 1n << 32n, (1n << 63n) - 1n, 1n << 63n, (1n << 63n) + 1n, (1n << 64n) - 1n];
/** Edges, and numbers out of a linear congruence with high and low parts of ones and zeros. */
const numbers = [...edges];
for (let i = 0, x = 1n; i < 40; i++) {
  x = BigInt.asUintN(64, x * 6364136223846793005n + 1442695040888963407n);
  numbers.push(x, x | 0xffffffffn, x & ~0xffffffffn, x >> BigInt(i));
}

test("the upper half of a product", () => {
  const product = compile((code, [a = 0, b = 0]) => {
    const high = code.local(TYPE.i64);
    productHigh(code, a, b).set(high);
    return [high];
  });
  for (const a of numbers) for (const b of numbers) expect(product([a, b])).toEqual([(a * b) >> 64n]);
});

test("the division of 128 bits by a divisor with its top bit set", () => {
  const divide = compile((code, [high = 0, low = 0, divisor = 0]) => {
    code
      .get(divisor)
      .i64(-(2n ** 63n))
      .op(I64.or)
      .set(divisor);
    const { quotient, remainder } = divideNormalised(code, high, low, divisor);
    return [quotient, remainder];
  });
  for (const number of numbers) {
    const divisor = number | (1n << 63n);
    for (const [i, low] of numbers.entries()) {
      const high = (numbers[(i * 7) % numbers.length] ?? 0n) % divisor;
      const dividend = (high << 64n) | low;
      expect(divide([high, low, divisor])).toEqual([dividend / divisor, dividend % divisor]);
    }
    expect(divide([divisor - 1n, (1n << 64n) - 1n, divisor])[0]).toBe((1n << 64n) - 1n);
  }
});
