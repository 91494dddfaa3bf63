import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

const EFD_SEMAPHORE = 1;

export const eventfdSemaphoreUnheeded: Mutant = {
  id: "eventfd-semaphore-unheeded",
  behaviour: null,
  mistake: "EFD_SEMAPHORE is not heeded: a read takes everything",
  file: "syscalls/eventfd.ts",
  calls: ["eventfd2"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "eventfd2",
      (original) => (task, registers) =>
        original(task, withArguments(registers, { 1: registers.low(1) & ~EFD_SEMAPHORE })),
    ),
};
