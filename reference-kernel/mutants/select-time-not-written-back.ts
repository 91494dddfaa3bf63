import { Errno } from "../abi/errors.ts";
import type { Blocking } from "../core/thread.ts";
import type { SyscallResult } from "../process/syscall-entry.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

function* after(
  call: Blocking<SyscallResult>,
  then: (result: SyscallResult) => SyscallResult,
): Blocking<SyscallResult> {
  return then(yield* call);
}

export const selectTimeNotWrittenBack: Mutant = {
  id: "select-time-not-written-back",
  behaviour: null,
  mistake: "select leaves its timeout as it was",
  file: "syscalls/select.ts",
  calls: ["select"],
  apply: (kernel) =>
    replaceCall(kernel, "select", (original) => (task, registers) => {
      const address = registers.high(4) * 2 ** 32 + registers.low(4);
      if (address === 0) return original(task, registers);
      const given = task.memory.readBytes(address, 16);
      const answer = original(task, registers);
      const restore = (result: SyscallResult): SyscallResult => {
        task.memory.writeBytes(address, given);
        return result;
      };
      if (answer instanceof Errno) return answer;
      return typeof answer === "object" ? after(answer, restore) : restore(answer);
    }),
};
