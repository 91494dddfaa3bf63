import { EINTR } from "../abi/errors.ts";
import type { Blocking } from "../core/thread.ts";
import type { SyscallResult } from "../process/syscall-entry.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const sigsuspendLosesHandler: Mutant = {
  id: "sigsuspend-loses-handler",
  behaviour: "B21",
  mistake: "the handler of the signal that ends sigsuspend never runs",
  file: "process/signals/deliver.ts",
  calls: ["rt_sigsuspend"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "rt_sigsuspend",
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
