import { WaitQueue } from "../core/wait-queue.ts";
import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const closeWakesNoPoller: Mutant = {
  id: "close-wakes-no-poller",
  behaviour: "B52",
  mistake: "closing a pipe end wakes nobody who sleeps on the other",
  file: "files/pipe.ts",
  calls: ["close", "poll", "epoll_wait"],
  apply: () =>
    override(
      Pipe.prototype,
      "removeEnd",
      (original) =>
        function removeEnd(reads, writes) {
          const silence = override(WaitQueue.prototype, "wakeAll", () => () => 0);
          try {
            original.call(this, reads, writes);
          } finally {
            silence();
          }
        },
    ),
};
