import { InotifyFile } from "../files/inotify.ts";
import { type Mutant, override } from "./mutant.ts";

export const inotifyOneshotRepeats: Mutant = {
  id: "inotify-oneshot-repeats",
  behaviour: null,
  mistake: "IN_ONESHOT watches stay",
  file: "files/inotify.ts",
  calls: ["inotify_add_watch"],
  apply: () =>
    override(
      InotifyFile.prototype,
      "watch",
      (original) =>
        function watch(inode, request) {
          return original.call(this, inode, { ...request, isOneShot: false });
        },
    ),
};
