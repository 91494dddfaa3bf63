import type { Mutant } from "./mutant.ts";
import { changeProcText } from "./proc-text.ts";

export const smapsPssUndivided: Mutant = {
  id: "smaps-pss-undivided",
  behaviour: null,
  mistake: "/proc/PID/smaps counts shared pages in full for each who maps them",
  file: "memory/usage.ts",
  calls: ["fork"],
  apply: () => changeProcText("smaps", (text) => text.replace(/^(Rss:( +\d+ kB)\nPss:).*$/gm, "$1$2")),
};
