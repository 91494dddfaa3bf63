import { Gaps } from "../memory/gaps.ts";
import { type Mutant, override } from "./mutant.ts";

export const mappingsOnTopOfEachOther: Mutant = {
  id: "mappings-on-top-of-each-other",
  behaviour: null,
  mistake: "a new mapping is put at the top of the room whether that is free or not",
  file: "memory/gaps.ts",
  calls: ["mmap"],
  apply: () =>
    override(
      Gaps.prototype,
      "downwards",
      (original) =>
        function downwards(length) {
          const room = original.call(this, length);
          return room === null ? null : room + 4096;
        },
    ),
};
