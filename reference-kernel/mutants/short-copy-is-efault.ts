import { EFAULT } from "../abi/errors.ts";
import { UserBuffer } from "../memory/user-io.ts";
import { type Mutant, override } from "./mutant.ts";

export const shortCopyIsEfault: Mutant = {
  id: "short-copy-is-efault",
  behaviour: null,
  mistake: "a fault after some bytes is EFAULT instead of a short count",
  file: "memory/user-io.ts",
  calls: ["read", "write"],
  apply: () =>
    override(
      UserBuffer.prototype,
      "put",
      (original) =>
        function put(source, start, end) {
          const wanted = Math.min(end - start, this.remaining);
          const moved = original.call(this, source, start, end);
          if (moved < wanted) throw EFAULT;
          return moved;
        },
    ),
};
