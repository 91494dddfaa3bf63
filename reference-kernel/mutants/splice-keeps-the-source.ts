import { Pipe } from "../files/pipe.ts";
import { type Mutant, override } from "./mutant.ts";

export const spliceKeepsTheSource: Mutant = {
  id: "splice-keeps-the-source",
  behaviour: null,
  mistake: "splice from pipe to pipe leaves the bytes in the first one",
  file: "files/pipe.ts",
  calls: ["splice"],
  apply: () =>
    override(
      Pipe.prototype,
      "moveTo",
      () =>
        function moveTo(other, count) {
          return this.copyTo(other, count);
        },
    ),
};
