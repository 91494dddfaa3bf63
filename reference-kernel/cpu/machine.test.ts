import { expect, test } from "vitest";
import { FAULT_UNMAPPED } from "../memory/mmu.ts";
import { REG } from "./layout.ts";
import { type Machine, MachinePool, PAGE_FAULT, REASON, VECTOR } from "./machine.ts";

const CODE = 0x400000;
const STACK = 0x7fff0000;

/** A machine with code at CODE (more pages follow it), a page of data at 0x500000 and 0x501000, a stack below STACK + 4096. */
function setUp(code: readonly number[]): { machine: Machine; pages: Map<number, number> } {
  const machine = new MachinePool().acquire({ size: 1 << 26 });
  const pages = new Map<number, number>();
  for (const page of [CODE, CODE + 4096, 0x500000, 0x501000, STACK])
    pages.set(page, machine.physical.allocFrame() * 4096);
  machine.physical.u8.set(code, pages.get(CODE));
  machine.useSpace(machine.createSpace({ translate: (page) => pages.get(page) ?? FAULT_UNMAPPED }));
  machine.registers.rip = CODE;
  machine.registers.rsp = STACK + 4096;
  return { machine, pages };
}

test("a loop adds numbers and ends in a system call", () => {
  // xor eax,eax; mov ecx,1000; l: add eax,ecx; dec→sub ecx,1; jne l; syscall
  const { machine } = setUp([0x31, 0xc0, 0xb9, 0xe8, 3, 0, 0, 0x01, 0xc8, 0x83, 0xe9, 1, 0x75, 0xf9, 0x0f, 0x05]);
  expect(machine.run(1e6)).toBe(REASON.syscall);
  expect(machine.registers.number(REG.rax)).toBe(500500);
  expect(machine.instructions).toBe(2 + 3000 + 1);
  expect(machine.registers.rip).toBe(CODE + 16);
  expect(machine.registers.number(REG.rcx)).toBe(CODE + 16);
});

test("the budget is exact, wherever it ends", () => {
  const code = [0x31, 0xc0, 0xb9, 0xe8, 3, 0, 0, 0x01, 0xc8, 0x83, 0xe9, 1, 0x75, 0xf9, 0x0f, 0x05];
  const { machine } = setUp(code);
  let left = 3003;
  for (let n = 1; left > n; n = (n % 7) + 1) {
    expect(machine.run(n)).toBe(REASON.budget);
    left -= n;
    expect(machine.instructions).toBe(3003 - left);
  }
  expect(machine.run(left)).toBe(REASON.syscall);
  expect(machine.registers.number(REG.rax)).toBe(500500);
});

test("a page fault is precise", () => {
  // mov rax,[0x600ff8 absolute32]; with a push before it
  const { machine } = setUp([0x50, 0x48, 0x8b, 0x04, 0x25, 0xf8, 0x0f, 0x60, 0]);
  expect(machine.run(10)).toBe(REASON.fault);
  expect(machine.vector).toBe(VECTOR.pageFault);
  expect(machine.errorCode).toBe(PAGE_FAULT.user);
  expect(machine.address).toBe(0x600ff8);
  expect(machine.registers.rip).toBe(CODE + 1);
  expect(machine.instructions).toBe(1);
  expect(machine.registers.rsp).toBe(STACK + 4088);
});

test("a non-canonical address is a general protection fault, on the stack a stack fault", () => {
  const { machine } = setUp([0x48, 0x8b, 0x03, 0x55]);
  machine.registers.setBig(REG.rbx, 0x800000000000n);
  expect(machine.run(10)).toBe(REASON.fault);
  expect(machine.vector).toBe(VECTOR.generalProtection);
  machine.registers.rip = CODE + 3;
  machine.registers.setBig(REG.rsp, 0x8000000000000000n);
  expect(machine.run(10)).toBe(REASON.fault);
  expect(machine.vector).toBe(VECTOR.stackFault);
  expect(machine.instructions).toBe(0);
});

