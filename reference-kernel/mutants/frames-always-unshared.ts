import { PhysicalMemory } from "../memory/physical.ts";
import { type Mutant, override } from "./mutant.ts";

export const framesAlwaysUnshared: Mutant = {
  id: "frames-always-unshared",
  behaviour: null,
  mistake: "copy-on-write takes every page for its writer's own",
  file: "memory/physical.ts",
  calls: ["fork"],
  apply: () =>
    override(
      PhysicalMemory.prototype,
      "references",
      () =>
        function references() {
          return 1;
        },
    ),
};
