import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipePacketsJoined: Mutant = {
  id: "pipe-packets-joined",
  behaviour: null,
  mistake: "packets of a pipe in packet mode are joined like other writes",
  file: "files/pipe.ts",
  calls: ["pipe2", "write"],
  apply: () =>
    override(
      Pipe.prototype,
      "write",
      (original) =>
        function write(source, nonBlocking, _packets, resumed) {
          return original.call(this, source, nonBlocking, false, resumed);
        },
    ),
};
