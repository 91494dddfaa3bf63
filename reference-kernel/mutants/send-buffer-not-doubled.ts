import { SocketOptions } from "../net/options.ts";
import { type Mutant, override } from "./mutant.ts";

export const sendBufferNotDoubled: Mutant = {
  id: "send-buffer-not-doubled",
  behaviour: null,
  mistake: "SO_SNDBUF answers what was set",
  file: "net/options.ts",
  calls: ["setsockopt", "getsockopt"],
  apply: () =>
    override(
      SocketOptions.prototype,
      "setSendBuffer",
      () =>
        function setSendBuffer(bytes) {
          this.sendBuffer = bytes;
        },
    ),
};
