import { EEXIST, ENOTEMPTY } from "../abi/errors.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const renameFullDirectoryEexist: Mutant = {
  id: "rename-full-directory-eexist",
  behaviour: null,
  mistake: "rename over a full directory is EEXIST",
  file: "syscalls/directories.ts",
  calls: ["rename"],
  apply: (kernel) =>
    replaceCall(kernel, "rename", (original) => (task, registers) => {
      try {
        return original(task, registers);
      } catch (error) {
        throw error === ENOTEMPTY ? EEXIST : error;
      }
    }),
};
