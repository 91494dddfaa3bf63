/**
 * The x86-64 user-mode machine as the kernel sees it. It knows nothing of Linux: it runs guest instructions in the
 * current address space until something needs its caller, and says what.
 *
 *   const machine = pool.acquire();                      // or `new Machine()`
 *   const space = machine.createSpace(mmu);              // one per address space
 *   machine.useSpace(space);
 *   machine.loadContext(task.context);
 *   switch (machine.run(20000)) { case REASON.syscall: … }
 *   machine.saveContext(task.context);
 *   pool.release(machine);
 *
 * How it runs: blocks.ts decodes code into records, library.ts emits a WebAssembly function for each variant of an
 * instruction, and those functions tail-call each other along the records (emit/sem.ts). Each leaves only for a system
 * call, an exception, the end of the budget, or a block that is not known yet. What is often seen running is translated
 * into functions that hold many blocks (regions.ts).
 */
import { type Mmu, READ, WRITE } from "../memory/mmu.ts";
import { PhysicalMemory } from "../memory/physical.ts";
import { Blocks } from "./blocks.ts";
import { Decoder } from "./decode.ts";
import { type Disassembled, disassemble } from "./disassemble.ts";
import { EXIT, HEADER, LINK_NEVER, RECORD, RECORD_SIZE } from "./emit/record.ts";
import { HandlerAccess } from "./handler-access.ts";
import {
  BLOCK_BASE,
  BUDGET,
  FIRST_FRAME,
  FLAG_STORED,
  LINK_SLOT,
  MACHINE_END,
  PAGE_CONSTANT,
  REG,
  RIP,
  TIME_AND_BUDGET,
} from "./layout.ts";
import { HandlerLibrary } from "./library.ts";
import { HOT_AFTER, LOOK_INTERVAL, Regions } from "./regions.ts";
import { type CpuContext, Registers, resetContext } from "./registers.ts";
import { FLAG } from "./rflags.ts";
import { SlowMemory } from "./slow-memory.ts";
import { type Space, Spaces } from "./spaces.ts";
import { fillConstants } from "./sse/constants.ts";
import { VECTOR } from "./vectors.ts";

export { PAGE_FAULT } from "./slow-memory.ts";
export type { Space } from "./spaces.ts";
export { VECTOR };

/** Translates whatever a look finds: what tests compare with tier 0 alone. Between looks, regions must have time to run. */
export const EVERYTHING_HOT = { hotAfter: 1, lookInterval: 61 } as const;
export const NOTHING_HOT = { hotAfter: Number.POSITIVE_INFINITY } as const;

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

export interface MachineOptions {
  /** Bytes of the Memory. Default 1 GiB. */
  readonly size?: number;
  /**
   * A block that was seen running so often becomes the entry of a region. 1: as early as possible (for tests), Infinity:
   * never.
   */
  readonly hotAfter?: number;
  /** Instructions between two looks at what is running. */
  readonly lookInterval?: number;
}

/** Thrown through WebAssembly frames to unwind an instruction that faults. */
class FaultSignal {}

/** Instructions between looks when only hot code is found. */
const LONGEST_INTERVAL = 16384;
const LARGEST_BUDGET = 0x7fffffff;

export class Machine {
  readonly physical: PhysicalMemory;
  /** The live registers, whenever `run` is not running. */
  readonly registers: Registers;
  /** Guest instructions executed since the machine was acquired; up to date whenever `run` is not running. */
  instructions = 0;
  /**
   * Virtual time-stamp counter, read by RDTSC: given the number of instructions executed. While `run` runs, it advances by
   * one an instruction.
   */
  tsc: (instructions: number) => number = (instructions) => instructions;

  /** RDTSC raises the general protection fault (CR4.TSD). */
  tscFaults = false;

  /** Of the last fault. */
  vector = 0;
  errorCode = 0;
  /** Of the last page fault: the address that was accessed (rounded if it is in the kernel's half) … */
  address = 0;
  /** … and exactly. */
  exactAddress = 0n;

