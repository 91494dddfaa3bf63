import { FsContext } from "../fs/context.ts";
import { type Mutant, override } from "./mutant.ts";

export const forkSharesTheDirectory: Mutant = {
  id: "fork-shares-the-directory",
  behaviour: null,
  mistake: "fork shares working directory and umask with the parent",
  file: "fs/context.ts",
  calls: ["fork", "umask", "chdir"],
  apply: () =>
    override(
      FsContext.prototype,
      "copy",
      () =>
        function copy() {
          return this.share();
        },
    ),
};
