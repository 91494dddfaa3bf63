import { Tmpfs } from "../fs/tmpfs/tmpfs.ts";
import { type Mutant, override } from "./mutant.ts";

export const tmpfsWithoutLimit: Mutant = {
  id: "tmpfs-without-limit",
  behaviour: null,
  mistake: "a tmpfs takes more than its size",
  file: "fs/tmpfs/tmpfs.ts",
  calls: ["mount", "write"],
  apply: () => override(Tmpfs.prototype, "charge", () => function charge() {}),
};
