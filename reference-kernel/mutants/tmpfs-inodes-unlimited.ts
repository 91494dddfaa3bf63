import { Tmpfs } from "../fs/tmpfs/tmpfs.ts";
import { type Mutant, override } from "./mutant.ts";

export const tmpfsInodesUnlimited: Mutant = {
  id: "tmpfs-inodes-unlimited",
  behaviour: null,
  mistake: "nr_inodes is not heeded",
  file: "fs/tmpfs/tmpfs.ts",
  calls: ["mount", "mkdir"],
  apply: () => override(Tmpfs.prototype, "allocateInode", () => function allocateInode() {}),
};
