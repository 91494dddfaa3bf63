import { Machine } from "../cpu/machine.ts";
import { type Mutant, override } from "./mutant.ts";

export const forkLeavesTranslations: Mutant = {
  id: "fork-leaves-translations",
  behaviour: null,
  mistake: "fork leaves the processor its right to write to shared pages",
  file: "cpu/machine.ts",
  calls: ["fork"],
  apply: () => override(Machine.prototype, "flushWrites", () => function flushWrites() {}),
};
