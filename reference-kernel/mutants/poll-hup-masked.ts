import { u16 } from "../abi/struct.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

const POLLFD_SIZE = 8;

export const pollHupMasked: Mutant = {
  id: "poll-hup-masked",
  behaviour: "B13",
  mistake: "poll masks POLLHUP, POLLERR and POLLNVAL by the requested events",
  file: "syscalls/poll.ts",
  calls: ["poll"],
  apply: (kernel) =>
    replaceCall(kernel, "poll", (original) => (task, registers) => {
      const answer = original(task, registers);
      if (typeof answer === "object") return answer;
      const fds = registers.high(0) * 2 ** 32 + registers.low(0);
      let count = 0;
      for (let i = 0; i < registers.low(1); i++) {
        const entry = fds + i * POLLFD_SIZE;
        const kept = task.memory.read(u16, entry + 4) & task.memory.read(u16, entry + 6);
        task.memory.write(u16, entry + 6, kept);
        if (kept !== 0) count++;
      }
      return count;
    }),
};
