import { Walk } from "../fs/walk.ts";
import { type Mutant, override } from "./mutant.ts";

export const linksAlwaysFollowed: Mutant = {
  id: "links-always-followed",
  behaviour: null,
  mistake: "a symbolic link at the end is always followed",
  file: "fs/walk.ts",
  calls: ["lstat", "unlink", "readlink"],
  apply: () =>
    override(
      Walk.prototype,
      "takeLast",
      (original) =>
        function takeLast() {
          original.call(this, true);
        },
    ),
};