  /** What is at TIME_AND_BUDGET. */
  private readonly time: Float64Array;
  private readonly library: HandlerLibrary;
  private readonly spaces: Spaces;
  private readonly slow: SlowMemory;
  private readonly blocks: Blocks;
  private readonly regions: Regions;
  private readonly lookInterval: number;
  private readonly decoder: Decoder;
  private readonly handlerImports: Record<string, unknown>;
  private readonly imports: Record<string, Record<string, unknown>>;
  private readonly signal = new FaultSignal();
  private enter: ((record: number) => number) | null = null;
  /** Version of the library up to which this machine has the handlers. */
  private version = 0;
  /** Budget of the running chunk, and how much of it is held back until the next look. */
  private chunk = 0;
  private held = 0;
  private untilLook = 0;
  private interval = 0;
  /** The last way out of WebAssembly was that of a region whose budget had ended. */
  private inRegion = false;

  constructor(library: HandlerLibrary, options: MachineOptions = {}) {
    this.library = library;
    this.physical = new PhysicalMemory({ firstFrame: FIRST_FRAME, ...options });
    this.time = new Float64Array(this.physical.memory.buffer, TIME_AND_BUDGET, 1);
    fillConstants(this.physical.u8);
    this.registers = new Registers(this.physical);
    this.spaces = new Spaces(this.physical);
    const raise = this.raise.bind(this);
    this.slow = new SlowMemory(this.physical, this.spaces, raise);
    this.decoder = new Decoder(library.table);
    const fetch = (page: number, address: number): number => this.slow.fetch(page, address);
    this.blocks = new Blocks(this.physical, library, this.decoder, this.spaces, fetch, () => this.regions.reset());
    this.regions = new Regions(this.physical, library, this.blocks, this.spaces, options.hotAfter ?? HOT_AFTER);
    this.lookInterval = options.lookInterval ?? LOOK_INTERVAL;
    this.slow.onCodeWrite = (frame, offset, size) => this.blocks.writeInto(frame, offset, size);
    const access = new HandlerAccess(this.physical, this.slow, this.registers, {
      raise,
      raiseAfter: (record, vector) => this.raiseAfter(record, vector),
    });
    const { leaves } = library;
    this.handlerImports = {
      memory: this.physical.memory,
      slowRead: (record: number, size: number) => this.slow.atEffective(record, size, READ),
      slowWrite: (record: number, size: number) => this.slow.atEffective(record, size, WRITE),
      commit: () => this.slow.commit(),
      leave: (record: number, what: number) => {
        access.how = what & 255;
        const handler = leaves[what >> 8];
        if (handler === undefined) throw new Error(`no handler ${what >> 8}`);
        handler(access, record);
      },
      fault: (record: number, vector: number) => raise(record, vector, 0, 0),
    };
    this.imports = { m: this.handlerImports };
    this.reset();
  }

  /** Forgets everything of the last run. */
  reset(): void {
    this.blocks.reset();
    this.physical.reset();
    this.physical.onCodeChange = (frame) => this.blocks.dropFrame(frame);
    this.spaces.reset();
    const { u8, u32 } = this.physical;
    u8.fill(0, 0, MACHINE_END);
    resetContext(this.physical);
    u32[PAGE_CONSTANT >> 2] = 4096;
    this.spaces.use(this.spaces.current);
    this.instructions = 0;
    this.untilLook = this.lookInterval;
    this.interval = this.lookInterval;
    this.tscFaults = false;
    this.tsc = (instructions) => instructions;
  }

  createSpace(mmu: Mmu): Space {
    return this.spaces.create(mmu);
  }

  /** Makes a space the current one. */
  useSpace(space: Space): void {
    this.spaces.use(space);
  }

  /** The space will not be used again. */
  dropSpace(space: Space): void {
    this.spaces.drop(space);
  }

  /** Forgets all translations of a space (it need not be the current one). */
  flushSpace(space: Space): void {
    this.spaces.flush(space);
  }

