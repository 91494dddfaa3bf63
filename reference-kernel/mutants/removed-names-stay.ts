import { DirectoryIndex } from "../fs/directory-index.ts";
import { type Mutant, override } from "./mutant.ts";

export const removedNamesStay: Mutant = {
  id: "removed-names-stay",
  behaviour: null,
  mistake: "a removed name can still be found",
  file: "fs/directory-index.ts",
  calls: ["unlink", "rmdir", "rename"],
  apply: () => override(DirectoryIndex.prototype, "remove", () => function remove() {}),
};
