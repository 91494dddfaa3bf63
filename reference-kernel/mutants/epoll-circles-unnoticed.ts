import { ELOOP } from "../abi/errors.ts";
import { Epoll } from "../files/epoll.ts";
import { type Mutant, override } from "./mutant.ts";

export const epollCirclesUnnoticed: Mutant = {
  id: "epoll-circles-unnoticed",
  behaviour: null,
  mistake: "epolls may watch one another in a circle: nothing is said, and nothing is registered",
  file: "files/epoll.ts",
  calls: ["epoll_ctl"],
  apply: () =>
    override(
      Epoll.prototype,
      "add",
      (original) =>
        function add(file, fd, events, data) {
          try {
            original.call(this, file, fd, events, data);
          } catch (error) {
            if (error !== ELOOP) throw error;
          }
        },
    ),
};
