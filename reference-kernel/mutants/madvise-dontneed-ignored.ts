import { MADV } from "../abi/mman.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const madviseDontneedIgnored: Mutant = {
  id: "madvise-dontneed-ignored",
  behaviour: "B08",
  mistake: "madvise(MADV_DONTNEED) does nothing",
  file: "memory/advice.ts",
  calls: ["madvise"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "madvise",
      (original) => (task, registers) => (registers.low(2) === MADV.DONTNEED ? 0 : original(task, registers)),
    ),
};
