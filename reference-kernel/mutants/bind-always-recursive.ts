import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

const MS_BIND = 4096;
const MS_REC = 16384;

export const bindAlwaysRecursive: Mutant = {
  id: "bind-always-recursive",
  behaviour: null,
  mistake: "a bind mount takes the mounts below along without MS_REC",
  file: "syscalls/mount.ts",
  calls: ["mount"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "mount",
      (original) => (task, registers) =>
        original(
          task,
          withArguments(registers, { 3: registers.low(3) & MS_BIND ? registers.low(3) | MS_REC : registers.low(3) }),
        ),
    ),
};
