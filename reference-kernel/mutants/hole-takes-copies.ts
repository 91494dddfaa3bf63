import { MappingSet } from "../memory/mappable.ts";
import { type Mutant, override } from "./mutant.ts";

export const holeTakesCopies: Mutant = {
  id: "hole-takes-copies",
  behaviour: null,
  mistake: "punching a hole also takes private copies",
  file: "memory/mappable.ts",
  calls: ["fallocate"],
  apply: () =>
    override(
      MappingSet.prototype,
      "invalidate",
      (original) =>
        function invalidate(first, end) {
          original.call(this, first, end, true);
        },
    ),
};
