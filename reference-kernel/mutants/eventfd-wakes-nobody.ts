import { WaitQueue } from "../core/wait-queue.ts";
import { EventFile } from "../files/eventfd.ts";
import { type Mutant, override } from "./mutant.ts";

export const eventfdWakesNobody: Mutant = {
  id: "eventfd-wakes-nobody",
  behaviour: "B41",
  mistake: "a write to an eventfd wakes nobody, so an event loop never ends",
  file: "files/eventfd.ts",
  calls: ["eventfd2", "epoll_wait"],
  apply: () =>
    override(
      EventFile.prototype,
      "write",
      (original) =>
        function write(caller, source) {
          const silence = override(WaitQueue.prototype, "wake", () => () => 0);
          try {
            return original.call(this, caller, source);
          } finally {
            silence();
          }
        },
    ),
};
