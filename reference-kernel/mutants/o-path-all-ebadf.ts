import { EBADF } from "../abi/errors.ts";
import { all, type Mutant, replaceCall } from "./mutant.ts";

export const oPathAllEbadf: Mutant = {
  id: "o-path-all-ebadf",
  behaviour: "B39",
  mistake: "every ioctl and fcntl on an O_PATH descriptor is EBADF",
  file: "syscalls/descriptors.ts",
  calls: ["ioctl", "fcntl"],
  apply: (kernel) =>
    all(
      ...(["ioctl", "fcntl"] as const).map((name) =>
        replaceCall(kernel, name, (original) => (task, registers) => {
          if (task.files.getAny(registers.low(0)).isPath) throw EBADF;
          return original(task, registers);
        }),
      ),
    ),
};
