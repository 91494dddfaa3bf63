import { DirectoryFile } from "../fs/directory-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const directoriesReadEmpty: Mutant = {
  id: "directories-read-empty",
  behaviour: null,
  mistake: "read of a directory answers 0",
  file: "fs/directory-file.ts",
  calls: ["read"],
  apply: () =>
    override(
      DirectoryFile.prototype,
      "read",
      () =>
        function read() {
          return 0;
        },
    ),
};
