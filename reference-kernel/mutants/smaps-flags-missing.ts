import type { Mutant } from "./mutant.ts";
import { changeProcText } from "./proc-text.ts";

export const smapsFlagsMissing: Mutant = {
  id: "smaps-flags-missing",
  behaviour: null,
  mistake: "/proc/PID/smaps does not tell growing and locked mappings",
  file: "memory/smaps.ts",
  calls: ["mlock"],
  apply: () => changeProcText("smaps", (text) => text.replace(/ (?:gd|lo|lf)(?= )/g, "")),
};
