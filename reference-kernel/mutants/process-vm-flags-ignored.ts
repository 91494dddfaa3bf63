import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const processVmFlagsIgnored: Mutant = {
  id: "process-vm-flags-ignored",
  behaviour: null,
  mistake: "process_vm_readv takes any flags",
  file: "syscalls/process-memory.ts",
  calls: ["process_vm_readv"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "process_vm_readv",
      (original) => (task, registers) => original(task, withArguments(registers, { 5: 0 })),
    ),
};
