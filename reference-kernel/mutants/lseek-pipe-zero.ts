import { ESPIPE } from "../abi/errors.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const lseekPipeZero: Mutant = {
  id: "lseek-pipe-zero",
  behaviour: "B03",
  mistake: "lseek on what cannot seek answers 0",
  file: "syscalls/read-write.ts",
  calls: ["lseek"],
  apply: (kernel) =>
    replaceCall(kernel, "lseek", (original) => (task, registers) => {
      try {
        return original(task, registers);
      } catch (error) {
        if (error === ESPIPE) return 0;
        throw error;
      }
    }),
};
