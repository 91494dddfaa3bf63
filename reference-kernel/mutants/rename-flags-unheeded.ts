import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const renameFlagsUnheeded: Mutant = {
  id: "rename-flags-unheeded",
  behaviour: null,
  mistake: "renameat2 does not look at its flags",
  file: "syscalls/directories.ts",
  calls: ["renameat2"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "renameat2",
      (original) => (task, registers) => original(task, withArguments(registers, { 4: 0 })),
    ),
};
