import { ENXIO } from "../abi/errors.ts";
import { AnonymousInode } from "../fs/anonymous.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipesCannotBeReopened: Mutant = {
  id: "pipes-cannot-be-reopened",
  behaviour: null,
  mistake: "a pipe cannot be opened through /proc/self/fd",
  file: "fs/anonymous.ts",
  calls: ["open"],
  apply: () =>
    override(
      AnonymousInode.prototype,
      "open",
      () =>
        function open() {
          throw ENXIO;
        },
    ),
};
