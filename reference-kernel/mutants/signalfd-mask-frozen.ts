import { type Mutant, replaceCall } from "./mutant.ts";

export const signalfdMaskFrozen: Mutant = {
  id: "signalfd-mask-frozen",
  behaviour: null,
  mistake: "signalfd on an open signalfd does not change its mask",
  file: "syscalls/eventfd.ts",
  calls: ["signalfd4"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "signalfd4",
      (original) => (task, registers) => ((registers.low(0) | 0) < 0 ? original(task, registers) : registers.low(0)),
    ),
};
