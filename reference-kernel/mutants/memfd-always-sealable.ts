import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

const MFD_ALLOW_SEALING = 2;

export const memfdAlwaysSealable: Mutant = {
  id: "memfd-always-sealable",
  behaviour: null,
  mistake: "every memfd can be sealed",
  file: "syscalls/memfd.ts",
  calls: ["memfd_create"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "memfd_create",
      (original) => (task, registers) =>
        original(task, withArguments(registers, { 1: registers.low(1) | MFD_ALLOW_SEALING })),
    ),
};
