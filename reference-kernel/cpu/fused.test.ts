import { expect, test } from "vitest";
import { FAULT_UNMAPPED } from "../memory/mmu.ts";
import { REG } from "./layout.ts";
import { MachinePool, REASON } from "./machine.ts";

const CODE = 0x400000;
const VALUES = [0n, 1n, 0x7fn, 0x80n, 0xffn, 0x7fffffffn, 0x80000000n, 0xffffffffn, 2n ** 63n, 2n ** 64n - 1n];

/** Instructions on al…rax and cl…rcx, in all operand sizes. */
const INSTRUCTIONS: readonly (readonly number[])[] = [
  ...[0x01, 0x11, 0x19, 0x21, 0x29, 0x31, 0x39, 0x85].flatMap((opcode) => [
    [opcode - 1, 0xc8],
    [0x66, opcode, 0xc8],
    [opcode, 0xc8],
    [0x48, opcode, 0xc8],
  ]),
  [0x48, 0x83, 0xf8, 0xff], // cmp rax,-1
  [0x3c, 0x80], // cmp al,0x80
  [0xff, 0xc0], // inc eax
  [0x48, 0xff, 0xc8], // dec rax
  [0xf7, 0xd8], // neg eax
  [0xd1, 0xe0], // shl eax,1
  [0xd3, 0xe8], // shr eax,cl
];

test("a jump fused to the instruction before it decides as it does alone", () => {
  const machine = new MachinePool().acquire({ size: 1 << 26 });
  const frame = machine.physical.allocFrame();
  machine.useSpace(machine.createSpace({ translate: (page) => (page === CODE ? frame * 4096 : FAULT_UNMAPPED) }));
  const run = (a: bigint, b: bigint, flags: number, steps: readonly number[]): [number, bigint, number] => {
    machine.registers.rip = CODE;
    machine.registers.setBig(REG.rax, a);
    machine.registers.setBig(REG.rcx, b);
    machine.registers.rflags = flags;
    for (const step of steps) expect(machine.run(step)).toBe(REASON.budget);
    return [machine.registers.rip, machine.registers.big(REG.rax), machine.registers.rflags];
  };
  for (const instruction of INSTRUCTIONS) {
    for (let condition = 0; condition < 16; condition++) {
      machine.physical.touch(frame);
      machine.physical.u8.set([...instruction, 0x70 + condition, 0x10], frame * 4096);
      for (const [i, a] of VALUES.entries()) {
        for (const [j, b] of VALUES.entries()) {
          const flags = ((i + j) % 2) * 0x8d5;
          expect(run(a, b, flags, [2]), `${instruction} ${condition} ${a} ${b}`).toEqual(run(a, b, flags, [1, 1]));
        }
      }
    }
  }
});
