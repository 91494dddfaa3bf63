import { WOULD_BLOCK } from "../files/open-file.ts";
import { SIGNALFD_SIGINFO_SIZE, SignalFile } from "../files/signalfd.ts";
import { KernelBuffer } from "../memory/io.ts";
import { type Mutant, override } from "./mutant.ts";

export const signalfdOneAtATime: Mutant = {
  id: "signalfd-one-at-a-time",
  behaviour: null,
  mistake: "a read of a signalfd answers one signal, however much room there is",
  file: "files/signalfd.ts",
  calls: ["signalfd4", "read"],
  apply: () =>
    override(
      SignalFile.prototype,
      "read",
      (original) =>
        function read(caller, sink) {
          if (sink.remaining < SIGNALFD_SIGINFO_SIZE) return original.call(this, caller, sink);
          const one = new KernelBuffer(new Uint8Array(SIGNALFD_SIGINFO_SIZE));
          const count = original.call(this, caller, one);
          return count === WOULD_BLOCK ? count : sink.put(one.filled, 0, one.filled.length);
        },
    ),
};
