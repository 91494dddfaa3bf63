import { UnixConnection } from "../net/unix/connection.ts";
import { type Mutant, overrideGetter } from "./mutant.ts";

export const unixBacklogUnbounded: Mutant = {
  id: "unix-backlog-unbounded",
  behaviour: null,
  mistake: "connections beyond the backlog are taken",
  file: "net/unix/connection.ts",
  calls: ["connect", "listen"],
  apply: () => overrideGetter(UnixConnection.prototype, "isQueueFull", () => () => false),
};
