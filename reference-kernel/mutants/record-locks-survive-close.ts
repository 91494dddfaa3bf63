import { VfsFile } from "../fs/vfs-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const recordLocksSurviveClose: Mutant = {
  id: "record-locks-survive-close",
  behaviour: null,
  mistake: "closing another descriptor of the file keeps the record locks",
  file: "fs/vfs-file.ts",
  calls: ["fcntl", "close"],
  apply: () => override(VfsFile.prototype, "flush", () => function flush() {}),
};
