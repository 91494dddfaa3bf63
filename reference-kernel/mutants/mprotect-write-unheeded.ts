import { PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const mprotectWriteUnheeded: Mutant = {
  id: "mprotect-write-unheeded",
  behaviour: "B25",
  mistake: "a write to a page that mprotect made read-only raises no signal",
  file: "memory/address-space.ts",
  calls: ["mprotect"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "protect",
      (original) =>
        function protect(start, end, prot) {
          original.call(this, start, end, (prot & PROT_READ) !== 0 ? prot | PROT_WRITE : prot);
        },
    ),
};
