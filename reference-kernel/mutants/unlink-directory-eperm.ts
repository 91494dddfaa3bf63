import { EISDIR, EPERM } from "../abi/errors.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const unlinkDirectoryEperm: Mutant = {
  id: "unlink-directory-eperm",
  behaviour: null,
  mistake: "unlink of a directory is EPERM, as POSIX has it, instead of EISDIR",
  file: "syscalls/directories.ts",
  calls: ["unlink"],
  apply: (kernel) =>
    replaceCall(kernel, "unlink", (original) => (task, registers) => {
      try {
        return original(task, registers);
      } catch (error) {
        throw error === EISDIR ? EPERM : error;
      }
    }),
};
