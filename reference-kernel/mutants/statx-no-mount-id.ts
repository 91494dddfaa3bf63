import { u32 } from "../abi/struct.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

const STATX_MNT_ID = 0x1000;

export const statxNoMountId: Mutant = {
  id: "statx-no-mount-id",
  behaviour: "B14",
  mistake: "statx does not report STATX_MNT_ID",
  file: "syscalls/stat.ts",
  calls: ["statx"],
  apply: (kernel) =>
    replaceCall(kernel, "statx", (original) => (task, registers) => {
      const answer = original(task, registers);
      const buffer = registers.high(4) * 2 ** 32 + registers.low(4);
      task.memory.write(u32, buffer, task.memory.read(u32, buffer) & ~STATX_MNT_ID);
      return answer;
    }),
};
