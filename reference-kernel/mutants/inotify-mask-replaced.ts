import { InotifyFile } from "../files/inotify.ts";
import { type Mutant, override } from "./mutant.ts";

export const inotifyMaskReplaced: Mutant = {
  id: "inotify-mask-replaced",
  behaviour: null,
  mistake: "IN_MASK_ADD replaces the mask",
  file: "files/inotify.ts",
  calls: ["inotify_add_watch"],
  apply: () =>
    override(
      InotifyFile.prototype,
      "watch",
      (original) =>
        function watch(inode, request) {
          return original.call(this, inode, { ...request, adds: false });
        },
    ),
};
