import { KernelBuffer } from "../memory/io.ts";
import { type Mutant, override } from "./mutant.ts";

export const kernelBufferRepeats: Mutant = {
  id: "kernel-buffer-repeats",
  behaviour: null,
  mistake: "what sendfile carries has its first byte twice",
  file: "memory/io.ts",
  calls: ["sendfile"],
  apply: () =>
    override(
      KernelBuffer.prototype,
      "take",
      (original) =>
        function take(target, start, end) {
          const moved = original.call(this, target, start, end);
          if (moved > 1) target[start + 1] = target[start] ?? 0;
          return moved;
        },
    ),
};
