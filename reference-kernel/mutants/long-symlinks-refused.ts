import { ENAMETOOLONG } from "../abi/errors.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const longSymlinksRefused: Mutant = {
  id: "long-symlinks-refused",
  behaviour: "B54",
  mistake: "symbolic links of more than 60 bytes cannot be made",
  file: "syscalls/directories.ts",
  calls: ["symlink"],
  apply: (kernel) =>
    replaceCall(kernel, "symlink", (original) => (task, registers) => {
      const target = task.memory.readPath(registers.high(0) * 2 ** 32 + registers.low(0));
      if (target.length > 60) throw ENAMETOOLONG;
      return original(task, registers);
    }),
};
