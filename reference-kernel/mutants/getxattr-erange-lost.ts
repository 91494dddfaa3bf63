import { ERANGE } from "../abi/errors.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const getxattrErangeLost: Mutant = {
  id: "getxattr-erange-lost",
  behaviour: null,
  mistake: "getxattr into a buffer that is too small answers its size",
  file: "syscalls/xattr.ts",
  calls: ["getxattr"],
  apply: (kernel) =>
    replaceCall(kernel, "getxattr", (original) => (task, registers) => {
      try {
        return original(task, registers);
      } catch (error) {
        if (error === ERANGE) return registers.low(3);
        throw error;
      }
    }),
};
