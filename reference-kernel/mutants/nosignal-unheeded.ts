import { MSG_NOSIGNAL } from "../abi/socket.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const nosignalUnheeded: Mutant = {
  id: "nosignal-unheeded",
  behaviour: null,
  mistake: "MSG_NOSIGNAL is not heeded",
  file: "syscalls/socket-messages.ts",
  calls: ["sendto"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "sendto",
      (original) => (task, registers) =>
        original(task, withArguments(registers, { 3: registers.low(3) & ~MSG_NOSIGNAL })),
    ),
};
