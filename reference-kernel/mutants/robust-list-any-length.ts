import { robustListHead } from "../process/robust-list.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const robustListAnyLength: Mutant = {
  id: "robust-list-any-length",
  behaviour: "B16",
  mistake: "set_robust_list accepts any length",
  file: "syscalls/futex.ts",
  calls: ["set_robust_list"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "set_robust_list",
      (original) => (task, registers) => original(task, withArguments(registers, { 1: robustListHead.size })),
    ),
};
