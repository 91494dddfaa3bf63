import { expect, test } from "vitest";
import { loadFxsave, saveFxsave } from "./fxsave.ts";
import { MXCSR } from "./layout.ts";
import { CpuContext } from "./registers.ts";
import { X87 } from "./x87/state.ts";

const words = (image: Uint8Array): Uint32Array => new Uint32Array(image.buffer);

test("an image goes out and comes back", () => {
  const from = new CpuContext();
  const fpu = new X87(from.raw);
  fpu.reset();
  from.raw.u32[MXCSR >> 2] = 0x1f80;
  fpu.top = 6;
  fpu.setBits(0, 0x4000, 0xc000000000000000n);
  fpu.setBits(1, 0xbfff, 0x8000000000000000n);
  for (let i = 0x1a0; i < 0x2a0; i++) from.raw.u8[i] = i;
  const image = new Uint8Array(512).fill(0xaa);
  saveFxsave(from.raw.u32, words(image), 0);
  expect([...image.subarray(0, 6)]).toEqual([0x7f, 3, 0, 0x30, 0xc0, 0]);
  expect([...image.subarray(32, 48)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0x40, 0, 0, 0, 0, 0, 0]);
  expect(image[416]).toBe(0xaa);

  const to = new CpuContext();
  expect(loadFxsave(to.raw.u32, words(image), 0)).toBe(true);
  const again = new Uint8Array(512).fill(0xaa);
  saveFxsave(to.raw.u32, words(again), 0);
  expect(again).toEqual(image);
});

test("reserved bits of MXCSR are refused", () => {
  const image = new Uint8Array(512);
  image[26] = 1;
  const to = new CpuContext();
  expect(loadFxsave(to.raw.u32, words(image), 0)).toBe(false);
});

test("an unmasked exception in the image is pending afterwards", () => {
  const image = new Uint8Array(512);
  image.set([0x7e, 3, 1, 0]);
  const to = new CpuContext();
  loadFxsave(to.raw.u32, words(image), 0);
  expect(new X87(to.raw).pending).toBe(true);
});
