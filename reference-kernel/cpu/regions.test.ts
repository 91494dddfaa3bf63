import { expect, test } from "vitest";
import { FAULT_UNMAPPED } from "../memory/mmu.ts";
import { REG, XMM } from "./layout.ts";
import { type Machine, MachinePool, REASON } from "./machine.ts";
import { CpuContext } from "./registers.ts";
import { ROWS } from "./table/all.ts";
import { compileTable } from "./table/compile.ts";

const CODE = 0x400000;
const DATA = 0x500000;
const LENGTH = 12;

/** xorshift, seeded. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Rows with a ModRM byte that can stand in the middle of a block. */
const rows = compileTable(ROWS).rows.filter(
  ({ row, hasModrm, map }) =>
    hasModrm && map < 2 && row.ends !== true && !/^(fx|fl|fn|ldmxcsr|emms|mov.*[sg]s)/.test(row.mnemonic),
);
const PREFIXES = [[], [0x66], [0xf3], [0xf2], []];

/** One instruction on registers or on [rbp + 8 bits]; rbp and rsp are not destinations. */
function instruction(pick: (below: number) => number): number[] {
  const row = rows[pick(rows.length)];
  if (row === undefined) return [0x90];
  const reg = row.digit >= 0 ? row.digit : pick(4);
  const memory = row.rm === "memory" || (row.rm === "both" && pick(2) === 0);
  const modrm = memory ? [0x45 | (reg << 3), pick(128) & 0x70] : [0xc0 | (reg << 3) | pick(4)];
  if (row.modrmHigh !== 255) modrm[0] = row.modrmLow;
  const wide = row.w === 1 || (row.w < 0 && pick(2) === 0) ? [0x48] : [];
  const immediates = row.operands.flatMap(({ letter, size, signedByte }) => {
    if (letter !== "I") return [];
    const bytes = signedByte || size === 1 ? 1 : row.prefix === 1 ? 4 : 4;
    return Array.from({ length: bytes }, () => pick(256));
  });
  return [
    ...(PREFIXES[row.prefix] ?? []),
    ...wide,
    ...(row.map === 1 ? [0x0f] : []),
    row.opcode,
    ...modrm,
    ...immediates,
  ];
}

interface Guest {
  readonly machine: Machine;
  readonly code: number;
  readonly data: number;
}

const pools = new Map<string, MachinePool>();

function setUp(hotAfter: number, lookInterval = hotAfter === 1 ? 1 : 2048): Guest {
  const key = `${hotAfter} ${lookInterval}`;
  const pool = pools.get(key) ?? new MachinePool({ size: 1 << 26, hotAfter, lookInterval });
  pools.set(key, pool);
  const machine = pool.acquire();
  const code = machine.physical.allocFrame();
  const data = machine.physical.allocFrame();
  const pages = new Map([
    [CODE, code * 4096],
    [DATA, data * 4096],
  ]);
  machine.useSpace(machine.createSpace({ translate: (page) => pages.get(page) ?? FAULT_UNMAPPED }));
  return { machine, code, data };
}

function start({ machine, code, data }: Guest, bytes: readonly number[], seed: number): void {
  const pick = random(seed);
  machine.physical.touch(code);
  machine.physical.u8.set([...bytes, 0xeb, 0xfe], code * 4096);
  for (let i = 0; i < 256; i++) machine.physical.u8[data * 4096 + i] = pick(256);
  machine.loadContext(new CpuContext());
  for (let i = 0; i < 256; i++) machine.physical.u8[XMM + i] = pick(256);
  for (let i = 0; i < 16; i++)
    machine.registers.setHalves(i, pick(4) === 0 ? pick(3) : pick(2 ** 31) * 2, pick(2 ** 31) * 2);
  machine.registers.set(REG.rbp, DATA);
  machine.registers.set(REG.rsp, DATA + 2048);
  machine.registers.rflags = pick(2 ** 12) & 0x8d5;
  machine.registers.rip = CODE;
}

function state({ machine, data }: Guest): unknown {
  return {
    registers: Buffer.from(machine.registers.bytes().subarray(0, 0x90)).toString("hex"),
    xmm: Buffer.from(machine.registers.bytes().subarray(0x100)).toString("hex"),
    flags: machine.registers.rflags,
    memory: Buffer.from(machine.physical.u8.subarray(data * 4096, data * 4096 + 256)).toString("hex"),
  };
}

