import { EPOLL_CTL_ADD, EPOLL_CTL_DEL } from "../abi/poll.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const registrationIsTemporary: Mutant = {
  id: "registration-is-temporary",
  behaviour: "B34",
  mistake: "a registration made while other threads are alive is gone when epoll_ctl returns",
  file: "syscalls/epoll.ts",
  calls: ["epoll_ctl"],
  apply: (kernel) =>
    replaceCall(kernel, "epoll_ctl", (original) => (task, registers) => {
      const answer = original(task, registers);
      if (registers.low(1) === EPOLL_CTL_ADD && task.process.tasks.size > 1) {
        original(task, withArguments(registers, { 1: EPOLL_CTL_DEL }));
      }
      return answer;
    }),
};
