import { resolve } from "../fs/walk.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const linkCountFrozen: Mutant = {
  id: "link-count-frozen",
  behaviour: "B06",
  mistake: "link does not raise st_nlink",
  file: "syscalls/directories.ts",
  calls: ["link", "linkat", "unlink"],
  apply: (kernel) =>
    replaceCall(kernel, "link", (original) => (task, registers) => {
      const path = task.memory.readPath(registers.high(0) * 2 ** 32 + registers.low(0));
      const answer = original(task, registers);
      resolve(task, task.fs.cwd, path, false).inode.nlink--;
      return answer;
    }),
};
