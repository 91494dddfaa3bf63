import { ENOMEM } from "../abi/errors.ts";
import { type Mutant, replaceCall } from "./mutant.ts";

export const msyncBlindToHoles: Mutant = {
  id: "msync-blind-to-holes",
  behaviour: null,
  mistake: "msync succeeds where nothing is mapped",
  file: "memory/residency.ts",
  calls: ["msync"],
  apply: (kernel) =>
    replaceCall(kernel, "msync", (original) => (task, registers) => {
      try {
        return original(task, registers);
      } catch (error) {
        if (error === ENOMEM) return 0;
        throw error;
      }
    }),
};
