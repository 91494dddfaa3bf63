import { DescriptorTable } from "../files/descriptor-table.ts";
import { type Mutant, override } from "./mutant.ts";

export const descriptorLimitOneMore: Mutant = {
  id: "descriptor-limit-one-more",
  behaviour: null,
  mistake: "one descriptor more than RLIMIT_NOFILE allows can be open",
  file: "files/descriptor-table.ts",
  calls: ["open", "dup", "fcntl"],
  apply: () =>
    override(
      DescriptorTable.prototype,
      "lowestFree",
      (original) =>
        function lowestFree(limit, from) {
          return original.call(this, limit + 1, from);
        },
    ),
};
