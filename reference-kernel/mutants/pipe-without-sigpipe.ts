import { EPIPE } from "../abi/errors.ts";
import { PipeEnd } from "../files/pipe-end.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipeWithoutSigpipe: Mutant = {
  id: "pipe-without-sigpipe",
  behaviour: null,
  mistake: "a write to a pipe that nobody reads is EPIPE without SIGPIPE",
  file: "files/pipe-end.ts",
  calls: ["write"],
  apply: () =>
    override(
      PipeEnd.prototype,
      "write",
      (original) =>
        function write(caller, source, resumed) {
          if (this.isWritable && this.pipe.readers === 0 && source.remaining > 0) throw EPIPE;
          return original.call(this, caller, source, resumed);
        },
    ),
};
