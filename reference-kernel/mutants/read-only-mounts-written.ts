import { Mount } from "../fs/mount.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const readOnlyMountsWritten: Mutant = {
  id: "read-only-mounts-written",
  behaviour: null,
  mistake: "a read-only mount of a writable file system can be written",
  file: "fs/mount.ts",
  calls: ["mount", "open"],
  apply: () => overrideGetter(Mount.prototype, "isReadOnly", () => (mount) => mount.superblock.readOnly),
};
