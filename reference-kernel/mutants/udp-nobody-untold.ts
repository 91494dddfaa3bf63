import { UdpSocket } from "../net/inet/udp.ts";
import { type Mutant, override } from "./mutant.ts";

export const udpNobodyUntold: Mutant = {
  id: "udp-nobody-untold",
  behaviour: null,
  mistake: "a connected UDP socket does not hear that nobody is there",
  file: "net/inet/udp.ts",
  calls: ["write", "read"],
  apply: () =>
    override(
      UdpSocket.prototype,
      "send",
      (original) =>
        function send(caller, source, message) {
          const sent = original.call(this, caller, source, message);
          this.pendingError = null;
          return sent;
        },
    ),
};
