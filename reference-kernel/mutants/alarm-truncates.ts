import { type Mutant, replaceCall } from "./mutant.ts";

export const alarmTruncates: Mutant = {
  id: "alarm-truncates",
  behaviour: "B18",
  mistake: "alarm answers the seconds left rounded down",
  file: "syscalls/time.ts",
  calls: ["alarm"],
  apply: (kernel) =>
    replaceCall(kernel, "alarm", (original) => (task, registers) => {
      const left = task.process.intervalTimers[0]?.get().left ?? 0;
      original(task, registers);
      return Math.floor(left / 1e9);
    }),
};
