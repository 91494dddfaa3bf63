import { Inode } from "../fs/inode.ts";
import { type Mutant, override } from "./mutant.ts";

export const atimeOnEveryRead: Mutant = {
  id: "atime-on-every-read",
  behaviour: null,
  mistake: "every read moves the access time",
  file: "fs/inode.ts",
  calls: ["read", "utimensat"],
  apply: () =>
    override(
      Inode.prototype,
      "accessed",
      (original) =>
        function accessed(clock) {
          original.call(this, clock, true);
        },
    ),
};
