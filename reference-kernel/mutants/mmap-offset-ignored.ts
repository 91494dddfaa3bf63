import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const mmapOffsetIgnored: Mutant = {
  id: "mmap-offset-ignored",
  behaviour: null,
  mistake: "mmap maps every file from its beginning",
  file: "syscalls/mmap.ts",
  calls: ["mmap"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "mmap",
      (original) => (task, registers) => original(task, withArguments(registers, { 5: registers.low(5) & 4095 })),
    ),
};
