import { FlockLocks } from "../files/flock.ts";
import { type Mutant, override } from "./mutant.ts";

export const flockUnlockForgotten: Mutant = {
  id: "flock-unlock-forgotten",
  behaviour: null,
  mistake: "LOCK_UN keeps the lock",
  file: "files/flock.ts",
  calls: ["flock"],
  apply: () => override(FlockLocks.prototype, "unlock", () => function unlock() {}),
};