test("accesses across pages are put together, also when they read and write", () => {
  // mov [rbx],rax; add [rbx],rax; mov rcx,[rbx]; syscall
  const { machine, pages } = setUp([0x48, 0x89, 0x03, 0x48, 0x01, 0x03, 0x48, 0x8b, 0x0b, 0x48, 0x89, 0xca, 0x0f, 5]);
  machine.registers.set(REG.rbx, 0x500ffd);
  machine.registers.setBig(REG.rax, 0x0102030405060708n);
  expect(machine.run(10)).toBe(REASON.syscall);
  expect(machine.registers.big(REG.rdx)).toBe(0x020406080a0c0e10n);
  const first = pages.get(0x500000) ?? 0;
  const second = pages.get(0x501000) ?? 0;
  expect([...machine.physical.u8.subarray(first + 4093, first + 4096)]).toEqual([0x10, 0x0e, 0x0c]);
  expect([...machine.physical.u8.subarray(second, second + 5)]).toEqual([0x0a, 0x08, 0x06, 0x04, 0x02]);
});

test("an instruction that crosses a page runs, and sees its second page change", () => {
  const { machine, pages } = setUp([]);
  const code = pages.get(CODE) ?? 0;
  const next = pages.get(CODE + 4096) ?? 0;
  // mov eax, imm32 with its last two bytes on the next page; then syscall
  machine.physical.u8.set([0xb8, 0x44, 0x33], code + 4093);
  machine.physical.u8.set([0x22, 0x11, 0x0f, 0x05], next);
  for (const [byte, expected] of [
    [0x11, 0x11223344],
    [0x55, 0x55223344],
  ] as const) {
    machine.physical.touch(next >> 12);
    machine.physical.u8[next + 1] = byte;
    machine.registers.rip = CODE + 4093;
    expect(machine.run(10)).toBe(REASON.syscall);
    expect(machine.registers.number(REG.rax)).toBe(expected);
  }
});

test("code that rewrites itself runs as rewritten after a jump", () => {
  // l: mov eax,1; cmp byte [rbx],2; je out; mov byte [rbx],2 (the immediate of the first mov); jmp l; out: syscall
  const { machine } = setUp([0xb8, 1, 0, 0, 0, 0x80, 0x3b, 2, 0x74, 0x05, 0xc6, 0x03, 2, 0xeb, 0xf1, 0x0f, 0x05]);
  machine.registers.set(REG.rbx, CODE + 1);
  expect(machine.run(100)).toBe(REASON.syscall);
  expect(machine.registers.number(REG.rax)).toBe(2);
});

test("calls and returns go through other pages", () => {
  const { machine, pages } = setUp([0xe8, 0xfb, 0x0f, 0, 0, 0xff, 0xc0, 0x0f, 0x05]);
  machine.physical.u8.set([0x83, 0xc0, 0x05, 0xc3], pages.get(CODE + 4096));
  expect(machine.run(100)).toBe(REASON.syscall);
  expect(machine.registers.number(REG.rax)).toBe(6);
});

test("undefined instructions raise #UD, also in the middle of a block", () => {
  const { machine } = setUp([0x90, 0x0f, 0x0b]);
  expect(machine.run(100)).toBe(REASON.fault);
  expect(machine.vector).toBe(VECTOR.invalidOpcode);
  expect(machine.registers.rip).toBe(CODE + 1);
  expect(machine.instructions).toBe(1);
});

test("the trap flag stops after each instruction", () => {
  // pushf; or dword [rsp],0x100; popf; nop; nop
  const { machine } = setUp([0x9c, 0x81, 0x0c, 0x24, 0, 1, 0, 0, 0x9d, 0x90, 0x90]);
  expect(machine.run(100)).toBe(REASON.fault);
  expect(machine.vector).toBe(VECTOR.debug);
  expect(machine.registers.rip).toBe(CODE + 10);
  expect(machine.instructions).toBe(4);
});

