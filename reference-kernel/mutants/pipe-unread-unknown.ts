import { Pipe } from "../files/pipe.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const pipeUnreadUnknown: Mutant = {
  id: "pipe-unread-unknown",
  behaviour: null,
  mistake: "FIONREAD of a pipe is always 0",
  file: "files/pipe.ts",
  calls: ["ioctl", "pipe2"],
  apply: () => overrideGetter(Pipe.prototype, "unread", () => () => 0),
};
