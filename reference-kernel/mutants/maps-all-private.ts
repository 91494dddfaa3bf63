import type { Mutant } from "./mutant.ts";
import { changeProcText } from "./proc-text.ts";

export const mapsAllPrivate: Mutant = {
  id: "maps-all-private",
  behaviour: null,
  mistake: "/proc/PID/maps calls shared mappings private",
  file: "memory/maps.ts",
  calls: ["mmap"],
  apply: () => changeProcText("maps", (text) => text.replace(/^(\S+ ...)s/gm, "$1p")),
};
