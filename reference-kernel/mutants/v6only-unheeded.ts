import { InetSocket } from "../net/inet/inet-socket.ts";
import { type Mutant, override } from "./mutant.ts";

export const v6onlyUnheeded: Mutant = {
  id: "v6only-unheeded",
  behaviour: null,
  mistake: "IPV6_V6ONLY is kept and not heeded",
  file: "net/inet/inet-socket.ts",
  calls: ["setsockopt"],
  apply: () =>
    override(
      InetSocket.prototype,
      "setFamilyOption",
      (original) =>
        function setFamilyOption(caller, level, name, value) {
          original.call(this, caller, level, name, value);
          this.v6Only = false;
        },
    ),
};
