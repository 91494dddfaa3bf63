import { type Mutant, replaceCall } from "./mutant.ts";

export const altstackPointerLost: Mutant = {
  id: "altstack-pointer-lost",
  behaviour: "B56",
  mistake: "rt_sigreturn from the alternate stack does not restore the interrupted stack pointer",
  file: "process/signals/frame.ts",
  calls: ["sigaltstack", "rt_sigreturn"],
  apply: (kernel) =>
    replaceCall(kernel, "rt_sigreturn", (original) => (task, registers) => {
      const { rsp } = task.registers;
      const wasOnAlternate = task.signals.isOnAlternateStack(rsp);
      const answer = original(task, registers);
      if (wasOnAlternate) task.registers.rsp = rsp;
      return answer;
    }),
};
