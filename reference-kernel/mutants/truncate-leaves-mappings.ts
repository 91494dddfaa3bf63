import { MappingSet } from "../memory/mappable.ts";
import { type Mutant, override } from "./mutant.ts";

export const truncateLeavesMappings: Mutant = {
  id: "truncate-leaves-mappings",
  behaviour: null,
  mistake: "truncating a file leaves its pages in the mappings",
  file: "memory/mappable.ts",
  calls: ["ftruncate"],
  apply: () => override(MappingSet.prototype, "invalidate", () => function invalidate() {}),
};
