import { SharedMemory } from "../memory/shared-memory.ts";
import { type Mutant, override } from "./mutant.ts";

export const removeLeavesSharedPages: Mutant = {
  id: "remove-leaves-shared-pages",
  behaviour: null,
  mistake: "MADV_REMOVE leaves shared anonymous memory as it is",
  file: "memory/shared-memory.ts",
  calls: ["madvise"],
  apply: () => override(SharedMemory.prototype, "punch", () => function punch() {}),
};
