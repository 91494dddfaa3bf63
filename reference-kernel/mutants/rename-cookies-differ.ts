import { Vfs } from "../fs/vfs.ts";
import { type Mutant, override } from "./mutant.ts";

export const renameCookiesDiffer: Mutant = {
  id: "rename-cookies-differ",
  behaviour: null,
  mistake: "the two events of a rename have no cookie in common",
  file: "fs/vfs.ts",
  calls: ["inotify_add_watch", "rename"],
  apply: () =>
    override(
      Vfs.prototype,
      "nextCookie",
      () =>
        function nextCookie() {
          return 0;
        },
    ),
};
