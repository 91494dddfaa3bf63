import { type Mutant, replaceCall } from "./mutant.ts";

const EVERY = (1n << 41n) - 1n;

export const openAsSuperuser: Mutant = {
  id: "open-as-superuser",
  behaviour: null,
  mistake: "open gives every right to user 0, whatever its capabilities",
  file: "syscalls/open.ts",
  calls: ["open"],
  apply: (kernel) =>
    replaceCall(kernel, "open", (original) => (task, registers) => {
      const own = task.credentials;
      task.credentials = { ...own, effective: EVERY };
      try {
        return original(task, registers);
      } finally {
        task.credentials = own;
      }
    }),
};
