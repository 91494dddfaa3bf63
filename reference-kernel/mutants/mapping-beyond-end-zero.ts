import { AddressSpace } from "../memory/address-space.ts";
import { FAULT_BEYOND_FILE } from "../memory/mmu.ts";
import { FRAME_SIZE } from "../memory/physical.ts";
import { type Mutant, override } from "./mutant.ts";

export const mappingBeyondEndZero: Mutant = {
  id: "mapping-beyond-end-zero",
  behaviour: "B55",
  mistake: "a mapped page beyond the end of its file reads as zeroes instead of SIGBUS",
  file: "memory/address-space.ts",
  calls: ["mmap", "ftruncate"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "translate",
      (original) =>
        function translate(page, access) {
          const at = original.call(this, page, access);
          return at === FAULT_BEYOND_FILE ? this.system.zeroFrame * FRAME_SIZE : at;
        },
    ),
};
