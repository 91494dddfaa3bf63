import { SharedMemory } from "../memory/shared-memory.ts";
import { type Mutant, override } from "./mutant.ts";

export const sharedMemoryAllResident: Mutant = {
  id: "shared-memory-all-resident",
  behaviour: null,
  mistake: "pages of shared anonymous memory that nobody touched count as resident",
  calls: ["mincore"],
  apply: () =>
    override(
      SharedMemory.prototype,
      "isResident",
      () =>
        function isResident() {
          return true;
        },
    ),
};
