import { Errno } from "../abi/errors.ts";
import { F_SETLKW } from "../abi/fcntl.ts";
import type { Blocking } from "../core/thread.ts";
import type { SyscallResult } from "../process/syscall-entry.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const lockLandsAfterClose: Mutant = {
  id: "lock-lands-after-close",
  behaviour: "B40",
  mistake: "a call that slept takes its file by number once more: what was opened since is locked",
  file: "syscalls/descriptors.ts",
  calls: ["fcntl"],
  apply: (kernel) =>
    replaceCall(kernel, "fcntl", (original) => (task, registers) => {
      const answer = original(task, registers);
      if (registers.low(1) !== F_SETLKW || typeof answer !== "object" || answer instanceof Errno) return answer;
      const again = function* (): Blocking<SyscallResult> {
        const step = answer.next();
        if (step.done) return step.value;
        yield step.value;
        answer.return(0);
        const next = original(task, registers);
        if (next instanceof Errno) throw next;
        return typeof next === "object" ? yield* next : next;
      };
      return again();
    }),
};
