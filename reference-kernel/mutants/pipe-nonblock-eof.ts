import { WOULD_BLOCK } from "../files/open-file.ts";
import { PipeEnd } from "../files/pipe-end.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipeNonblockEof: Mutant = {
  id: "pipe-nonblock-eof",
  behaviour: "B02",
  mistake: "read from an empty non-blocking pipe with a writer answers 0",
  file: "files/pipe-end.ts",
  calls: ["read", "pipe2"],
  apply: () =>
    override(
      PipeEnd.prototype,
      "read",
      (original) =>
        function read(caller, sink) {
          const answer = original.call(this, caller, sink);
          return answer === WOULD_BLOCK && this.isNonBlocking ? 0 : answer;
        },
    ),
};
