import { SIGSEGV } from "../abi/signal.ts";
import { defaultAction, SignalHandlers } from "../process/signals/handlers.ts";
import { type Mutant, override } from "./mutant.ts";

export const segvKills: Mutant = {
  id: "segv-kills",
  behaviour: "B26",
  mistake: "a fault in unmapped memory kills the process without its handler",
  file: "process/signals/handlers.ts",
  calls: ["munmap", "rt_sigaction"],
  apply: () =>
    override(
      SignalHandlers.prototype,
      "get",
      (original) =>
        function get(signal) {
          return signal === SIGSEGV ? defaultAction : original.call(this, signal);
        },
    ),
};
