import { PipeEnd } from "../files/pipe-end.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const pipesWithoutPackets: Mutant = {
  id: "pipes-without-packets",
  behaviour: null,
  mistake: "O_DIRECT cannot be set on a pipe",
  file: "files/pipe-end.ts",
  calls: ["pipe2", "fcntl"],
  apply: () => overrideGetter(PipeEnd.prototype, "takesDirect", () => () => false),
};
