import { SOCK_CLOEXEC } from "../abi/socket.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const accept4CloexecLost: Mutant = {
  id: "accept4-cloexec-lost",
  behaviour: null,
  mistake: "accept4 does not heed SOCK_CLOEXEC",
  file: "syscalls/socket.ts",
  calls: ["accept4"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "accept4",
      (original) => (task, registers) =>
        original(task, withArguments(registers, { 3: registers.low(3) & ~SOCK_CLOEXEC })),
    ),
};
