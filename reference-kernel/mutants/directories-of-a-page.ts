import { DirectoryInode } from "../fs/tmpfs/tmpfs.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const directoriesOfAPage: Mutant = {
  id: "directories-of-a-page",
  behaviour: null,
  mistake: "directories have the size of a page",
  file: "fs/tmpfs/tmpfs.ts",
  calls: ["stat"],
  apply: () => overrideGetter(DirectoryInode.prototype, "size", () => () => 4096),
};
