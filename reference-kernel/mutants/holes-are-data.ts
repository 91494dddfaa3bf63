import { Pages } from "../fs/tmpfs/pages.ts";
import { type Mutant, override } from "./mutant.ts";

export const holesAreData: Mutant = {
  id: "holes-are-data",
  behaviour: null,
  mistake: "SEEK_DATA takes holes for data",
  file: "fs/tmpfs/pages.ts",
  calls: ["lseek"],
  apply: () =>
    override(
      Pages.prototype,
      "nextData",
      () =>
        function nextData(index) {
          return index;
        },
    ),
};
