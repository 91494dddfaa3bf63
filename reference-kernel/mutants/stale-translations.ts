import { Machine } from "../cpu/machine.ts";
import { type Mutant, override } from "./mutant.ts";

export const staleTranslations: Mutant = {
  id: "stale-translations",
  behaviour: null,
  mistake: "the processor keeps translations of pages that were unmapped or lost a right",
  file: "cpu/machine.ts",
  calls: ["munmap", "mprotect"],
  apply: () => override(Machine.prototype, "flushPages", () => function flushPages() {}),
};
