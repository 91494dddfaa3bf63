import { EPOLLEXCLUSIVE } from "../abi/poll.ts";
import { Epoll } from "../files/epoll.ts";
import { type Mutant, override } from "./mutant.ts";

export const epollExclusiveUnheeded: Mutant = {
  id: "epoll-exclusive-unheeded",
  behaviour: null,
  mistake: "EPOLLEXCLUSIVE is dropped instead of checked",
  file: "files/epoll.ts",
  calls: ["epoll_ctl"],
  apply: () =>
    override(
      Epoll.prototype,
      "add",
      (original) =>
        function add(file, fd, events, data) {
          original.call(this, file, fd, events & ~EPOLLEXCLUSIVE, data);
        },
    ),
};
