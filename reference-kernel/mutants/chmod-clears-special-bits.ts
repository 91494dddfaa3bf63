import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const chmodClearsSpecialBits: Mutant = {
  id: "chmod-clears-special-bits",
  behaviour: null,
  mistake: "chmod takes nine bits and forgets the other three",
  file: "syscalls/attributes.ts",
  calls: ["chmod"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "chmod",
      (original) => (task, registers) => original(task, withArguments(registers, { 1: registers.low(1) & 0o777 })),
    ),
};
