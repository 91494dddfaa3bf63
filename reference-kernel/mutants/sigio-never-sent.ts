import { OpenFile } from "../files/open-file.ts";
import { type Mutant, override } from "./mutant.ts";

export const sigioNeverSent: Mutant = {
  id: "sigio-never-sent",
  behaviour: null,
  mistake: "O_ASYNC is kept, and no signal is sent",
  file: "files/open-file.ts",
  calls: ["fcntl"],
  apply: () => override(OpenFile.prototype, "signalIo", () => function signalIo() {}),
};
