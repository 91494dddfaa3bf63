import { SymlinkInode } from "../fs/tmpfs/tmpfs.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const linksWithoutSize: Mutant = {
  id: "links-without-size",
  behaviour: null,
  mistake: "st_size of a symbolic link is 0",
  file: "fs/tmpfs/tmpfs.ts",
  calls: ["lstat"],
  apply: () => overrideGetter(SymlinkInode.prototype, "size", () => () => 0),
};
