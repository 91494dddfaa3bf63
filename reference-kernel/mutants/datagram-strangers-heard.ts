import { UnixDatagram } from "../net/unix/datagram.ts";
import { type Mutant, override } from "./mutant.ts";

export const datagramStrangersHeard: Mutant = {
  id: "datagram-strangers-heard",
  behaviour: null,
  mistake: "a connected datagram socket may be connected to by anybody",
  file: "net/unix/datagram.ts",
  calls: ["connect"],
  apply: () => override(UnixDatagram.prototype, "takesFrom", () => () => true),
};
