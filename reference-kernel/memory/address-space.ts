/** A process's memory map (struct mm_struct). To be filled by its engineer. */
import type { Access, Mmu } from "./mmu.ts";
import type { PhysicalMemory } from "./physical.ts";

export class AddressSpace implements Mmu {
  readonly physical: PhysicalMemory;

  constructor(physical: PhysicalMemory) {
    this.physical = physical;
  }

  translate(_pageAddress: number, _access: Access): number {
    throw new Error("not written yet");
  }
}
