import { Dentry } from "../fs/dentry.ts";
import { type Mutant, override } from "./mutant.ts";

export const renameIntoItself: Mutant = {
  id: "rename-into-itself",
  behaviour: null,
  mistake: "a directory can be moved into itself",
  file: "fs/dentry.ts",
  calls: ["rename"],
  apply: () =>
    override(
      Dentry.prototype,
      "isWithin",
      () =>
        function isWithin() {
          return false;
        },
    ),
};
