import { expect, test } from "vitest";
import { FLAG, readRflags, STATUS_FLAGS, writeRflags } from "./rflags.ts";

test("every combination of status flags is kept", () => {
  const views = { u32: new Uint32Array(256) };
  const bits = [FLAG.CF, FLAG.PF, FLAG.AF, FLAG.ZF, FLAG.SF, FLAG.OF];
  for (let i = 0; i < 64; i++) {
    const flags = bits.reduce((sum, bit, k) => sum | ((i >> k) % 2 ? bit : 0), 0);
    writeRflags(views, flags);
    expect(readRflags(views) & STATUS_FLAGS).toBe(flags);
  }
});

test("user mode cannot turn interrupts off, nor set IOPL", () => {
  const views = { u32: new Uint32Array(256) };
  writeRflags(views, 0x3000);
  expect(readRflags(views)).toBe(0x202);
  writeRflags(views, FLAG.DF | FLAG.AC | FLAG.ID);
  expect(readRflags(views)).toBe(0x202 | FLAG.DF | FLAG.AC | FLAG.ID);
});
