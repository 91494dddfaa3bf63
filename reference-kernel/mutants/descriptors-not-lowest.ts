import { DescriptorTable } from "../files/descriptor-table.ts";
import { type Mutant, override } from "./mutant.ts";

export const descriptorsNotLowest: Mutant = {
  id: "descriptors-not-lowest",
  behaviour: null,
  mistake: "a new descriptor takes a number behind the others, not the lowest free one",
  file: "files/descriptor-table.ts",
  calls: ["dup", "open", "close"],
  apply: () =>
    override(
      DescriptorTable.prototype,
      "lowestFree",
      (original) =>
        function lowestFree(limit, from = 0) {
          return original.call(this, limit, Math.max(from, this.numbers().length));
        },
    ),
};
