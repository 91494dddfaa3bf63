import { WOULD_BLOCK } from "../files/open-file.ts";
import { TimerFile } from "../files/timerfd.ts";
import { KernelBuffer } from "../memory/io.ts";
import { type Mutant, override } from "./mutant.ts";

export const timerfdCountsOne: Mutant = {
  id: "timerfd-counts-one",
  behaviour: null,
  mistake: "a timerfd tells of one expiration, however many there were",
  file: "files/timerfd.ts",
  calls: ["timerfd_settime", "read"],
  apply: () =>
    override(
      TimerFile.prototype,
      "read",
      (original) =>
        function read(caller, sink) {
          if (sink.remaining < 8) return original.call(this, caller, sink);
          const count = original.call(this, caller, new KernelBuffer(new Uint8Array(8)));
          return count === WOULD_BLOCK ? count : sink.put(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), 0, 8);
        },
    ),
};
