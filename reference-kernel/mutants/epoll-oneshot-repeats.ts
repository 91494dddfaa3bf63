import { EPOLLONESHOT } from "../abi/poll.ts";
import { Epoll } from "../files/epoll.ts";
import { type Mutant, override } from "./mutant.ts";

export const epollOneshotRepeats: Mutant = {
  id: "epoll-oneshot-repeats",
  behaviour: null,
  mistake: "EPOLLONESHOT is not heeded",
  file: "files/epoll.ts",
  calls: ["epoll_ctl"],
  apply: () =>
    override(
      Epoll.prototype,
      "add",
      (original) =>
        function add(file, fd, events, data) {
          original.call(this, file, fd, events & ~EPOLLONESHOT, data);
        },
    ),
};
