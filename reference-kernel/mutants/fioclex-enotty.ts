import { ENOTTY } from "../abi/errors.ts";
import { FIOCLEX, FIONCLEX } from "../abi/ioctl.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const fioclexEnotty: Mutant = {
  id: "fioclex-enotty",
  behaviour: "B38",
  mistake: "ioctl FIOCLEX and FIONCLEX is ENOTTY",
  file: "syscalls/descriptors.ts",
  calls: ["ioctl"],
  apply: (kernel) =>
    replaceCall(kernel, "ioctl", (original) => (task, registers) => {
      if (registers.low(1) === FIOCLEX || registers.low(1) === FIONCLEX) throw ENOTTY;
      return original(task, registers);
    }),
};
