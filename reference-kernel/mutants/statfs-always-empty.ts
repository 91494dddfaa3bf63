import { Tmpfs } from "../fs/tmpfs/tmpfs.ts";
import { type Mutant, override } from "./mutant.ts";

export const statfsAlwaysEmpty: Mutant = {
  id: "statfs-always-empty",
  behaviour: null,
  mistake: "statfs shows an empty file system, whatever is in it",
  file: "fs/tmpfs/tmpfs.ts",
  calls: ["statfs"],
  apply: () =>
    override(
      Tmpfs.prototype,
      "space",
      (original) =>
        function space() {
          const space = original.call(this);
          return { ...space, free: space.blocks, freeFiles: space.files };
        },
    ),
};
