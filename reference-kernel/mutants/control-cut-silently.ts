import { ControlBuffer } from "../syscalls/control-messages.ts";
import { type Mutant, override } from "./mutant.ts";

export const controlCutSilently: Mutant = {
  id: "control-cut-silently",
  behaviour: null,
  mistake: "control messages that have no room are lost without MSG_CTRUNC",
  file: "syscalls/control-messages.ts",
  calls: ["recvmsg"],
  apply: () =>
    override(
      ControlBuffer.prototype,
      "putAll",
      (original) =>
        function putAll(message, flags, wantsSender) {
          original.call(this, message, flags, wantsSender);
          return 0;
        },
    ),
};
