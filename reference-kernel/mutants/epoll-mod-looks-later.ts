import { Epoll } from "../files/epoll.ts";
import type { OpenFile } from "../files/open-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const epollModLooksLater: Mutant = {
  id: "epoll-mod-looks-later",
  behaviour: null,
  mistake: "EPOLL_CTL_MOD does not look whether the file is ready already",
  file: "files/epoll.ts",
  calls: ["epoll_ctl"],
  apply: () =>
    override(
      Epoll.prototype,
      "modify",
      (original) =>
        function modify(file, fd, events, data) {
          const poll = Object.getPrototypeOf(file) as OpenFile;
          const undo = override(poll, "poll", () => () => 0);
          try {
            original.call(this, file, fd, events, data);
          } finally {
            undo();
          }
        },
    ),
};
