import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const xattrFlagsUnheeded: Mutant = {
  id: "xattr-flags-unheeded",
  behaviour: null,
  mistake: "setxattr does not look at XATTR_CREATE and XATTR_REPLACE",
  file: "syscalls/xattr.ts",
  calls: ["setxattr"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "setxattr",
      (original) => (task, registers) => original(task, withArguments(registers, { 4: 0 })),
    ),
};
