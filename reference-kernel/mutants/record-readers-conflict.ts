import { RecordLocks } from "../files/record-locks.ts";
import { type Mutant, override } from "./mutant.ts";

export const recordReadersConflict: Mutant = {
  id: "record-readers-conflict",
  behaviour: null,
  mistake: "read locks keep other read locks out",
  file: "files/record-locks.ts",
  calls: ["fcntl"],
  apply: () =>
    override(
      RecordLocks.prototype,
      "conflict",
      (original) =>
        function conflict(owner, wanted) {
          return original.call(this, owner, { ...wanted, kind: "write" });
        },
    ),
};
