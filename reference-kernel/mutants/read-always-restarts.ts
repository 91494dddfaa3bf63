import { ERESTARTNOINTR, ERESTARTSYS } from "../abi/errors.ts";
import { Task } from "../process/task.ts";
import { type Mutant, override } from "./mutant.ts";

export const readAlwaysRestarts: Mutant = {
  id: "read-always-restarts",
  behaviour: "B57",
  mistake: "an interrupted read starts again without SA_RESTART",
  file: "process/task.ts",
  calls: ["read", "rt_sigaction"],
  apply: () =>
    override(
      Task.prototype,
      "breakCall",
      (original) =>
        function breakCall(error, number) {
          original.call(this, error === ERESTARTSYS ? ERESTARTNOINTR : error, number);
        },
    ),
};
