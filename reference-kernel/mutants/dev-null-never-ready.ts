import { OpenFile } from "../files/open-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const devNullNeverReady: Mutant = {
  id: "dev-null-never-ready",
  behaviour: "B17",
  mistake: "/dev/null polls as not ready",
  file: "files/open-file.ts",
  calls: ["poll"],
  apply: () =>
    override(
      OpenFile.prototype,
      "poll",
      (original) =>
        function poll() {
          return this.describe() === "/dev/null" ? 0 : original.call(this);
        },
    ),
};
