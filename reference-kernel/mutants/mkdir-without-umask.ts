import { type Mutant, replaceCall } from "./mutant.ts";

export const mkdirWithoutUmask: Mutant = {
  id: "mkdir-without-umask",
  behaviour: null,
  mistake: "mkdir does not heed the umask",
  file: "syscalls/directories.ts",
  calls: ["mkdir"],
  apply: (kernel) =>
    replaceCall(kernel, "mkdir", (original) => (task, registers) => {
      const { umask } = task.fs;
      task.fs.umask = 0;
      try {
        return original(task, registers);
      } finally {
        task.fs.umask = umask;
      }
    }),
};
