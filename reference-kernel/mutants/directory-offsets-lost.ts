import { DirectoryFile } from "../fs/directory-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const directoryOffsetsLost: Mutant = {
  id: "directory-offsets-lost",
  behaviour: null,
  mistake: "lseek on a directory always goes to its start",
  file: "fs/directory-file.ts",
  calls: ["getdents64", "lseek"],
  apply: () =>
    override(
      DirectoryFile.prototype,
      "seek",
      (original) =>
        function seek(caller, _offset, whence) {
          return original.call(this, caller, 0, whence);
        },
    ),
};
