import { MAP_ANONYMOUS, MAP_PRIVATE, MAP_SHARED } from "../abi/mman.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const sharedFileCopied: Mutant = {
  id: "shared-file-copied",
  behaviour: "B23",
  mistake: "fork and other mappings get copies of shared file memory",
  file: "syscalls/mmap.ts",
  calls: ["mmap"],
  apply: (kernel) =>
    replaceCall(kernel, "mmap", (original) => (task, registers) => {
      const flags = registers.low(3);
      const isMeant = (flags & MAP_SHARED) !== 0 && (flags & MAP_ANONYMOUS) === 0;
      return original(task, isMeant ? withArguments(registers, { 3: (flags & ~MAP_SHARED) | MAP_PRIVATE }) : registers);
    }),
};
