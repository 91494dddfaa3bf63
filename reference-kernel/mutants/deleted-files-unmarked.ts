import { VfsFile } from "../fs/vfs-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const deletedFilesUnmarked: Mutant = {
  id: "deleted-files-unmarked",
  behaviour: null,
  mistake: "/proc/self/fd does not say that a file was deleted",
  file: "fs/vfs-file.ts",
  calls: ["readlink"],
  apply: () =>
    override(
      VfsFile.prototype,
      "describe",
      (original) =>
        function describe() {
          return original.call(this).replace(" (deleted)", "");
        },
    ),
};
