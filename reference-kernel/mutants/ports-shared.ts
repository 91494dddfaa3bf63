import { PortTable } from "../net/inet/ports.ts";
import { type Mutant, override } from "./mutant.ts";

export const portsShared: Mutant = {
  id: "ports-shared",
  behaviour: "B45",
  mistake: "TCP and UDP bind to a port in use",
  file: "net/inet/ports.ts",
  calls: ["bind"],
  apply: () => override(PortTable.prototype, "check", () => () => {}),
};
