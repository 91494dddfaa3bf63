import { Pages } from "../fs/tmpfs/pages.ts";
import { type Mutant, override } from "./mutant.ts";

export const holesAreData: Mutant = {
  id: "holes-are-data",
  behaviour: null,
  mistake: "SEEK_DATA takes holes for data",
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
