import { Inode } from "../fs/inode.ts";
import { type Mutant, override } from "./mutant.ts";

export const ctimeStays: Mutant = {
  id: "ctime-stays",
  behaviour: null,
  mistake: "changed attributes do not move ctime",
  file: "fs/inode.ts",
  calls: ["chmod", "link", "fstat"],
  apply: () => override(Inode.prototype, "changed", () => function changed() {}),
};
