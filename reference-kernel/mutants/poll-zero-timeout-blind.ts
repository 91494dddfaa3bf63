import { type Mutant, replaceCall } from "./mutant.ts";

export const pollZeroTimeoutBlind: Mutant = {
  id: "poll-zero-timeout-blind",
  behaviour: "B07",
  mistake: "poll with a zero timeout answers 0 before it looks",
  file: "syscalls/poll.ts",
  calls: ["poll"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "poll",
      (original) => (task, registers) => (registers.low(2) === 0 ? 0 : original(task, registers)),
    ),
};
