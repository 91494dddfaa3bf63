import { MADV } from "../abi/mman.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const wipeonforkIgnored: Mutant = {
  id: "wipeonfork-ignored",
  behaviour: null,
  mistake: "MADV_WIPEONFORK does nothing",
  file: "memory/advice.ts",
  calls: ["madvise"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "madvise",
      (original) => (task, registers) => (registers.low(2) === MADV.WIPEONFORK ? 0 : original(task, registers)),
    ),
};
