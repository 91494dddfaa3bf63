import { Dentry } from "../fs/dentry.ts";
import { type Mutant, override } from "./mutant.ts";

export const everyDirectoryIsWithin: Mutant = {
  id: "every-directory-is-within",
  behaviour: null,
  mistake: "every directory counts as within every other",
  file: "fs/dentry.ts",
  calls: ["rename"],
  apply: () =>
    override(
      Dentry.prototype,
      "isWithin",
      () =>
        function isWithin() {
          return true;
        },
    ),
};
