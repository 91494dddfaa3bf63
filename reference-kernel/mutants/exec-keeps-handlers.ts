import { SignalHandlers } from "../process/signals/handlers.ts";
import { type Mutant, override } from "./mutant.ts";

export const execKeepsHandlers: Mutant = {
  id: "exec-keeps-handlers",
  behaviour: "B22",
  mistake: "execve leaves caught signals as they were",
  file: "process/signals/handlers.ts",
  calls: ["execve"],
  apply: () => override(SignalHandlers.prototype, "resetForExec", () => () => {}),
};
