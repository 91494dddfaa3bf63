import { POLLIN, POLLRDNORM } from "../abi/poll.ts";
import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const pipeReadyWhenEmpty: Mutant = {
  id: "pipe-ready-when-empty",
  behaviour: "B28",
  mistake: "a pipe that was read empty still polls as readable, so its reader spins or blocks",
  file: "files/pipe.ts",
  calls: ["read", "epoll_wait"],
  apply: () =>
    override(
      Pipe.prototype,
      "pollRead",
      (original) =>
        function pollRead(seenWriter) {
          return original.call(this, seenWriter) | POLLIN | POLLRDNORM;
        },
    ),
};
