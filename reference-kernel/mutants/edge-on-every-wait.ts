import { EPOLLET } from "../abi/poll.ts";
import { Epoll } from "../files/epoll.ts";
import { all, type Mutant, override } from "./mutant.ts";

export const edgeOnEveryWait: Mutant = {
  id: "edge-on-every-wait",
  behaviour: "B19",
  mistake: "EPOLLET reports on every wait",
  file: "files/epoll.ts",
  calls: ["epoll_ctl", "epoll_wait"],
  apply: () =>
    all(
      ...(["add", "modify"] as const).map((name) =>
        override(
          Epoll.prototype,
          name,
          (original) =>
            function register(file, fd, events, data) {
              original.call(this, file, fd, events & ~EPOLLET, data);
            },
        ),
      ),
    ),
};
