import { UnixSocket } from "../net/unix/unix-socket.ts";
import { type Mutant, override } from "./mutant.ts";

export const rightsLost: Mutant = {
  id: "rights-lost",
  behaviour: null,
  mistake: "SCM_RIGHTS is accepted, but no descriptor arrives",
  file: "net/unix/unix-socket.ts",
  calls: ["sendmsg", "recvmsg"],
  apply: () =>
    override(
      UnixSocket.prototype,
      "deliver",
      (original) =>
        function deliver(caller, target, data, cost, message) {
          original.call(this, caller, target, data, cost, message, []);
        },
    ),
};
