import { MADV } from "../abi/mman.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const madviseRandomKept: Mutant = {
  id: "madvise-random-kept",
  behaviour: null,
  mistake: "MADV_NORMAL does not undo MADV_RANDOM",
  file: "memory/advice.ts",
  calls: ["madvise"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "madvise",
      (original) => (task, registers) => (registers.low(2) === MADV.NORMAL ? 0 : original(task, registers)),
    ),
};
