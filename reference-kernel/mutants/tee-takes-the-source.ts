import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const teeTakesTheSource: Mutant = {
  id: "tee-takes-the-source",
  behaviour: null,
  mistake: "tee takes the bytes out of the first pipe",
  file: "files/pipe.ts",
  calls: ["tee"],
  apply: () =>
    override(
      Pipe.prototype,
      "copyTo",
      () =>
        function copyTo(other, count) {
          return this.moveTo(other, count);
        },
    ),
};
