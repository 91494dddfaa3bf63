import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const brkKeepsPages: Mutant = {
  id: "brk-keeps-pages",
  behaviour: null,
  mistake: "brk does not give back what lies above the new end",
  file: "memory/address-space.ts",
  calls: ["brk"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "setHeapEnd",
      (original) =>
        function setHeapEnd(wanted) {
          if (wanted < this.heapStart || wanted >= this.heapEnd) return original.call(this, wanted);
          this.heapEnd = wanted;
          return wanted;
        },
    ),
};
