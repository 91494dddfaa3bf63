import { FlockLocks } from "../files/flock.ts";
import { type Mutant, override } from "./mutant.ts";

export const flockSharedExcludes: Mutant = {
  id: "flock-shared-excludes",
  behaviour: null,
  mistake: "a shared flock lock keeps other shared ones out",
  file: "files/flock.ts",
  calls: ["flock"],
  apply: () =>
    override(
      FlockLocks.prototype,
      "tryLock",
      (original) =>
        function tryLock(file, kind, pid) {
          return original.call(this, file, kind === "shared" ? "exclusive" : kind, pid);
        },
    ),
};
