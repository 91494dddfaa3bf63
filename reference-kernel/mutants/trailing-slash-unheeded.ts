import { Walk } from "../fs/walk.ts";
import { type Mutant, override } from "./mutant.ts";

export const trailingSlashUnheeded: Mutant = {
  id: "trailing-slash-unheeded",
  behaviour: null,
  mistake: "a slash at the end of a path means nothing",
  file: "fs/walk.ts",
  calls: ["stat", "open"],
  apply: () =>
    override(
      Walk.prototype,
      "toParent",
      (original) =>
        function toParent(text) {
          original.call(this, text);
          this.trailingSlash = false;
        },
    ),
};
