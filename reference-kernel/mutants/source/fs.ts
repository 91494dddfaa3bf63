/** Mutants of fs/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const fsSourceMutants: readonly SourceMutant[] = [
  {
    id: "relatime-forgets-writes",
    behaviour: "B43",
    file: "fs/time.ts",
    text: "  compareTimes(inode.mtime, inode.atime) >= 0 ||\n",
    by: "",
    mistake: "a read after a write leaves atime where it was on a relatime mount",
    noticedBy: ["filesystem.relatime"],
  },
  {
    id: "relatime-forgets-changes",
    behaviour: null,
    file: "fs/time.ts",
    text: "  compareTimes(inode.ctime, inode.atime) >= 0 ||\n",
    by: "",
    mistake: "a read after a change of mode leaves atime where it was on a relatime mount",
    noticedBy: ["filesystem.relatime"],
  },
];
