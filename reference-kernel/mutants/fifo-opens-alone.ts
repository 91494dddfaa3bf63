import { O_NONBLOCK } from "../abi/open.ts";
import { Fifo } from "../files/fifo.ts";
import { type Mutant, override } from "./mutant.ts";

export const fifoOpensAlone: Mutant = {
  id: "fifo-opens-alone",
  behaviour: null,
  mistake: "a FIFO opens for reading without waiting for a writer",
  file: "files/fifo.ts",
  calls: ["open", "openat"],
  apply: () =>
    override(
      Fifo.prototype,
      "open",
      (original) =>
        function open(caller, flags, identity) {
          const file = original.call(this, caller, flags | O_NONBLOCK, identity);
          if (!("next" in file)) file.flags = flags;
          return file;
        },
    ),
};
