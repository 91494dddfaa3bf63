import { LockWaits } from "../files/record-locks.ts";
import { type Mutant, override } from "./mutant.ts";

export const deadlockUnnoticed: Mutant = {
  id: "deadlock-unnoticed",
  behaviour: null,
  mistake: "a circle of waiting record locks sleeps for ever",
  file: "files/record-locks.ts",
  calls: ["fcntl"],
  apply: () => override(LockWaits.prototype, "begin", () => function begin() {}),
};
