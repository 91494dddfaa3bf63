import { ENOTTY } from "../abi/errors.ts";
import { FIONBIO } from "../abi/ioctl.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const fionbioEnotty: Mutant = {
  id: "fionbio-enotty",
  behaviour: "B37",
  mistake: "ioctl FIONBIO is ENOTTY",
  file: "syscalls/descriptors.ts",
  calls: ["ioctl"],
  apply: (kernel) =>
    replaceCall(kernel, "ioctl", (original) => (task, registers) => {
      if (registers.low(1) === FIONBIO) throw ENOTTY;
      return original(task, registers);
    }),
};
