import { AddressSpace } from "../memory/address-space.ts";
import { type Mutant, override } from "./mutant.ts";

export const stackWithoutLimit: Mutant = {
  id: "stack-without-limit",
  behaviour: null,
  mistake: "the stack grows past RLIMIT_STACK",
  file: "memory/address-space.ts",
  calls: ["setrlimit"],
  apply: () =>
    override(
      AddressSpace.prototype,
      "growStack",
      (original) =>
        function growStack(page) {
          const { limits } = this;
          const { addressSpace, data, locked } = limits;
          this.limits = { addressSpace, data, locked, stack: Number.POSITIVE_INFINITY };
          try {
            return original.call(this, page);
          } finally {
            this.limits = limits;
          }
        },
    ),
};
