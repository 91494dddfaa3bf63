import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const processVmReadsItself: Mutant = {
  id: "process-vm-reads-itself",
  behaviour: null,
  mistake: "process_vm_readv reads the caller's own memory",
  file: "syscalls/process-memory.ts",
  calls: ["process_vm_readv"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "process_vm_readv",
      (original) => (task, registers) =>
        original(task, registers.low(0) > 1e6 ? registers : withArguments(registers, { 0: task.tid })),
    ),
};
