import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const dup3CloexecLost: Mutant = {
  id: "dup3-cloexec-lost",
  behaviour: "B01",
  mistake: "dup3 drops O_CLOEXEC",
  file: "syscalls/descriptors.ts",
  calls: ["dup3"],
  apply: (kernel) =>
    replaceCall(kernel, "dup3", (original) => (task, registers) => original(task, withArguments(registers, { 2: 0 }))),
};
