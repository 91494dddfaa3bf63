import { Inode } from "../fs/inode.ts";
import { type Mutant, override } from "./mutant.ts";

export const writeKeepsMtime: Mutant = {
  id: "write-keeps-mtime",
  behaviour: null,
  mistake: "a write moves ctime alone",
  file: "fs/inode.ts",
  calls: ["write", "fstat"],
  apply: () =>
    override(
      Inode.prototype,
      "modified",
      () =>
        function modified(clock) {
          this.changed(clock);
        },
    ),
};
