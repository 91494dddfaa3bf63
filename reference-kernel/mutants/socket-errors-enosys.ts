import { ENOSYS } from "../abi/errors.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const socketErrorsEnosys: Mutant = {
  id: "socket-errors-enosys",
  behaviour: "B12",
  mistake: "every refused family and type is ENOSYS",
  file: "syscalls/socket.ts",
  calls: ["socket"],
  apply: (kernel) =>
    replaceCall(kernel, "socket", (original) => (task, registers) => {
      try {
        return original(task, registers);
      } catch {
        throw ENOSYS;
      }
    }),
};
