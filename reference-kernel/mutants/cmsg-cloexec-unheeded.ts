import { ControlBuffer } from "../syscalls/control-messages.ts";
import { type Mutant, override } from "./mutant.ts";

export const cmsgCloexecUnheeded: Mutant = {
  id: "cmsg-cloexec-unheeded",
  behaviour: null,
  mistake: "MSG_CMSG_CLOEXEC is not heeded",
  file: "syscalls/control-messages.ts",
  calls: ["recvmsg"],
  apply: () =>
    override(
      ControlBuffer.prototype,
      "putAll",
      (original) =>
        function putAll(message, _flags, wantsSender) {
          return original.call(this, message, 0, wantsSender);
        },
    ),
};
