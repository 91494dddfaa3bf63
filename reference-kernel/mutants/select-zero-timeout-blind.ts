import { timeval } from "../abi/time.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const selectZeroTimeoutBlind: Mutant = {
  id: "select-zero-timeout-blind",
  behaviour: "B07",
  mistake: "select with a zero timeout answers 0 before it looks",
  file: "syscalls/select.ts",
  calls: ["select"],
  apply: (kernel) =>
    replaceCall(kernel, "select", (original) => (task, registers) => {
      const timeout = registers.high(4) * 2 ** 32 + registers.low(4);
      if (timeout === 0) return original(task, registers);
      const { sec, usec } = task.memory.read(timeval, timeout);
      return sec === 0 && usec === 0 ? 0 : original(task, registers);
    }),
};
