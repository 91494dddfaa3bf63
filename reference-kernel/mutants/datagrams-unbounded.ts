import { UnixSocket } from "../net/unix/unix-socket.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const datagramsUnbounded: Mutant = {
  id: "datagrams-unbounded",
  behaviour: null,
  mistake: "a datagram socket takes messages without end",
  file: "net/unix/unix-socket.ts",
  calls: ["write", "sendto"],
  apply: () => overrideGetter(UnixSocket.prototype, "isQueueFull", () => () => false),
};
