import { PipeEnd } from "../files/pipe-end.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const pipeWritersStopEarly: Mutant = {
  id: "pipe-writers-stop-early",
  behaviour: null,
  mistake: "a blocking write to a pipe answers after the first part",
  file: "files/pipe-end.ts",
  calls: ["write"],
  apply: () => overrideGetter(PipeEnd.prototype, "writesAll", () => () => false),
};
