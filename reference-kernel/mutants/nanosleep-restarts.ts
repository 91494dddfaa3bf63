import { ERESTART_RESTARTBLOCK, ERESTARTNOINTR } from "../abi/errors.ts";
import { Task } from "../process/task.ts";
import { type Mutant, override } from "./mutant.ts";

export const nanosleepRestarts: Mutant = {
  id: "nanosleep-restarts",
  behaviour: "B57",
  mistake: "an interrupted nanosleep or poll starts again after a handler",
  file: "process/task.ts",
  calls: ["nanosleep", "poll"],
  apply: () =>
    override(
      Task.prototype,
      "breakCall",
      (original) =>
        function breakCall(error, number) {
          original.call(this, error === ERESTART_RESTARTBLOCK ? ERESTARTNOINTR : error, number);
        },
    ),
};
