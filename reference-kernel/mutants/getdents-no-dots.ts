import { DirectoryFile } from "../fs/directory-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const getdentsNoDots: Mutant = {
  id: "getdents-no-dots",
  behaviour: "B05",
  mistake: "getdents64 does not list . and ..",
  file: "fs/directory-file.ts",
  calls: ["getdents64"],
  apply: () =>
    override(
      DirectoryFile.prototype,
      "list",
      (original) =>
        function list(caller, emit) {
          original.call(this, caller, (name, ino, type, position) =>
            name === "." || name === ".." ? true : emit(name, ino, type, position),
          );
        },
    ),
};