test("a block with a handler of its own does what its instructions do one by one", () => {
  const hot = setUp(1);
  const single = setUp(Number.POSITIVE_INFINITY);
  const pick = random(12345);
  for (let round = 0; round < 400; round++) {
    const bytes = Array.from({ length: LENGTH }, () => instruction(pick)).flat();
    const label = Buffer.from(bytes).toString("hex");
    // A budget that ends within the block makes it hot; then it runs from its start.
    start(hot, bytes, round + 1);
    hot.machine.run(1);
    start({ ...hot, machine: withoutTouch(hot) }, bytes, round + 1);
    start(single, bytes, round + 1);
    const reason = hot.machine.run(LENGTH + 1);
    let other: number = REASON.budget;
    for (let i = 0; i <= LENGTH && other === REASON.budget; i++) other = single.machine.run(1);
    expect([reason, hot.machine.vector, hot.machine.errorCode], label).toEqual([
      other,
      single.machine.vector,
      single.machine.errorCode,
    ]);
    expect(state(hot), label).toEqual(state(single));
  }
});

test("a block that jumps to itself is a loop that stops with the budget", () => {
  const hot = setUp(1);
  const single = setUp(Number.POSITIVE_INFINITY);
  const pick = random(99);
  for (let round = 0; round < 60; round++) {
    const body = Array.from({ length: 3 }, () => instruction(pick)).flat();
    // body; dec r15d; jne body (or another condition); syscall
    const jump = 0x70 + pick(16);
    const bytes = [...body, 0x41, 0xff, 0xcf, jump, 256 - body.length - 5, 0x0f, 0x05];
    const label = Buffer.from(bytes).toString("hex");
    start(hot, bytes, round + 1);
    start(single, bytes, round + 1);
    for (const guest of [hot, single]) guest.machine.registers.set(REG.r15, 20);
    let reasons: number[] = [REASON.budget, REASON.budget];
    for (let i = 0; i < 12 && reasons[0] === REASON.budget; i++) {
      const budget = 1 + pick(11);
      reasons = [hot.machine.run(budget), single.machine.run(budget)];
      expect(reasons[0], label).toBe(reasons[1]);
      expect(hot.machine.instructions, label).toBe(single.machine.instructions);
      expect(state(hot), label).toEqual(state(single));
    }
  }
});

/** Blocks of random instructions that end with random jumps, calls and returns. */
function program(pick: (below: number) => number): number[] {
  const blocks = Array.from({ length: 3 + pick(6) }, () =>
    Array.from({ length: pick(5) }, () => instruction(pick)).flat(),
  );
  const END = 6;
  const starts: number[] = [];
  let at = 0;
  for (const block of blocks) {
    starts.push(at);
    at += block.length + END;
  }
  return blocks.flatMap((block, i) => {
    const next = (starts[i] ?? 0) + block.length;
    const distance = (length: number): number[] => {
      const to = (starts[pick(blocks.length)] ?? 0) - next - length;
      return [to & 255, (to >> 8) & 255, (to >> 16) & 255, (to >> 24) & 255];
    };
    const padding = (bytes: number[]): number[] => [...bytes, ...new Array<number>(END - bytes.length).fill(0x90)];
    switch (pick(8)) {
      case 0:
        return [...block, ...padding([0xe9, ...distance(5)])];
      case 1:
        return [...block, ...padding([0xe8, ...distance(5)])];
      case 2:
        return [...block, ...padding([0xc3])];
      case 3:
        return [...block, ...padding([])];
      default:
        return [...block, 0x0f, 0x80 + pick(16), ...distance(6)];
    }
  });
}

test("loops, branches, calls and returns do in regions what they do one by one", () => {
  const pick = random(4711);
  for (const [hotAfter, lookInterval] of [
    [1, 1],
    [1, 13],
    [2, 40],
  ] as const) {
    for (let round = 0; round < 20; round++) {
      const hot = setUp(hotAfter, lookInterval);
      const plain = setUp(Number.POSITIVE_INFINITY);
      const bytes = program(pick);
      const label = `${lookInterval} ${Buffer.from(bytes).toString("hex")}`;
      start(hot, bytes, round + 1);
      start(plain, bytes, round + 1);
      for (let turn = 0; turn < 20; turn++) {
        const budget = 1 + pick(300);
        const reasons = [hot.machine.run(budget), plain.machine.run(budget)];
        expect(reasons[0], label).toBe(reasons[1]);
        expect(hot.machine.instructions, label).toBe(plain.machine.instructions);
        expect(state(hot), label).toEqual(state(plain));
        // After a fault, on to another block.
        if (reasons[0] !== REASON.budget)
          for (const { machine } of [hot, plain]) {
            machine.registers.rip = CODE;
            machine.registers.set(REG.rsp, DATA + 2048);
            machine.registers.set(REG.rbp, DATA);
          }
      }
    }
  }
}, 60_000);

