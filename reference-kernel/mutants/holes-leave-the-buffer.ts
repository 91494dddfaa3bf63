import { UserBuffer } from "../memory/user-io.ts";
import { type Mutant, override } from "./mutant.ts";

export const holesLeaveTheBuffer: Mutant = {
  id: "holes-leave-the-buffer",
  behaviour: null,
  mistake: "reading a hole of a file leaves the buffer as it was",
  file: "memory/user-io.ts",
  calls: ["read"],
  apply: () =>
    override(
      UserBuffer.prototype,
      "putZeroes",
      () =>
        function putZeroes(count) {
          return Math.min(count, this.remaining);
        },
    ),
};
