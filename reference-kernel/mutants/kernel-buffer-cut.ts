import { KernelBuffer } from "../memory/io.ts";
import { type Mutant, override } from "./mutant.ts";

export const kernelBufferCut: Mutant = {
  id: "kernel-buffer-cut",
  behaviour: null,
  mistake: "what the kernel reads for itself ends after 16 bytes",
  file: "memory/io.ts",
  calls: ["execve"],
  apply: () =>
    override(
      KernelBuffer.prototype,
      "put",
      (original) =>
        function put(source, start, end) {
          return original.call(this, source, start, Math.min(end, start + 16));
        },
    ),
};
