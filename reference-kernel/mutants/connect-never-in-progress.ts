import { TcpSocket } from "../net/inet/tcp.ts";
import { type Mutant, override } from "./mutant.ts";

export const connectNeverInProgress: Mutant = {
  id: "connect-never-in-progress",
  behaviour: null,
  mistake: "a non-blocking connect completes at once",
  file: "net/inet/tcp.ts",
  calls: ["connect"],
  apply: () =>
    override(
      TcpSocket.prototype,
      "connect",
      (original) =>
        function connect(caller, address) {
          return original.call(this, caller, address, false);
        },
    ),
};
