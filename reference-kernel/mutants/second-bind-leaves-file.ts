import { UnixNames } from "../net/unix/names.ts";
import { type Mutant, override } from "./mutant.ts";

export const secondBindLeavesFile: Mutant = {
  id: "second-bind-leaves-file",
  behaviour: null,
  mistake: "a second bind fails, but leaves its socket file behind",
  file: "net/unix/names.ts",
  calls: ["bind"],
  apply: () => override(UnixNames.prototype, "unbindPath", () => () => {}),
};
