import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const fixedNoreplaceReplaces: Mutant = {
  id: "fixed-noreplace-replaces",
  behaviour: null,
  mistake: "MAP_FIXED_NOREPLACE replaces what is there",
  file: "memory/address-space.ts",
  calls: ["mmap"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "findAddress",
      (original) =>
        function findAddress(hint, length, placement, low) {
          return original.call(this, hint, length, placement === "no-replace" ? "fixed" : placement, low);
        },
    ),
};