  /** Forgets the translation of pages; to be called when a page is unmapped, remapped or loses a right. */
  flushPages(space: Space, start: number, length: number): void {
    this.spaces.flushPages(space, start, length);
  }

  /** Forgets the right to write everywhere in a space (fork, write protection). */
  flushWrites(space: Space): void {
    this.spaces.flushWrites(space);
  }

  /** Runs exactly `maxInstructions`, or fewer when something else ends it. */
  run(maxInstructions: number): Reason {
    let left = maxInstructions;
    for (;;) {
      this.chunk = Math.min(left, LARGEST_BUDGET);
      this.held = this.chunk;
      this.physical.i32[BUDGET >> 2] = 0;
      this.time[0] = this.tscFaults ? Number.NEGATIVE_INFINITY : this.tsc(this.instructions);
      this.grant();
      const reason = this.runChunk();
      const unused = this.physical.i32[BUDGET >> 2]!;
      const done = this.chunk - this.held - unused;
      this.untilLook += unused;
      this.chunk = 0;
      this.held = 0;
      this.instructions += done;
      left -= done;
      if (reason !== REASON.budget || left <= 0) return reason;
    }
  }

  /** Adds to the budget what may run until the next look. */
  private grant(): void {
    const more = Math.min(this.held, this.untilLook);
    this.held -= more;
    this.untilLook -= more;
    this.physical.i32[BUDGET >> 2]! += more;
    this.time[0]! += more;
  }

  saveContext(into: CpuContext): void {
    into.bytes().set(this.registers.bytes());
  }

  loadContext(from: CpuContext): void {
    this.registers.bytes().set(from.bytes());
  }

  /** Disassembles the instruction at the start of `bytes`, which lies at `address`. */
  disassemble(bytes: Uint8Array, address: number): Disassembled {
    return disassemble(this.decoder, bytes, address);
  }

  private runChunk(): Reason {
    const { i32, u32 } = this.physical;
    u32[LINK_SLOT >> 2] = 0;
    this.inRegion = false;
    try {
      for (;;) {
        if (i32[BUDGET >> 2]! + this.held === 0) return REASON.budget;
        // With TF set, one instruction runs and then the debug exception is raised.
        const step = (u32[FLAG_STORED >> 2]! & FLAG.TF) !== 0;
        const block = step ? this.single() : this.find();
        const budget = i32[BUDGET >> 2]!;
        if (this.library.version !== this.version || this.library.hasPending) this.instantiate();
        i32[BUDGET >> 2] = budget - i32[(block + HEADER.count) >> 2]!;
        u32[BLOCK_BASE >> 2] = u32[RIP >> 2]! & ~0xfff;
        u32[(BLOCK_BASE >> 2) + 1] = u32[(RIP >> 2) + 1]!;
        const exit = this.enter?.(block);
        this.inRegion = exit === EXIT.budgetInRegion;
        if (exit === EXIT.validate) this.regions.validate(this.blocks.at(this.registers.rip), this.registers.rip);
        if (exit === EXIT.syscall) {
          this.registers.setHalves(REG.r11, this.registers.rflags, 0);
          return REASON.syscall;
        }
        if (step) return this.trap(VECTOR.debug);
      }
    } catch (error) {
      if (error !== this.signal) throw error;
      this.slow.abandon();
      return REASON.fault;
    }
  }

  /** A trap between two instructions. */
  private trap(vector: number): Reason {
    this.vector = vector;
    this.errorCode = 0;
    this.address = 0;
    this.exactAddress = 0n;
    return REASON.fault;
  }

  /** A block of the one instruction at rip. */
  private single(): number {
    if (this.physical.i32[BUDGET >> 2] === 0) {
      if (this.untilLook === 0) this.untilLook = this.lookInterval;
      this.grant();
    }
    return this.blocks.truncated(this.registers.rip, 1);
  }

