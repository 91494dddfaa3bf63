import { UnixSocket } from "../net/unix/unix-socket.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const datagramsUnbounded: Mutant = {
  id: "datagrams-unbounded",
  behaviour: null,
  mistake: "a datagram socket takes messages without end",
  calls: ["write", "sendto"],
  apply: () => overrideGetter(UnixSocket.prototype, "isQueueFull", () => () => false),
};
