import { RegularInode } from "../fs/tmpfs/regular.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const blocksFromTheSize: Mutant = {
  id: "blocks-from-the-size",
  behaviour: null,
  mistake: "st_blocks counts the size, not the pages",
  file: "fs/tmpfs/regular.ts",
  calls: ["stat", "ftruncate"],
  apply: () => overrideGetter(RegularInode.prototype, "blocks", () => (inode) => Math.ceil(inode.size / 512)),
};
