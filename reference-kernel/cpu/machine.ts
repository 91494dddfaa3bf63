/**
 * The x86-64 user-mode machine as the kernel sees it. It knows nothing of Linux: it runs guest instructions in the
 * current address space until something needs its caller, and says what.
 *
 *   const machine = pool.acquire();       // or `new Machine()`
 *   const space = machine.createSpace(mmu);              // one per address space
 *   machine.useSpace(space);
 *   machine.loadContext(task.context);
 *   switch (machine.run(20000)) { case REASON.syscall: … }
 *   machine.saveContext(task.context);
 *   pool.release(machine);
 */
import { PhysicalMemory } from "../memory/physical.ts";
import { FIRST_FRAME } from "./layout.ts";
import type { Mmu } from "./mmu.ts";
import { type CpuContext, Registers } from "./registers.ts";

export { VECTOR } from "./vectors.ts";

/** Why `run` returned. */
export const REASON = {
  /** A SYSCALL was executed and counted: rip is after it, rcx and r11 are set as the processor sets them. */
  syscall: 0,
  /** Exactly the allowed number of instructions has run. */
  budget: 1,
  /** `vector`, `errorCode`, `address` say which exception; rip is at the instruction (after it for #BP and #DB). */
  fault: 2,
} as const;
export type Reason = (typeof REASON)[keyof typeof REASON];

/** Bits of a page fault's error code. */
export const PAGE_FAULT = { present: 1, write: 2, user: 4, fetch: 16 } as const;

/** An address space as the machine knows it: its translations and its TLB set, if it has one at the moment. */
export interface Space {
  readonly mmu: Mmu;
}

export interface MachineOptions {
  /** Bytes of the Memory. Default 1 GiB. */
  readonly size?: number;
}

export class Machine {
  readonly physical: PhysicalMemory;
  /** The live registers, whenever `run` is not running. */
  readonly registers: Registers;
  /** Guest instructions executed since the machine was acquired. */
  instructions = 0;
  /** Virtual time-stamp counter, read by RDTSC. */
  tsc: () => bigint = () => BigInt(this.instructions);

  /** Of the last fault. */
  vector = 0;
  errorCode = 0;
  /** Of the last page fault: the address that was accessed. */
  address = 0;

  constructor(options: MachineOptions = {}) {
    this.physical = new PhysicalMemory({ firstFrame: FIRST_FRAME, ...options });
    this.registers = new Registers(this.physical);
  }

  createSpace(_mmu: Mmu): Space {
    throw new Error("the machine is not built yet");
  }

  /** Makes a space the current one. */
  useSpace(_space: Space): void {
    throw new Error("the machine is not built yet");
  }

  /** The space will not be used again. */
  dropSpace(_space: Space): void {
    throw new Error("the machine is not built yet");
  }

  /** Forgets all translations of a space (it need not be the current one). */
  flushSpace(_space: Space): void {
    throw new Error("the machine is not built yet");
  }

  /** Forgets the translation of pages; to be called when a page is unmapped, remapped or loses a right. */
  flushPages(_space: Space, _start: number, _length: number): void {
    throw new Error("the machine is not built yet");
  }

  /** Forgets the right to write everywhere in a space (fork, write protection). */
  flushWrites(_space: Space): void {
    throw new Error("the machine is not built yet");
  }

  /** Runs exactly `maxInstructions`, or fewer when something else ends it. */
  run(_maxInstructions: number): Reason {
    throw new Error("the machine is not built yet");
  }

  saveContext(into: CpuContext): void {
    into.raw.u8.set(this.registers.bytes());
  }

  loadContext(from: CpuContext): void {
    this.physical.u8.set(from.raw.u8, 0);
  }

  /** Disassembles one instruction. @returns its length and text; length 1 and "(bad)" when there is none. */
  disassemble(_bytes: Uint8Array, _address: number): { readonly length: number; readonly text: string } {
    throw new Error("the machine is not built yet");
  }
}

/** Keeps machines for reuse: a fresh Memory and its instances cost more than a short program's whole run. */
export class MachinePool {
  private readonly idle: Machine[] = [];

  acquire(options: MachineOptions = {}): Machine {
    return this.idle.pop() ?? new Machine(options);
  }

  release(machine: Machine): void {
    this.idle.push(machine);
  }
}
