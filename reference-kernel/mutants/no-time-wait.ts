import { PortTable } from "../net/inet/ports.ts";
import { Socket } from "../net/socket.ts";
import { type Mutant, override } from "./mutant.ts";

export const noTimeWait: Mutant = {
  id: "no-time-wait",
  behaviour: "B45",
  mistake: "the port of a connection is free as soon as its sockets are closed",
  file: "net/inet/ports.ts",
  calls: ["bind", "close"],
  apply: () =>
    override(
      PortTable.prototype,
      "join",
      (original) =>
        function join(holder, port) {
          if (holder instanceof Socket) original.call(this, holder, port);
        },
    ),
};
