import { MREMAP_MAYMOVE } from "../abi/mman.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const mremapAlwaysMoves: Mutant = {
  id: "mremap-always-moves",
  behaviour: null,
  mistake: "mremap moves without MREMAP_MAYMOVE",
  file: "memory/remap.ts",
  calls: ["mremap"],
  apply: (kernel) =>
    replaceCall(
      kernel,
      "mremap",
      (original) => (task, registers) =>
        original(task, withArguments(registers, { 3: registers.low(3) | MREMAP_MAYMOVE })),
    ),
};
