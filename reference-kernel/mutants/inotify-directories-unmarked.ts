import { InotifyFile } from "../files/inotify.ts";
import { IN } from "../fs/notify.ts";
import { type Mutant, override } from "./mutant.ts";

export const inotifyDirectoriesUnmarked: Mutant = {
  id: "inotify-directories-unmarked",
  behaviour: null,
  mistake: "events of directories lack IN_ISDIR",
  file: "files/inotify.ts",
  calls: ["inotify_add_watch"],
  apply: () =>
    override(
      InotifyFile.prototype,
      "add",
      (original) =>
        function add(event) {
          original.call(this, { ...event, mask: event.mask & ~IN.isDirectory });
        },
    ),
};
