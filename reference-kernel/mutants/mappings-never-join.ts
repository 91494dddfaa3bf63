import { VmaList } from "../memory/vma.ts";
import { type Mutant, override } from "./mutant.ts";

export const mappingsNeverJoin: Mutant = {
  id: "mappings-never-join",
  behaviour: null,
  mistake: "neighbouring mappings that are alike stay apart",
  file: "memory/vma.ts",
  calls: ["mmap", "mprotect"],
  apply: () => override(VmaList.prototype, "merge", () => function merge() {}),
};
