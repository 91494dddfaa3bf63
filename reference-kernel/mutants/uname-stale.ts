import { type Mutant, replaceCall } from "./mutant.ts";

const NAME_SIZE = 65;

export const unameStale: Mutant = {
  id: "uname-stale",
  behaviour: "B15",
  mistake: "uname answers a release of long ago",
  file: "syscalls/system.ts",
  calls: ["uname"],
  apply: (kernel) =>
    replaceCall(kernel, "uname", (original) => (task, registers) => {
      const answer = original(task, registers);
      const release = registers.high(0) * 2 ** 32 + registers.low(0) + 2 * NAME_SIZE;
      task.memory.writeBytes(release, new TextEncoder().encode("3.2.0\0"));
      return answer;
    }),
};