test("a repeated move stops precisely at a page that is not there, and goes on", () => {
  const { machine, pages } = setUp([0xf3, 0xa4, 0x0f, 0x05]);
  machine.registers.set(REG.rsi, 0x500000);
  machine.registers.set(REG.rdi, 0x501800);
  machine.registers.set(REG.rcx, 0x1000);
  machine.physical.u8.fill(7, pages.get(0x500000), (pages.get(0x500000) ?? 0) + 4096);
  expect(machine.run(100)).toBe(REASON.fault);
  expect(machine.address).toBe(0x502000);
  expect(machine.errorCode).toBe(PAGE_FAULT.user | PAGE_FAULT.write);
  expect(machine.registers.number(REG.rcx)).toBe(0x800);
  expect(machine.registers.number(REG.rdi)).toBe(0x502000);
  expect(machine.registers.rip).toBe(CODE);
  pages.set(0x502000, machine.physical.allocFrame() * 4096);
  expect(machine.run(100)).toBe(REASON.syscall);
  expect(machine.instructions).toBe(2);
  expect(machine.physical.u8[(pages.get(0x502000) ?? 0) + 0x7ff]).toBe(7);
});

test("a pooled machine starts like a new one", () => {
  const pool = new MachinePool();
  const machine = pool.acquire({ size: 1 << 26 });
  const frame = machine.physical.allocFrame();
  machine.physical.u8[frame * 4096] = 1;
  machine.registers.set(REG.rax, 5);
  pool.release(machine);
  const again = pool.acquire();
  expect(again).toBe(machine);
  expect(again.registers.number(REG.rax)).toBe(0);
  expect(again.physical.used).toBe(0);
  expect(again.physical.u8[again.physical.allocFrame() * 4096]).toBe(0);
});

test("selectors are Linux's, and only those can be loaded", () => {
  // mov ecx,cs; mov edx,ss; mov [rbx],ds; mov fs,ax (0x2b); mov fs,ax (0x43)
  const { machine, pages } = setUp([0x8c, 0xc9, 0x8c, 0xd2, 0x8c, 0x1b, 0x8e, 0xe0, 0xb0, 0x43, 0x8e, 0xe0]);
  machine.registers.set(REG.rbx, 0x500000);
  machine.registers.set(REG.rax, 0x2b);
  machine.registers.fsBase = 0x1234;
  machine.physical.u8.fill(0xff, pages.get(0x500000), (pages.get(0x500000) ?? 0) + 4);
  expect(machine.run(100)).toBe(REASON.fault);
  expect(machine.registers.number(REG.rcx)).toBe(0x33);
  expect(machine.registers.number(REG.rdx)).toBe(0x2b);
  expect(machine.physical.view.getUint32(pages.get(0x500000) ?? 0, true)).toBe(0xffff0000);
  expect(machine.registers.fsBase).toBe(0);
  expect([machine.vector, machine.errorCode]).toEqual([VECTOR.generalProtection, 0x40]);
});

test("traps leave rip after the instruction, int n names its gate", () => {
  const { machine } = setUp([0xcc, 0xcd, 0x80]);
  expect(machine.run(100)).toBe(REASON.fault);
  expect([machine.vector, machine.registers.rip, machine.instructions]).toEqual([VECTOR.breakpoint, CODE + 1, 1]);
  expect(machine.run(100)).toBe(REASON.fault);
  expect([machine.vector, machine.registers.rip, machine.instructions]).toEqual([
    VECTOR.generalProtection,
    CODE + 1,
    1,
  ]);
  expect(machine.errorCode).toBe(0x402);
});

test("far and interrupt returns go to the same code segment", () => {
  // push 0x33; push rax; retfq
  const { machine } = setUp([0x6a, 0x33, 0x50, 0x48, 0xcb, 0x90, 0x0f, 0x05]);
  machine.registers.set(REG.rax, CODE + 6);
  expect(machine.run(100)).toBe(REASON.syscall);
  expect(machine.instructions).toBe(4);
  expect(machine.registers.rsp).toBe(STACK + 4096);
});

