/** Mutants of cpu/, as rows (source-mutant.ts): what only programs that run long can see. */
import type { SourceMutant } from "../source-mutant.ts";

export const cpuSourceMutants: readonly SourceMutant[] = [
  {
    id: "regions-hold-in-every-space",
    behaviour: null,
    file: "cpu/emit/region.ts",
    text: "    if (this.hasPages) this.lookAtPages();",
    by: "",
    mistake: "a region of several pages is entered without a look whether they still lie there",
    noticedBy: ["vm.hot_code_changes"],
  },
  {
    id: "code-versions-stand-still",
    behaviour: null,
    file: "cpu/spaces.ts",
    text: "    space.codeVersion = ++this.versions;",
    by: "    space.codeVersion ||= ++this.versions;",
    mistake: "another page in the place of code does not change the version of the code",
    noticedBy: ["vm.hot_code_changes"],
  },
];
