import { SharedMemory } from "../memory/shared-memory.ts";
import { type Mutant, override } from "./mutant.ts";

export const sharedMemoryAllResident: Mutant = {
  id: "shared-memory-all-resident",
  behaviour: null,
  mistake: "pages of shared anonymous memory that nobody touched count as resident",
  file: "memory/shared-memory.ts",
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
