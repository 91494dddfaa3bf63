import { Socket } from "../net/socket.ts";
import { type Mutant, override } from "./mutant.ts";

export const receiveTimeoutUnheeded: Mutant = {
  id: "receive-timeout-unheeded",
  behaviour: null,
  mistake: "SO_RCVTIMEO is kept and not heeded",
  file: "net/socket.ts",
  calls: ["setsockopt"],
  apply: () => override(Socket.prototype, "sleepTimeout", () => () => Number.POSITIVE_INFINITY),
};
