import { type Mutant, replaceCall } from "./mutant.ts";

export const flockDoesNothing: Mutant = {
  id: "flock-does-nothing",
  behaviour: "B44",
  mistake: "flock answers 0 and does nothing",
  calls: ["flock"],
  apply: (kernel) => replaceCall(kernel, "flock", () => () => 0),
};
