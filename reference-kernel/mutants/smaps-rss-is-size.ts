import type { Mutant } from "./mutant.ts";
import { changeProcText } from "./proc-text.ts";

export const smapsRssIsSize: Mutant = {
  id: "smaps-rss-is-size",
  behaviour: null,
  mistake: "/proc/PID/smaps gives the size as the resident size",
  file: "memory/usage.ts",
  calls: ["mmap"],
  apply: () => changeProcText("smaps", (text) => text.replace(/^(Size:( +\d+ kB)\n(?:.*\n){2}Rss:).*$/gm, "$1$2")),
};
