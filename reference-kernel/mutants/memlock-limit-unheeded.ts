import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const memlockLimitUnheeded: Mutant = {
  id: "memlock-limit-unheeded",
  behaviour: null,
  mistake: "mlock does not count what is locked already",
  file: "memory/address-space.ts",
  calls: ["mlock"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "lockedBytes",
      () =>
        function lockedBytes() {
          return 0;
        },
    ),
};
