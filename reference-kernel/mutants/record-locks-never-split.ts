import { RecordLocks } from "../files/record-locks.ts";
import { type Mutant, override } from "./mutant.ts";

export const recordLocksNeverSplit: Mutant = {
  id: "record-locks-never-split",
  behaviour: null,
  mistake: "unlocking a part of a range gives up all of it",
  file: "files/record-locks.ts",
  calls: ["fcntl"],
  apply: () =>
    override(
      RecordLocks.prototype,
      "clear",
      (original) =>
        function clear(owner) {
          original.call(this, owner);
        },
    ),
};
