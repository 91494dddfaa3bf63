import { UnixSocket } from "../net/unix/unix-socket.ts";
import { type Mutant, override } from "./mutant.ts";

export const credentialsOfNobody: Mutant = {
  id: "credentials-of-nobody",
  behaviour: null,
  mistake: "SCM_CREDENTIALS names process 0",
  file: "net/unix/unix-socket.ts",
  calls: ["sendmsg", "recvmsg", "setsockopt"],
  apply: () =>
    override(
      UnixSocket.prototype,
      "deliver",
      (original) =>
        function deliver(caller, target, data, cost, message, rights) {
          original.call(this, caller, target, data, cost, message, rights);
          const last = target.received.pop();
          if (last !== undefined) target.received.push({ ...last, sender: null });
        },
    ),
};
