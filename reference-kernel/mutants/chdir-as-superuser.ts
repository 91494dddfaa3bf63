import { type Mutant, replaceCall } from "./mutant.ts";

const EVERY = (1n << 41n) - 1n;

export const chdirAsSuperuser: Mutant = {
  id: "chdir-as-superuser",
  behaviour: null,
  mistake: "chdir gives every right to user 0, whatever its capabilities",
  file: "syscalls/working-directory.ts",
  calls: ["chdir"],
  apply: (kernel) =>
    replaceCall(kernel, "chdir", (original) => (task, registers) => {
      const own = task.credentials;
      task.credentials = { ...own, effective: EVERY };
      try {
        return original(task, registers);
      } finally {
        task.credentials = own;
      }
    }),
};
