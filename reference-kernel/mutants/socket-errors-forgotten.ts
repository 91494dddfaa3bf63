import { Socket } from "../net/socket.ts";
import { type Mutant, override } from "./mutant.ts";

export const socketErrorsForgotten: Mutant = {
  id: "socket-errors-forgotten",
  behaviour: null,
  mistake: "a socket's error is never told: a reset looks like an end",
  file: "net/socket.ts",
  calls: ["read", "getsockopt", "connect"],
  apply: () =>
    override(
      Socket.prototype,
      "takePendingError",
      (original) =>
        function takePendingError() {
          original.call(this);
          return null;
        },
    ),
};
