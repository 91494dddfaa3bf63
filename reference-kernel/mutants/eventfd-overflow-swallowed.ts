import { EventFile } from "../files/eventfd.ts";
import { WOULD_BLOCK } from "../files/open-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const eventfdOverflowSwallowed: Mutant = {
  id: "eventfd-overflow-swallowed",
  behaviour: null,
  mistake: "a write that would overflow an eventfd answers 8 and does nothing",
  file: "files/eventfd.ts",
  calls: ["eventfd2", "write"],
  apply: () =>
    override(
      EventFile.prototype,
      "write",
      (original) =>
        function write(caller, source) {
          const written = original.call(this, caller, source);
          return written === WOULD_BLOCK ? 8 : written;
        },
    ),
};
