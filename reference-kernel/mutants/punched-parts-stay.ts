import { Pages } from "../fs/tmpfs/pages.ts";
import { type Mutant, override } from "./mutant.ts";

export const punchedPartsStay: Mutant = {
  id: "punched-parts-stay",
  behaviour: null,
  mistake: "punching a hole leaves the bytes of half pages",
  file: "fs/tmpfs/pages.ts",
  calls: ["fallocate"],
  apply: () => override(Pages.prototype, "zero", () => function zero() {}),
};
