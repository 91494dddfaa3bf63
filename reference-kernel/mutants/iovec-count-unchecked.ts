import { UserMemory } from "../memory/user-memory.ts";
import { type Mutant, override } from "./mutant.ts";

export const iovecCountUnchecked: Mutant = {
  id: "iovec-count-unchecked",
  behaviour: null,
  mistake: "lists of more than 1024 vectors are read as far as that",
  file: "memory/user-memory.ts",
  calls: ["readv", "process_vm_readv"],
  apply: () =>
    override(
      UserMemory.prototype,
      "readIovecs",
      (original) =>
        function readIovecs(address, count, isOwn) {
          return original.call(this, address, Math.min(count, 1024), isOwn);
        },
    ),
};
