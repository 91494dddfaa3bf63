import { TaskSignals } from "../process/signals/task-signals.ts";
import { type Mutant, override } from "./mutant.ts";

export const sigsuspendKeepsMask: Mutant = {
  id: "sigsuspend-keeps-mask",
  behaviour: "B21",
  mistake: "the mask of sigsuspend stays after it",
  file: "process/signals/task-signals.ts",
  calls: ["rt_sigsuspend"],
  apply: () =>
    override(
      TaskSignals.prototype,
      "takeMaskToSave",
      (original) =>
        function takeMaskToSave() {
          const temporary = this.blocked;
          original.call(this);
          return temporary;
        },
    ),
};
