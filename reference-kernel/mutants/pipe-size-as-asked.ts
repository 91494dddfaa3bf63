import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipeSizeAsAsked: Mutant = {
  id: "pipe-size-as-asked",
  behaviour: null,
  mistake: "F_SETPIPE_SZ answers what was asked, not what was given",
  file: "files/pipe.ts",
  calls: ["fcntl"],
  apply: () =>
    override(
      Pipe.prototype,
      "resize",
      (original) =>
        function resize(bytes, privileged) {
          original.call(this, bytes, privileged);
          return bytes;
        },
    ),
};
