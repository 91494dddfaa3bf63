import { Gaps } from "../memory/gaps.ts";
import { type Mutant, override } from "./mutant.ts";

export const map32bitAnywhere: Mutant = {
  id: "map-32bit-anywhere",
  behaviour: null,
  mistake: "MAP_32BIT is ignored",
  file: "memory/gaps.ts",
  calls: ["mmap"],
  apply: () =>
    override(
      Gaps.prototype,
      "upwards",
      () =>
        function upwards(_from, _to, length) {
          return this.downwards(length);
        },
    ),
};
