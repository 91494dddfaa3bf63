import { O_ACCMODE, O_NONBLOCK, O_RDWR, O_WRONLY } from "../abi/open.ts";
import { Fifo } from "../files/fifo.ts";
import { type Mutant, override } from "./mutant.ts";

export const fifoWriterWithoutReader: Mutant = {
  id: "fifo-writer-without-reader",
  behaviour: null,
  mistake: "a FIFO opens for writing with O_NONBLOCK though nobody reads",
  file: "files/fifo.ts",
  calls: ["open", "openat"],
  apply: () =>
    override(
      Fifo.prototype,
      "open",
      (original) =>
        function open(caller, flags, identity) {
          const alone = (flags & O_ACCMODE) === O_WRONLY && (flags & O_NONBLOCK) !== 0;
          return original.call(this, caller, alone ? (flags & ~O_ACCMODE) | O_RDWR : flags, identity);
        },
    ),
};
