import { type Mutant, replaceCall } from "./mutant.ts";

export const flockDoesNothing: Mutant = {
  id: "flock-does-nothing",
  behaviour: "B44",
  mistake: "flock answers 0 and does nothing",
  file: "syscalls/descriptors.ts",
  calls: ["flock"],
  apply: (kernel) => replaceCall(kernel, "flock", () => () => 0),
};
