import { ReadyList } from "../files/ready-list.ts";
import { type Mutant, override } from "./mutant.ts";

export const readyListFirstAgain: Mutant = {
  id: "ready-list-first-again",
  behaviour: null,
  mistake: "a level-triggered descriptor that was reported goes to the head of the ready list: others starve",
  file: "files/ready-list.ts",
  calls: ["epoll_wait"],
  apply: () =>
    override(
      ReadyList.prototype,
      "push",
      () =>
        function push(item) {
          this.unshift(item);
        },
    ),
};
