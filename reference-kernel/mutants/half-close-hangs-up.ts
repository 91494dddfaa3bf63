import { POLLHUP, POLLRDHUP } from "../abi/poll.ts";
import { TcpSocket } from "../net/inet/tcp.ts";
import { type Mutant, override } from "./mutant.ts";

export const halfCloseHangsUp: Mutant = {
  id: "half-close-hangs-up",
  behaviour: null,
  mistake: "a peer that ended its direction counts as gone: POLLHUP",
  file: "net/inet/tcp.ts",
  calls: ["shutdown", "poll"],
  apply: () =>
    override(
      TcpSocket.prototype,
      "poll",
      (original) =>
        function poll() {
          const mask = original.call(this);
          return (mask & POLLRDHUP) === 0 ? mask : mask | POLLHUP;
        },
    ),
};
