import { FsContext } from "../fs/context.ts";
import { type Mutant, override } from "./mutant.ts";

export const cloneFsCopies: Mutant = {
  id: "clone-fs-copies",
  behaviour: null,
  mistake: "CLONE_FS copies working directory and umask",
  file: "fs/context.ts",
  calls: ["clone", "umask", "chdir"],
  apply: () =>
    override(
      FsContext.prototype,
      "share",
      () =>
        function share() {
          return this.copy();
        },
    ),
};
