import { expect, test } from "vitest";
import { DECODE, Decoded, Decoder } from "./decode.ts";
import { disassemble } from "./disassemble.ts";
import { ROWS } from "./table/all.ts";
import { compileTable } from "./table/compile.ts";

const decoder = new Decoder(compileTable(ROWS));
const text = (...bytes: number[]): string => disassemble(decoder, Uint8Array.from(bytes), 0x400000).text;
const length = (...bytes: number[]): number =>
  decoder.decode(Uint8Array.from(bytes), 0, bytes.length, 0, new Decoded());

test.each([
  ["mov qword ptr [rsi+0x8], rax", [0x48, 0x89, 0x46, 0x08]],
  ["mov eax, dword ptr [r12]", [0x41, 0x8b, 0x04, 0x24]],
  ["mov eax, dword ptr [r13]", [0x41, 0x8b, 0x45, 0x00]],
  ["mov eax, dword ptr [rax+r12*4-0x10]", [0x42, 0x8b, 0x44, 0xa0, 0xf0]],
  ["mov rax, qword ptr fs:[0x28]", [0x64, 0x48, 0x8b, 0x04, 0x25, 0x28, 0, 0, 0]],
  ["lea rdi, [0x400107]", [0x48, 0x8d, 0x3d, 0, 1, 0, 0]],
  ["mov ah, 0x5", [0xb4, 5]],
  ["mov spl, 0x5", [0x40, 0xb4, 5]],
  ["mov rax, 0x1122334455667788", [0x48, 0xb8, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11]],
  ["add ax, 0xffff", [0x66, 0x83, 0xc0, 0xff]],
  ["jne 0x400000", [0x75, 0xfe]],
  ["lock cmpxchg dword ptr [rdi], edx", [0xf0, 0x0f, 0xb1, 0x17]],
  ["rep movsq", [0xf3, 0x48, 0xa5]],
  ["repne scasb", [0xf2, 0xae]],
  ["cdqe", [0x48, 0x98]],
  ["nop", [0x90]],
  ["nop", [0x66, 0x0f, 0x1f, 0x44, 0, 0]],
  ["xchg r8d, eax", [0x41, 0x90]],
  ["pause", [0xf3, 0x90]],
  ["push r15", [0x41, 0x57]],
])("%s", (expected, bytes) => {
  expect(text(...bytes).replace(/^(nop) .*/, "$1")).toBe(expected);
});

test("a REX prefix counts only directly before the opcode", () => {
  expect(text(0x48, 0x66, 0x89, 0xc8)).toBe("mov ax, cx");
  expect(text(0x66, 0x48, 0x89, 0xc8)).toBe("mov rax, rcx");
});

test("lock is allowed only where memory is changed", () => {
  expect(length(0xf0, 0x01, 0x03)).toBe(3);
  expect(length(0xf0, 0x01, 0xc3)).toBe(DECODE.undefined);
  expect(length(0xf0, 0x39, 0x03)).toBe(DECODE.undefined);
  expect(length(0xf0, 0x8b, 0x03)).toBe(DECODE.undefined);
});

test("bytes that end too early, instructions that are too long, opcodes that 64-bit mode does not have", () => {
  for (let cut = 1; cut < 7; cut++) expect(length(...[0x48, 0xc7, 0x44, 0x24, 8, 1, 0, 0].slice(0, cut))).toBe(-1);
  expect(length(...new Array(15).fill(0x66), 0x90)).toBe(DECODE.tooLong);
  expect(length(...new Array(14).fill(0x66), 0x90)).toBe(15);
  for (const opcode of [0x06, 0x27, 0x37, 0x60, 0x62, 0x82, 0x9a, 0xc4, 0xc5, 0xce, 0xd4, 0xd6, 0xea]) {
    expect(length(opcode, 0, 0, 0, 0, 0, 0, 0, 0, 0), opcode.toString(16)).toBe(DECODE.undefined);
  }
});

test("every row decodes to itself", () => {
  const prefixes = [[], [0x66], [0xf3], [0xf2]];
  const { rows } = compileTable(ROWS);
  const out = new Decoded();
  for (const row of rows) {
    if (row.row.encoding === "") continue;
    const prefix = prefixes[row.prefix] ?? [];
    const map = [[], [0x0f], [0x0f, 0x38], [0x0f, 0x3a]][row.map] ?? [];
    let found = false;
    for (let modrm = row.modrmLow; modrm <= row.modrmHigh && !found; modrm++) {
      const rex = row.w === 1 ? [0x48] : row.plusRegister && row.opcode === 0x90 ? [0x41] : [];
      const bytes = Uint8Array.from([...prefix, ...rex, ...map, row.opcode, modrm, ...new Array(10).fill(0)]);
      const size = decoder.decode(bytes, 0, bytes.length, 0, out);
      found = size > 0 && out.row?.row === row.row;
    }
    expect(found, `${row.row.encoding} ${row.row.mnemonic}`).toBe(true);
  }
});