  /** The block at rip; the link or jump cache entry that lacked it gets it. */
  private find(): number {
    const { u32, i32 } = this.physical;
    const link = u32[LINK_SLOT >> 2]!;
    u32[LINK_SLOT >> 2] = 0;
    let block = link === 0 ? this.spaces.cachedBlock() : 0;
    // A dropped block has no instructions.
    if (block === 0 || u32[(block + HEADER.count) >> 2] === 0) {
      const { generation } = this.blocks;
      const { rip } = this.registers;
      block = this.blocks.at(rip);
      if (link !== 0 && generation === this.blocks.generation) {
        u32[link >> 2] = this.blocks.linkable(block) ? block : LINK_NEVER;
      } else this.spaces.enterBlock(rip, block);
    }
    const count = i32[(block + HEADER.count) >> 2]!;
    if (count <= i32[BUDGET >> 2]!) return block;
    while (this.held > 0 && count > i32[BUDGET >> 2]!) {
      if (this.untilLook === 0) {
        // What is hot already need not be looked at so often.
        const isHot = this.regions.look(block, this.registers.rip, this.inRegion);
        this.interval = isHot ? Math.min(this.interval * 2, LONGEST_INTERVAL) : this.lookInterval;
        this.untilLook = this.interval;
      }
      this.grant();
    }
    if (count <= i32[BUDGET >> 2]!) return block;
    return this.blocks.truncated(this.registers.rip, i32[BUDGET >> 2]!);
  }

  /** Brings the table up to date with the library. */
  private instantiate(): void {
    for (const module of this.library.modulesSince(this.version)) {
      const { enter, table } = new WebAssembly.Instance(module, this.imports).exports;
      if (typeof enter !== "function") continue;
      // The first module makes the table that the later ones add to.
      this.enter = (record) => enter(record) as number;
      this.handlerImports.table = table;
    }
    this.version = this.library.version;
  }

  /** What the budget was just before the instruction of a record, plus `executed`. */
  private budgetAt(record: number, executed: number): number {
    const { i32, u8 } = this.physical;
    const block = record - u8[record + RECORD.position]! * RECORD_SIZE;
    return i32[BUDGET >> 2]! + i32[(block + HEADER.count) >> 2]! - u8[record + RECORD.before]! - executed;
  }

  private raise(record: number, vector: number, errorCode: number, address: number | bigint): never {
    if (record !== 0) {
      this.physical.i32[BUDGET >> 2] = this.budgetAt(record, 0);
      this.setRip(record, 0);
    }
    this.vector = vector;
    this.errorCode = errorCode;
    this.address = Number(address);
    this.exactAddress = BigInt(address);
    throw this.signal;
  }

  private raiseAfter(record: number, vector: number): never {
    this.physical.i32[BUDGET >> 2] = this.budgetAt(record, 1);
    this.setRip(record, this.physical.u8[record + RECORD.length]!);
    this.vector = vector;
    this.errorCode = 0;
    this.address = 0;
    this.exactAddress = 0n;
    throw this.signal;
  }

  private setRip(record: number, plus: number): void {
    const offset = this.physical.u16[(record + RECORD.offset) >> 1]!;
    this.registers.rip = this.registers.slot(BLOCK_BASE) + offset + plus;
  }
}

/** Bytes of host memory up to which a machine is kept for the next run. */
const MOST_KEPT = 256 << 20;

/** Keeps machines for reuse: a fresh Memory and its instances cost more than a short program's whole run. */
export class MachinePool {
  private readonly library = new HandlerLibrary();
  private readonly idle: Machine[] = [];
  private readonly options: MachineOptions;

  constructor(options: MachineOptions = {}) {
    this.options = options;
  }

  acquire(options = this.options): Machine {
    return this.idle.pop() ?? new Machine(this.library, options);
  }

  release(machine: Machine): void {
    // A guest that took much memory does not keep it from the host for ever.
    if (machine.physical.committed > MOST_KEPT) return;
    machine.reset();
    this.idle.push(machine);
  }
}
