import { MREMAP_DONTUNMAP } from "../abi/mman.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const mremapDontunmapUnmaps: Mutant = {
  id: "mremap-dontunmap-unmaps",
  behaviour: null,
  mistake: "MREMAP_DONTUNMAP unmaps the old place",
  file: "memory/remap.ts",
  calls: ["mremap"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "mremap",
      (original) => (task, registers) =>
        original(task, withArguments(registers, { 3: registers.low(3) & ~MREMAP_DONTUNMAP })),
    ),
};
