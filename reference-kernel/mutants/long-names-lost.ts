import { DirectoryIndex } from "../fs/directory-index.ts";
import { type Mutant, override } from "./mutant.ts";

export const longNamesLost: Mutant = {
  id: "long-names-lost",
  behaviour: null,
  mistake: "names over 200 bytes are not found again",
  file: "fs/directory-index.ts",
  calls: ["mkdir", "stat"],
  apply: () =>
    override(
      DirectoryIndex.prototype,
      "get",
      (original) =>
        function get(name) {
          return name.length > 200 ? undefined : original.call(this, name);
        },
    ),
};
