import { syscallNumbers } from "../abi/syscall-numbers.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const lchownFollows: Mutant = {
  id: "lchown-follows",
  behaviour: null,
  mistake: "lchown follows symbolic links",
  file: "syscalls/attributes.ts",
  calls: ["lchown", "chown"],
  apply: (kernel) =>
    replaceCall(kernel, "lchown", (original) => {
      const chown = kernel.system.syscalls.get(syscallNumbers.chown);
      return (task, registers) => (chown ? chown.invoke : original)(task, registers);
    }),
};
