import { Vfs } from "../fs/vfs.ts";
import { type Mutant, override } from "./mutant.ts";

export const umountLeavesTheMount: Mutant = {
  id: "umount-leaves-the-mount",
  behaviour: null,
  mistake: "umount2 answers 0, and the mount stays",
  file: "fs/vfs.ts",
  calls: ["umount2", "mount"],
  apply: () => override(Vfs.prototype, "detach", () => function detach() {}),
};
