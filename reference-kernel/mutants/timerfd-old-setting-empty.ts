import { TimerFile } from "../files/timerfd.ts";
import { type Mutant, override } from "./mutant.ts";

export const timerfdOldSettingEmpty: Mutant = {
  id: "timerfd-old-setting-empty",
  behaviour: null,
  mistake: "timerfd_settime answers an empty old setting",
  file: "files/timerfd.ts",
  calls: ["timerfd_settime"],
  apply: () =>
    override(
      TimerFile.prototype,
      "set",
      (original) =>
        function set(expiry, interval) {
          original.call(this, expiry, interval);
          return { value: 0, interval: 0 };
        },
    ),
};
