import { VmaList } from "../memory/vma.ts";
import { type Mutant, override } from "./mutant.ts";

export const attributesOfWholeMappings: Mutant = {
  id: "attributes-of-whole-mappings",
  behaviour: null,
  mistake: "mlock and madvise set the attributes of whole mappings",
  file: "memory/vma.ts",
  calls: ["madvise", "mlock"],
  apply: () =>
    override(
      VmaList.prototype,
      "setFlags",
      () =>
        function setFlags(start, end, set, clear) {
          for (const vma of this.within(start, end)) vma.flags = (vma.flags & ~clear) | set;
        },
    ),
};
