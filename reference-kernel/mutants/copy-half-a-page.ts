import { FRAME_SIZE, PhysicalMemory } from "../memory/physical.ts";
import { type Mutant, override } from "./mutant.ts";

export const copyHalfAPage: Mutant = {
  id: "copy-half-a-page",
  behaviour: null,
  mistake: "copy-on-write copies the first half of a page",
  file: "memory/physical.ts",
  calls: ["fork"],
  apply: () =>
    override(
      PhysicalMemory.prototype,
      "copyFrame",
      (original) =>
        function copyFrame(source) {
          const frame = original.call(this, source);
          if (frame >= 0) this.u8.fill(0, frame * FRAME_SIZE + FRAME_SIZE / 2, (frame + 1) * FRAME_SIZE);
          return frame;
        },
    ),
};
