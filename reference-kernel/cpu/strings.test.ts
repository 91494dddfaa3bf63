/** Repeated string instructions over several pages, element by element; with them LAR and RDTSC. */
import { expect, test } from "vitest";
import { FAULT_UNMAPPED } from "../memory/mmu.ts";
import { REG } from "./layout.ts";
import { EVERYTHING_HOT, type Machine, MachinePool, REASON } from "./machine.ts";

const CODE = 0x400000;
const DATA = 0x500000;
const PAGES = 3;

interface Guest {
  readonly machine: Machine;
  /** The bytes at DATA, in the order of their addresses, whose frames are not in order. */
  read(): Uint8Array;
  write(bytes: Uint8Array): void;
}

function setUp(code: readonly number[], options = {}): Guest {
  const machine = new MachinePool().acquire({ size: 1 << 26, ...options });
  const pages = new Map<number, number>([[CODE, machine.physical.allocFrame() * 4096]]);
  for (let i = PAGES - 1; i >= 0; i--) pages.set(DATA + i * 4096, machine.physical.allocFrame() * 4096);
  machine.physical.u8.set([...code, 0x0f, 0x05], pages.get(CODE));
  machine.useSpace(machine.createSpace({ translate: (page) => pages.get(page) ?? FAULT_UNMAPPED }));
  machine.registers.rip = CODE;
  const each = (visit: (frame: number, offset: number) => void): void => {
    for (let i = 0; i < PAGES; i++) visit(pages.get(DATA + i * 4096) ?? 0, i * 4096);
  };
  return {
    machine,
    read: () => {
      const bytes = new Uint8Array(PAGES * 4096);
      each((frame, offset) => bytes.set(machine.physical.u8.subarray(frame, frame + 4096), offset));
      return bytes;
    },
    write: (bytes) => each((frame, offset) => machine.physical.u8.set(bytes.subarray(offset, offset + 4096), frame)),
  };
}

const pattern = (): Uint8Array => Uint8Array.from({ length: PAGES * 4096 }, (_, i) => (i * 7 + (i >> 8)) & 255);

/** Runs the code twice: page by page as the TLB does not know the pages yet, and as it does. */
function copies(code: readonly number[], step: number, from: number, to: number, count: number): void {
  const guest = setUp(code);
  const { registers } = guest.machine;
  const size = Math.abs(step);
  for (let time = 0; time < 2; time++) {
    const wanted = pattern();
    guest.write(wanted);
    for (let i = 0; i < count; i++) wanted.copyWithin(to + i * step, from + i * step, from + i * step + size);
    registers.rip = CODE;
    registers.setBig(REG.rsi, BigInt(DATA + from));
    registers.setBig(REG.rdi, BigInt(DATA + to));
    registers.setBig(REG.rcx, BigInt(count));
    expect(guest.machine.run(100)).toBe(REASON.syscall);
    expect(guest.read()).toEqual(wanted);
    expect(registers.number(REG.rsi)).toBe(DATA + from + count * step);
    expect(registers.number(REG.rdi)).toBe(DATA + to + count * step);
  }
}

test.each([
  [5, 4100, 6000],
  [4100, 5, 6000],
  [100, 103, 5000],
  [103, 100, 5000],
  [0, 4096, 1],
])("rep movsb from %i to %i, %i bytes", (from, to, count) => {
  copies([0xf3, 0xa4], 1, from, to, count);
  copies([0xfd, 0xf3, 0xa4, 0xfc], -1, from + count - 1, to + count - 1, count);
});

test.each([
  [6, 4099, 700],
  [16, 24, 900],
  [24, 16, 900],
  [3, 9, 600],
])("rep movsq from %i to %i, %i elements", (from, to, count) => {
  copies([0xf3, 0x48, 0xa5], 8, from, to, count);
  copies([0xfd, 0xf3, 0x48, 0xa5, 0xfc], -8, from + (count - 1) * 8, to + (count - 1) * 8, count);
});

test("repe cmpsb and repne scasb end at the element that decides, pages later", () => {
  for (const at of [0, 1, 4095, 4096, 5000]) {
    // repe cmpsb; setb dl — and repne scasb
    const guest = setUp([0xf3, 0xa6, 0x0f, 0x92, 0xc2]);
    const { registers } = guest.machine;
    const bytes = new Uint8Array(PAGES * 4096).fill(5);
    bytes[at] = 4;
    guest.write(bytes);
    registers.setBig(REG.rsi, BigInt(DATA));
    registers.setBig(REG.rdi, BigInt(DATA + 6000));
    registers.setBig(REG.rcx, BigInt(6000));
    expect(guest.machine.run(100)).toBe(REASON.syscall);
    expect(registers.number(REG.rsi)).toBe(DATA + at + 1);
    expect(registers.number(REG.rdx)).toBe(1);
    const search = setUp([0xf2, 0xae, 0x0f, 0x94, 0xc2]);
    search.write(bytes);
    search.machine.registers.setBig(REG.rax, BigInt(4));
    search.machine.registers.setBig(REG.rdi, BigInt(DATA));
    search.machine.registers.setBig(REG.rcx, BigInt(6000));
    expect(search.machine.run(100)).toBe(REASON.syscall);
    expect(search.machine.registers.number(REG.rdi)).toBe(DATA + at + 1);
    expect(search.machine.registers.number(REG.rdx)).toBe(1);
  }
});

test("LAR and LSL know Linux's descriptors, and leave the register for any other", () => {
  // lar edx,eax; setz bl; lsl esi,eax
  for (const [selector, rights, limit] of [
    [0x2b, 0xcff300, 0xffffffff],
    [0x33, 0xaffb00, 0xffffffff],
    [0x7b, 0x40f500, 0],
    [0x10, 7, 7],
  ] as const) {
    const { machine } = setUp([0x0f, 0x02, 0xd0, 0x0f, 0x94, 0xc3, 0x0f, 0x03, 0xf0]);
    machine.registers.setBig(REG.rax, BigInt(selector));
    machine.registers.setBig(REG.rdx, BigInt(7));
    machine.registers.setBig(REG.rsi, BigInt(7));
    expect(machine.run(100)).toBe(REASON.syscall);
    expect(machine.registers.number(REG.rdx)).toBe(rights);
    expect(machine.registers.number(REG.rsi)).toBe(limit);
    expect(machine.registers.number(REG.rbx)).toBe(rights === 7 ? 0 : 1);
  }
});

test("RDTSC counts instructions, in regions and by single steps", () => {
  // mov ecx,5000; l: nop; rdtsc; imul rbx,rbx,31; add rbx,rax; dec ecx; jnz l
  const code = [0xb9, 0x88, 0x13, 0, 0, 0x90, 0x0f, 0x31, 0x48, 0x6b, 0xdb, 31, 0x48, 1, 0xc3, 0xff, 0xc9, 0x75, 0xf2];
  const sums = [1, 7, 1e6].map((step) => {
    const { machine } = setUp(code, step === 1e6 ? EVERYTHING_HOT : {});
    machine.tsc = (instructions) => 1e10 + instructions;
    while (machine.run(step) === REASON.budget);
    return machine.registers.big(REG.rbx);
  });
  let wanted = 0n;
  for (let i = 0; i < 5000; i++) {
    wanted = BigInt.asUintN(64, wanted * 31n + (BigInt(1e10 + 2 + i * 6) & 0xffffffffn));
  }
  expect(sums).toEqual([wanted, wanted, wanted]);
});
