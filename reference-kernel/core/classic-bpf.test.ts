import { describe, expect, it } from "vitest";
import { EINVAL } from "../abi/errors.ts";
import { ClassicFilter, type Instruction } from "./classic-bpf.ts";

const op = (code: number, k = 0, jt = 0, jf = 0): Instruction => ({ code, jt, jf, k });
const packet = Uint8Array.of(0x45, 1, 2, 3, 0x12, 0x34, 0xff, 0xff);
const LOAD_WORD = 0x20;
const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const INDIRECT_BYTE = 0x50;
const HEADER_LENGTH = 0xb1;
const RETURN = 0x06;
const RETURN_A = 0x16;

const run = (...program: Instruction[]): number => new ClassicFilter(program).run(packet);

describe("classic filters", () => {
  it("load words, halves and bytes in the order of the network", () => {
    expect(run(op(LOAD_WORD, 0), op(RETURN_A))).toBe(0x45010203);
    expect(run(op(LOAD_HALF, 4), op(RETURN_A))).toBe(0x1234);
    expect(run(op(LOAD_BYTE, 7), op(RETURN_A))).toBe(0xff);
  });

  it("index from the length of an IP header", () => {
    expect(run(op(HEADER_LENGTH, 0), op(INDIRECT_BYTE, -14 >>> 0), op(RETURN_A))).toBe(0xff);
  });

  it("answer 0 where a load or a division goes wrong", () => {
    expect(run(op(LOAD_WORD, 6), op(RETURN, 9))).toBe(0);
    expect(run(op(0x3c), op(RETURN, 9))).toBe(0);
  });

  it("calculate in 32 bits", () => {
    expect(run(op(0x00, 0xffff_ffff), op(0x04, 2), op(RETURN_A))).toBe(1);
    expect(run(op(0x00, 3), op(0x14, 5), op(RETURN_A))).toBe(0xffff_fffe);
    expect(run(op(0x00, 0x8000_0001), op(0x24, 3), op(RETURN_A))).toBe(0x8000_0003);
    expect(run(op(0x00, 7), op(0x84), op(RETURN_A))).toBe(0xffff_fff9);
  });

  it("jump both ways, and keep words of memory", () => {
    const byKind = (k: number): number =>
      run(op(LOAD_BYTE, 0), op(0x15, k, 1, 0), op(RETURN, 1), op(0x02, 3), op(0x00, 0), op(0x60, 3), op(RETURN_A));
    expect(byKind(0x45)).toBe(0x45);
    expect(byKind(0x46)).toBe(1);
  });

  it.each([
    ["nothing", []],
    ["no end", [op(LOAD_BYTE)]],
    ["a jump beyond the end", [op(0x05, 1), op(RETURN)]],
    ["a word of memory that is not there", [op(0x60, 16), op(RETURN)]],
    ["a shift by 32", [op(0x64, 32), op(RETURN)]],
    ["a division by zero", [op(0x34, 0), op(RETURN)]],
    ["a code that is none", [op(0x99), op(RETURN)]],
  ])("refuse %s", (_, program) => {
    expect(() => new ClassicFilter(program)).toThrow(EINVAL);
  });
});
