import { UnixConnection } from "../net/unix/connection.ts";
import { type Mutant, override } from "./mutant.ts";

export const unixShutdownUnheard: Mutant = {
  id: "unix-shutdown-unheard",
  behaviour: null,
  mistake: "shutdown of an AF_UNIX stream does not reach the peer",
  file: "net/unix/connection.ts",
  calls: ["shutdown"],
  apply: () =>
    override(
      UnixConnection.prototype,
      "shutdown",
      () =>
        function shutdown(how) {
          this.shutdownMask |= how + 1;
          this.stateChanged();
        },
    ),
};
