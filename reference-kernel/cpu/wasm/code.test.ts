import { expect, test } from "vitest";
import { Code } from "./code.ts";
import { handlerModule, TABLE_SIZE } from "./module.ts";
import { I32, I64, LOAD, STORE, TYPE } from "./opcodes.ts";

/** Runs one handler at table index 1, whose record at 64 names it. */
function run(write: (code: Code) => void): { result: number; view: DataView } {
  const code = new Code(1);
  write(code);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const view = new DataView(memory.buffer);
  view.setUint32(64, 1, true);
  const nothing = (): number => 0;
  const module = new WebAssembly.Module(handlerModule([{ index: 1, bytes: code.finish() }], true));
  const imports = { memory, slowRead: nothing, slowWrite: nothing, commit: nothing, leave: nothing, fault: nothing };
  const { enter } = new WebAssembly.Instance(module, { m: imports }).exports as { enter: (record: number) => number };
  return { result: enter(64), view };
}

test.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 2 ** 31 - 1, -(2 ** 31)])("constant %d", (value) => {
  expect(run((code) => code.i32(value)).result).toBe(value);
  const { view } = run((code) => code.i32(0).i64(value).store(STORE.i64).i32(0));
  expect(view.getBigInt64(0, true)).toBe(BigInt(value));
});

test.each([0xffffffffn, 2n ** 63n - 1n, -(2n ** 63n), 0x00ff00ff00ff00ffn])("wide constant %d", (value) => {
  const { view } = run((code) => code.i32(0).i64(value).store(STORE.i64).i32(0));
  expect(view.getBigInt64(0, true)).toBe(value);
});

test("locals of several types, blocks and long bodies", () => {
  const { result } = run((code) => {
    const count = code.local(TYPE.i32);
    const sum = code.local(TYPE.i64);
    const last = code.local(TYPE.i32);
    code.i32(10).set(count).block().loop();
    code.get(count).op(I32.eqz).brIf(1);
    code.get(sum).get(count).op(I64.extend_i32_u).op(I64.add).set(sum);
    code.get(count).i32(1).op(I32.sub).set(count).br(0).end().end();
    for (let i = 0; i < 500; i++) code.get(last).i32(1).op(I32.add).set(last);
    code.get(sum).op(I32.wrap_i64).get(last).op(I32.add);
  });
  expect(result).toBe(555);
});

test("handlers tail-call each other through the table", () => {
  expect(TABLE_SIZE).toBeGreaterThan(1);
  const { result } = run((code) => {
    // Counts the word at 0 up to a million without growing the stack.
    code.i32(0).i32(0).load(LOAD.i32).i32(1).op(I32.add).store(STORE.i32);
    code.i32(0).load(LOAD.i32).i32(1000000).op(I32.eq).if().i32(7).return().end();
    code.get(0).i32(1).returnCallIndirect(0);
  });
  expect(result).toBe(7);
});
