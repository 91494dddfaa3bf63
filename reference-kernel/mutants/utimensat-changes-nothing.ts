import { resolve } from "../fs/walk.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const utimensatChangesNothing: Mutant = {
  id: "utimensat-changes-nothing",
  behaviour: "B43",
  mistake: "utimensat only checks that the file exists",
  file: "syscalls/attributes.ts",
  calls: ["utimensat"],
  apply: (kernel) =>
    replaceCall(kernel, "utimensat", () => (task, registers) => {
      const path = registers.high(1) * 2 ** 32 + registers.low(1);
      if (path !== 0) resolve(task, task.fs.cwd, task.memory.readPath(path), true);
      return 0;
    }),
};
