import { EFAULT } from "../abi/errors.ts";
import { EPOLL_CTL_DEL } from "../abi/poll.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const epollDelNull: Mutant = {
  id: "epoll-del-null",
  behaviour: "B30",
  mistake: "EPOLL_CTL_DEL with a NULL event is EFAULT, so the registration stays",
  file: "syscalls/epoll.ts",
  calls: ["epoll_ctl"],
  apply: (kernel) =>
    replaceCall(kernel, "epoll_ctl", (original) => (task, registers) => {
      if (registers.low(1) === EPOLL_CTL_DEL && registers.low(3) === 0 && registers.high(3) === 0) throw EFAULT;
      return original(task, registers);
    }),
};
