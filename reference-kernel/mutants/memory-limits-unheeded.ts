import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const memoryLimitsUnheeded: Mutant = {
  id: "memory-limits-unheeded",
  behaviour: null,
  mistake: "mmap looks neither at RLIMIT_AS nor at RLIMIT_DATA",
  file: "memory/address-space.ts",
  calls: ["mmap", "setrlimit"],
  apply: () => override(AddressSpace.prototype, "checkGrowth", () => function checkGrowth() {}),
};
