import { POLLHUP } from "../abi/poll.ts";
import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipeHupSilent: Mutant = {
  id: "pipe-hup-silent",
  behaviour: "B09",
  mistake: "poll on a pipe whose writers are gone shows no POLLHUP",
  file: "files/pipe.ts",
  calls: ["poll", "close"],
  apply: () =>
    override(
      Pipe.prototype,
      "pollRead",
      (original) =>
        function pollRead(seenWriter) {
          return original.call(this, seenWriter) & ~POLLHUP;
        },
    ),
};
