import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const populateDoesNothing: Mutant = {
  id: "populate-does-nothing",
  behaviour: null,
  mistake: "MAP_POPULATE and mlock bring no page in",
  file: "memory/address-space.ts",
  calls: ["mmap", "mlock"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "populate",
      () =>
        function populate() {
          return true;
        },
    ),
};
