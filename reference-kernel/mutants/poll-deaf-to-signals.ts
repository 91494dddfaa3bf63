import { syscallNumbers } from "../abi/syscall-numbers.ts";
import { Task } from "../process/task.ts";
import { type Mutant, override } from "./mutant.ts";

export const pollDeafToSignals: Mutant = {
  id: "poll-deaf-to-signals",
  behaviour: "B53",
  mistake: "a signal does not wake poll",
  file: "process/task.ts",
  calls: ["poll", "wait4"],
  apply: () =>
    override(
      Task.prototype,
      "hasPendingSignal",
      (original) =>
        function hasPendingSignal() {
          return this.call?.number === syscallNumbers.poll ? this.isDying() : original.call(this);
        },
    ),
};
