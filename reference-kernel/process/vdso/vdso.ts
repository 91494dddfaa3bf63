/**
 * The vDSO as it is mapped into every program: a page of data that the kernel keeps, and the code that reads it
 * (arch/x86/entry/vdso). Time is not kept up to date there: the code adds to the time-stamp counter, which counts the
 * nanoseconds of the virtual clock, and so a program sees the time of the very instruction that asks.
 */
import { PROT_EXEC, PROT_READ } from "../../abi/mman.ts";
import { BOOT_REALTIME_SECONDS, type Clock } from "../../core/clock.ts";
import type { AddressSpace } from "../../memory/address-space.ts";
import { type Backing, type Mappable, MappingSet } from "../../memory/mappable.ts";
import type { MemorySystem } from "../../memory/memory-system.ts";
import { FRAME_SIZE, type PhysicalMemory } from "../../memory/physical.ts";
import { VMA, Vma } from "../../memory/vma.ts";
import { buildImage } from "./image.ts";

/** Pages, as Linux has them: data, data of hypervisors, code. */
const DATA_PAGES = 4;
const VCLOCK_PAGES = 2;
const CODE_PAGES = 2;
/** Bytes of the data page that vdso.S reads. */
const REALTIME_OFFSET = 0;
const COUNTER_MODE = 8;

const MAY_ALL = 7;

/** Frames that the kernel holds for as long as it lives; pages without one are SIGBUS. */
class KernelPages implements Mappable {
  readonly mappings = new MappingSet();
  readonly size: number;
  readonly #name: string;
  readonly #frames: readonly number[];

  constructor(name: string, pages: number, frames: readonly number[]) {
    this.#name = name;
    this.size = pages * FRAME_SIZE;
    this.#frames = frames;
  }

  page(index: number): number | null {
    return this.#frames[index] ?? null;
  }

  describe(): string {
    return this.#name;
  }
}

const forEver = { retain: () => {}, release: () => {} };
const image = buildImage();

export class Vdso {
  readonly #physical: PhysicalMemory;
  readonly #clock: Clock;
  readonly #dataFrame: number;
  readonly #parts: readonly { readonly backing: Backing; readonly pages: number; readonly isCode: boolean }[];

  constructor(memory: MemorySystem, clock: Clock) {
    this.#physical = memory.physical;
    this.#clock = clock;
    this.#dataFrame = memory.physical.allocFrame();
    const codeFrame = memory.physical.allocFrame();
    memory.physical.u8.set(image, codeFrame * FRAME_SIZE);
    const part = (name: string, pages: number, frames: readonly number[], isCode = false) => ({
      // Each has an owner of its own, so that they never join.
      backing: { pages: new KernelPages(name, pages, frames), owner: { ...forEver } },
      pages,
      isCode,
    });
    this.#parts = [
      part("[vvar]", DATA_PAGES, [this.#dataFrame]),
      part("[vvar_vclock]", VCLOCK_PAGES, []),
      part("[vdso]", CODE_PAGES, [codeFrame, memory.zeroFrame], true),
    ];
    this.tellTime(true);
    clock.onSet.add(() => this.tellTime(this.#readsCounter));
  }

  get #readsCounter(): boolean {
    return this.#physical.view.getUint32(this.#dataFrame * FRAME_SIZE + COUNTER_MODE, true) !== 0;
  }

  /** Tells what CLOCK_REALTIME is. `fromCounter` false sends all calls to the kernel (time namespaces). */
  tellTime(fromCounter: boolean): void {
    const { view } = this.#physical;
    const at = this.#dataFrame * FRAME_SIZE;
    const offset = BigInt(BOOT_REALTIME_SECONDS) * 1_000_000_000n + BigInt(this.#clock.realtimeOffset);
    view.setBigUint64(at + REALTIME_OFFSET, BigInt.asUintN(64, offset), true);
    view.setUint32(at + COUNTER_MODE, fromCounter ? 1 : 0, true);
  }

  /** Maps it into a new program; answers the address of its ELF header (AT_SYSINFO_EHDR). Throws ENOMEM. */
  mapInto(space: AddressSpace): number {
    const pages = this.#parts.reduce((sum, part) => sum + part.pages, 0);
    let at = space.findAddress(0, pages * FRAME_SIZE, "hint");
    let code = at;
    for (const { backing, pages: count, isCode } of this.#parts) {
      const prot = isCode ? PROT_READ | PROT_EXEC : PROT_READ;
      const flags = isCode ? 0 : VMA.dontDump;
      const maxProt = isCode ? MAY_ALL : PROT_READ;
      if (isCode) code = at;
      space.areas.insert(new Vma(at, at + count * FRAME_SIZE, { prot, maxProt, flags, backing, offset: 0 }));
      at += count * FRAME_SIZE;
    }
    return code;
  }
}
