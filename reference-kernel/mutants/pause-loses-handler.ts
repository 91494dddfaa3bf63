import { EINTR } from "../abi/errors.ts";
import type { Blocking } from "../core/thread.ts";
import type { SyscallResult } from "../process/syscall-entry.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const pauseLosesHandler: Mutant = {
  id: "pause-loses-handler",
  behaviour: "B20",
  mistake: "the handler of the signal that ends pause never runs",
  file: "process/signals/deliver.ts",
  calls: ["pause"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "pause",
      (original) => (task, registers) =>
        (function* () {
          try {
            return yield* original(task, registers) as Blocking<SyscallResult>;
          } catch {
            task.signals.takeNext();
            throw EINTR;
          }
        })(),
    ),
};
