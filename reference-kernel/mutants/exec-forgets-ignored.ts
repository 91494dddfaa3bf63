import { NSIG } from "../abi/signal.ts";
import { defaultAction, SignalHandlers } from "../process/signals/handlers.ts";
import { type Mutant, override } from "./mutant.ts";

export const execForgetsIgnored: Mutant = {
  id: "exec-forgets-ignored",
  behaviour: "B22",
  mistake: "execve sets ignored signals back to default",
  file: "process/signals/handlers.ts",
  calls: ["execve"],
  apply: () =>
    override(
      SignalHandlers.prototype,
      "resetForExec",
      () =>
        function resetForExec() {
          for (let signal = 1; signal <= NSIG; signal++) this.set(signal, defaultAction);
        },
    ),
};