test("spaces keep their translations apart, also when there are more of them than TLB sets", () => {
  const { machine, pages } = setUp([0x8b, 0x03, 0x0f, 0x05]);
  const spaces = Array.from({ length: 20 }, (_, i) => {
    const frame = machine.physical.allocFrame();
    machine.physical.u8[frame * 4096] = i + 1;
    const translate = (page: number): number =>
      page === 0x500000 ? frame * 4096 : (pages.get(page) ?? FAULT_UNMAPPED);
    return machine.createSpace({ translate });
  });
  for (let round = 0; round < 2; round++) {
    for (const [i, space] of spaces.entries()) {
      machine.useSpace(space);
      machine.registers.rip = CODE;
      machine.registers.set(REG.rbx, 0x500000);
      expect(machine.run(10)).toBe(REASON.syscall);
      expect(machine.registers.number(REG.rax)).toBe(i + 1);
    }
  }
});

test("flushed pages are asked for again", () => {
  const { machine, pages } = setUp([0x8b, 0x03, 0x0f, 0x05]);
  const space = machine.createSpace({ translate: (page) => pages.get(page) ?? FAULT_UNMAPPED });
  machine.useSpace(space);
  const read = (): number => {
    machine.registers.rip = CODE;
    machine.registers.set(REG.rbx, 0x500000);
    expect(machine.run(10)).toBe(REASON.syscall);
    return machine.registers.number(REG.rax);
  };
  expect(read()).toBe(0);
  const other = machine.physical.allocFrame();
  machine.physical.u8[other * 4096] = 9;
  pages.set(0x500000, other * 4096);
  expect(read()).toBe(0);
  machine.flushPages(space, 0x500000, 1);
  expect(read()).toBe(9);
});

test("a branch to an address that is not canonical faults itself and changes nothing", () => {
  // push rax; ret / call rax / jmp rax
  for (const code of [
    [0x50, 0xc3],
    [0x90, 0xff, 0xd0],
    [0x90, 0xff, 0xe0],
  ]) {
    const { machine } = setUp(code);
    machine.registers.setBig(REG.rax, 0x800000000000n);
    expect(machine.run(100)).toBe(REASON.fault);
    expect([machine.vector, machine.registers.rip, machine.instructions]).toEqual([13, CODE + 1, 1]);
    expect(machine.registers.rsp).toBe(STACK + 4096 - (code[0] === 0x50 ? 8 : 0));
  }
});

test("faults at the end of user space", () => {
  const { machine } = setUp([0x48, 0x8b, 0x03]);
  const outcome = (address: bigint): [number, number, bigint] => {
    machine.registers.rip = CODE;
    machine.registers.setBig(REG.rbx, address);
    expect(machine.run(1)).toBe(REASON.fault);
    return [machine.vector, machine.errorCode, machine.exactAddress];
  };
  expect(outcome(0x7ffffffffffcn)).toEqual([VECTOR.generalProtection, 0, 0n]);
  expect(outcome(0x7fffffffeff8n)).toEqual([VECTOR.pageFault, PAGE_FAULT.user, 0x7fffffffeff8n]);
  const present = PAGE_FAULT.user | PAGE_FAULT.present;
  expect(outcome(0x7ffffffff000n)).toEqual([VECTOR.pageFault, present, 0x7ffffffff000n]);
  expect(outcome(0xfffffffffffffffcn)).toEqual([VECTOR.pageFault, present, 0xfffffffffffffffcn]);
});

test("an instruction that crosses into a page that is mapped anew is decoded anew", () => {
  const { machine, pages } = setUp([]);
  machine.physical.u8.set([0xb8, 0x44, 0x33], (pages.get(CODE) ?? 0) + 4093);
  machine.physical.u8.set([0x22, 0x11, 0x0f, 0x05], pages.get(CODE + 4096));
  const space = machine.createSpace({ translate: (page) => pages.get(page) ?? FAULT_UNMAPPED });
  machine.useSpace(space);
  const result = (): number => {
    machine.registers.rip = CODE + 4093;
    expect(machine.run(10)).toBe(REASON.syscall);
    return machine.registers.number(REG.rax);
  };
  expect(result()).toBe(0x11223344);
  const other = machine.physical.allocFrame() * 4096;
  machine.physical.u8.set([0x66, 0x55, 0x0f, 0x05], other);
  pages.set(CODE + 4096, other);
  machine.flushPages(space, CODE + 4096, 4096);
  expect(result()).toBe(0x55663344);
});
