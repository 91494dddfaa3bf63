import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

const MFD_CLOEXEC = 1;

export const memfdCloexecLost: Mutant = {
  id: "memfd-cloexec-lost",
  behaviour: null,
  mistake: "MFD_CLOEXEC is forgotten",
  file: "syscalls/memfd.ts",
  calls: ["memfd_create"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "memfd_create",
      (original) => (task, registers) =>
        original(task, withArguments(registers, { 1: registers.low(1) & ~MFD_CLOEXEC })),
    ),
};