test("a region of two pages holds only where both lie, and as long as both are as they were", () => {
  const pick = random(31337);
  for (let round = 0; round < 30; round++) {
    const before = 20 + pick(80);
    const [head, tails] = [program(pick), [program(pick), program(pick), program(pick)]];
    const length = Math.min(before, head.length);
    const outcomes = [
      [1, 13],
      [Number.POSITIVE_INFINITY, 2048],
    ].map(([hotAfter = 1, lookInterval]) => {
      const guest = setUp(hotAfter, lookInterval);
      const { machine, code, data } = guest;
      const { physical } = machine;
      // Two address spaces with one page in common and another one after it.
      const frames = [physical.allocFrame(), physical.allocFrame()];
      const write = (frame: number, bytes: readonly number[]): void => {
        physical.touch(frame);
        physical.u8.set(bytes.slice(0, 4000), frame * 4096);
      };
      const spaces = frames.map((frame) => {
        const pages = new Map([
          [CODE, code * 4096],
          [CODE + 4096, frame * 4096],
          [DATA, data * 4096],
        ]);
        const translate = (page: number): number => pages.get(page) ?? FAULT_UNMAPPED;
        return machine.createSpace({ translate, peek: translate });
      });
      start(guest, [], round + 1);
      physical.u8.set(head.slice(0, length), code * 4096 + 4096 - length);
      const seen: unknown[] = [];
      const random = (below: number): number => (seen.length * 7919 + round * 31) % below;
      for (let turn = 0; turn < 40; turn++) {
        if (turn === 0) for (const [i, frame] of frames.entries()) write(frame, tails[i] ?? []);
        if (turn === 25) write(frames[0] ?? 0, tails[2] ?? []);
        const space = spaces[random(3) & 1];
        if (space) machine.useSpace(space);
        const reason = machine.run(1 + random(400));
        seen.push([reason, machine.instructions, state(guest)]);
        if (reason !== REASON.budget || turn === 25) {
          machine.registers.rip = CODE + 4096 - length;
          machine.registers.set(REG.rsp, DATA + 2048);
          machine.registers.set(REG.rbp, DATA);
        }
      }
      pools.get(`${hotAfter} ${lookInterval}`)?.release(machine);
      return seen;
    });
    expect(outcomes[0], `round ${round}`).toEqual(outcomes[1]);
  }
}, 60_000);

test("code that rewrites itself is seen by hot blocks, too", () => {
  const guest = setUp(1);
  const { machine, code } = guest;
  // l: mov eax,0; inc byte [rbx] (the immediate); dec ecx; jne l; syscall
  const bytes = [0xb8, 0, 0, 0, 0, 0xfe, 0x03, 0xff, 0xc9, 0x75, 0xf5, 0x0f, 0x05];
  machine.physical.u8.set(bytes, code * 4096);
  machine.registers.rip = CODE;
  machine.registers.set(REG.rbx, CODE + 1);
  machine.registers.set(REG.rcx, 100);
  let reason: number = REASON.budget;
  while (reason === REASON.budget) reason = machine.run(3);
  expect(reason).toBe(REASON.syscall);
  expect(machine.registers.number(REG.rax)).toBe(99);
  expect(machine.instructions).toBe(401);
});

test("a loop that rewrites itself is left", () => {
  const { machine, code } = setUp(1);
  // l: mov eax,0; inc byte [rbx]; dec ecx; jne l — the whole block is one loop
  machine.physical.u8.set([0xb8, 0, 0, 0, 0, 0xfe, 0x03, 0xff, 0xc9, 0x75, 0xf5, 0x0f, 0x05], code * 4096);
  machine.registers.rip = CODE;
  machine.registers.set(REG.rbx, CODE + 1);
  machine.registers.set(REG.rcx, 200);
  expect(machine.run(3)).toBe(REASON.budget);
  expect(machine.run(10000)).toBe(REASON.syscall);
  expect(machine.registers.number(REG.rax)).toBe(199);
});

/** The same machine, but writing the same code again does not drop the hot block. */
function withoutTouch({ machine }: Guest): Machine {
  const physical = Object.create(machine.physical, { touch: { value: () => undefined } });
  return Object.create(machine, { physical: { value: physical } });
}
