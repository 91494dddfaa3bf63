import { PageTable } from "../memory/page-table.ts";
import { type Mutant, override } from "./mutant.ts";

export const unmapForgetsLastPage: Mutant = {
  id: "unmap-forgets-last-page",
  behaviour: null,
  mistake: "the last page of an unmapped range of several keeps its frame",
  file: "memory/page-table.ts",
  calls: ["munmap"],
  apply: () =>
    override(
      PageTable.prototype,
      "update",
      (original) =>
        function update(start, end, visit) {
          original.call(this, start, end - start > 4096 ? end - 4096 : end, visit);
        },
    ),
};
