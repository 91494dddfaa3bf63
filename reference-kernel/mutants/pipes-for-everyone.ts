import { AnonymousFileSystems } from "../fs/anonymous.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipesForEveryone: Mutant = {
  id: "pipes-for-everyone",
  behaviour: null,
  mistake: "fstat of a pipe shows mode 0666",
  file: "fs/anonymous.ts",
  calls: ["pipe2", "fstat"],
  apply: () =>
    override(
      AnonymousFileSystems.prototype,
      "pipe",
      (original) =>
        function pipe(owner, ino) {
          const inode = original.call(this, owner, ino);
          inode.mode |= 0o666;
          return inode;
        },
    ),
};
