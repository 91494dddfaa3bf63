import { UserMemory } from "../memory/user-memory.ts";
import { type Mutant, override } from "./mutant.ts";

export const copiesEndWithThePage: Mutant = {
  id: "copies-end-with-the-page",
  behaviour: null,
  mistake: "copies to the program end at the end of a page",
  file: "memory/user-memory.ts",
  calls: ["read"],
  apply: () =>
    override(
      UserMemory.prototype,
      "copyOut",
      (original) =>
        function copyOut(address, source, start, length) {
          return original.call(this, address, source, start, Math.min(length, 4096 - (address % 4096)));
        },
    ),
};
