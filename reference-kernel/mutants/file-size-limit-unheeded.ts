import { RegularInode } from "../fs/tmpfs/regular.ts";
import { type Mutant, override } from "./mutant.ts";

export const fileSizeLimitUnheeded: Mutant = {
  id: "file-size-limit-unheeded",
  behaviour: null,
  mistake: "RLIMIT_FSIZE is not heeded by writes",
  file: "fs/tmpfs/regular.ts",
  calls: ["write", "pwrite64", "setrlimit"],
  apply: () =>
    override(
      RegularInode.prototype,
      "writableLength",
      () =>
        function writableLength(_caller, _position, length) {
          return length;
        },
    ),
};
