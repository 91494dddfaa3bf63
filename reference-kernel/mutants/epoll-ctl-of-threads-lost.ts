import { type Mutant, replaceCall } from "./mutant.ts";

export const epollCtlOfThreadsLost: Mutant = {
  id: "epoll-ctl-of-threads-lost",
  behaviour: "B31",
  mistake: "an epoll_ctl from another thread than the first is lost",
  file: "syscalls/epoll.ts",
  calls: ["epoll_ctl"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "epoll_ctl",
      (original) => (task, registers) => (task.tid === task.pid ? original(task, registers) : 0),
    ),
};
