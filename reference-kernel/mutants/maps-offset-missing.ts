import type { Mutant } from "./mutant.ts";
import { changeProcText } from "./proc-text.ts";

export const mapsOffsetMissing: Mutant = {
  id: "maps-offset-missing",
  behaviour: null,
  mistake: "/proc/PID/maps shows offset 0 for every mapping",
  file: "memory/maps.ts",
  calls: ["mmap"],
  apply: () => changeProcText("maps", (text) => text.replace(/^(\S+ \S+) \S+/gm, "$1 00000000")),
};
