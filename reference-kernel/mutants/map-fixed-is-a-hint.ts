import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const mapFixedIsAHint: Mutant = {
  id: "map-fixed-is-a-hint",
  behaviour: null,
  mistake: "MAP_FIXED does not replace what is there",
  file: "memory/address-space.ts",
  calls: ["mmap"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "findAddress",
      (original) =>
        function findAddress(hint, length, placement, low) {
          return original.call(this, hint, length, placement === "fixed" ? "hint" : placement, low);
        },
    ),
};
