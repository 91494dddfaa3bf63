import { WaitQueue } from "../core/wait-queue.ts";
import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const edgeWriteWhileUnread: Mutant = {
  id: "edge-write-while-unread",
  behaviour: "B33",
  mistake: "a write to a pipe that holds data already is no event",
  file: "files/pipe.ts",
  calls: ["epoll_wait", "write"],
  apply: () =>
    override(
      Pipe.prototype,
      "write",
      (original) =>
        function write(source, nonBlocking, packets, resumed) {
          if (this.isEmpty) return original.call(this, source, nonBlocking, packets, resumed);
          const silence = override(WaitQueue.prototype, "wake", () => () => 0);
          try {
            return original.call(this, source, nonBlocking, packets, resumed);
          } finally {
            silence();
          }
        },
    ),
};
