import { RegularInode } from "../fs/tmpfs/regular.ts";
import { type Mutant, override } from "./mutant.ts";

export const truncateKeepsTheTimes: Mutant = {
  id: "truncate-keeps-the-times",
  behaviour: null,
  mistake: "a truncate moves no times",
  file: "fs/tmpfs/regular.ts",
  calls: ["ftruncate", "truncate"],
  apply: () =>
    override(
      RegularInode.prototype,
      "truncate",
      (original) =>
        function truncate(caller, size) {
          const { mtime, ctime } = this;
          original.call(this, caller, size);
          this.mtime = mtime;
          this.ctime = ctime;
        },
    ),
};
