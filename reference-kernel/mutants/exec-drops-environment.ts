import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const execDropsEnvironment: Mutant = {
  id: "exec-drops-environment",
  behaviour: null,
  mistake: "execve starts every program with an empty environment",
  file: "syscalls/exec.ts",
  calls: ["execve"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "execve",
      (original) => (task, registers) => original(task, withArguments(registers, { 2: 0 })),
    ),
};
