import { InotifyFile } from "../files/inotify.ts";
import { IN } from "../fs/notify.ts";
import { type Mutant, override } from "./mutant.ts";

export const inotifyIgnoredUntold: Mutant = {
  id: "inotify-ignored-untold",
  behaviour: null,
  mistake: "the end of a watch is not told (IN_IGNORED)",
  file: "files/inotify.ts",
  calls: ["inotify_rm_watch", "inotify_add_watch"],
  apply: () =>
    override(
      InotifyFile.prototype,
      "add",
      (original) =>
        function add(event) {
          if (event.mask !== IN.ignored) original.call(this, event);
        },
    ),
};
