import { type Mutant, replaceCall } from "./mutant.ts";

export const mincoreAllResident: Mutant = {
  id: "mincore-all-resident",
  behaviour: null,
  mistake: "mincore calls every mapped page resident",
  file: "memory/residency.ts",
  calls: ["mincore"],
  apply: (kernel) =>
    replaceCall(kernel, "mincore", (original) => (task, registers) => {
      const answer = original(task, registers);
      const pages = Math.ceil(registers.low(1) / 4096);
      const vector = registers.high(2) * 0x1_0000_0000 + registers.low(2);
      task.memory.writeBytes(vector, new Uint8Array(pages).fill(1));
      return answer;
    }),
};
