import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

const MNT_DETACH = 2;

export const umountBusyUnheeded: Mutant = {
  id: "umount-busy-unheeded",
  behaviour: null,
  mistake: "a mount in use is unmounted like an idle one",
  file: "syscalls/mount.ts",
  calls: ["umount2"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "umount2",
      (original) => (task, registers) => original(task, withArguments(registers, { 1: registers.low(1) | MNT_DETACH })),
    ),
};
