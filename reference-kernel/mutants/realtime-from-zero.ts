import { BOOT_REALTIME_SECONDS, Clock } from "../core/clock.ts";
import { type Mutant, override } from "./mutant.ts";

export const realtimeFromZero: Mutant = {
  id: "realtime-from-zero",
  behaviour: "B10",
  mistake: "CLOCK_REALTIME starts at 0 at boot",
  file: "core/clock.ts",
  calls: ["clock_gettime"],
  apply: () =>
    override(
      Clock.prototype,
      "realtime",
      (original) =>
        function realtime() {
          const { sec, nsec } = original.call(this);
          return { sec: sec - BOOT_REALTIME_SECONDS, nsec };
        },
    ),
};
