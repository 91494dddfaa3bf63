import { OpenFile } from "../files/open-file.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const writeOnlyIsReadable: Mutant = {
  id: "write-only-is-readable",
  behaviour: null,
  mistake: "files opened for writing only can be read",
  file: "files/open-file.ts",
  calls: ["read", "open"],
  apply: () =>
    overrideGetter(
      OpenFile.prototype,
      "isReadable",
      (original) => (file) => original(file) || (file.isSeekable && !file.isPath),
    ),
};
