import { ERESTARTNOHAND, ERESTARTSYS } from "../abi/errors.ts";
import { Task } from "../process/task.ts";
import { type Mutant, override } from "./mutant.ts";

export const readNeverRestarts: Mutant = {
  id: "read-never-restarts",
  behaviour: "B57",
  mistake: "SA_RESTART is ignored: an interrupted read is always EINTR",
  file: "process/task.ts",
  calls: ["read", "rt_sigaction"],
  apply: () =>
    override(
      Task.prototype,
      "breakCall",
      (original) =>
        function breakCall(error, number) {
          original.call(this, error === ERESTARTSYS ? ERESTARTNOHAND : error, number);
        },
    ),
};
