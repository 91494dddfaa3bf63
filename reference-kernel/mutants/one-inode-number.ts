import { Superblock } from "../fs/superblock.ts";
import { type Mutant, override } from "./mutant.ts";

export const oneInodeNumber: Mutant = {
  id: "one-inode-number",
  behaviour: null,
  mistake: "all files have one inode number",
  file: "fs/superblock.ts",
  calls: ["stat"],
  apply: () =>
    override(
      Superblock.prototype,
      "nextIno",
      () =>
        function nextIno() {
          return 7;
        },
    ),
};
