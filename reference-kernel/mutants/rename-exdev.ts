import { EXDEV } from "../abi/errors.ts";
import { all, type Mutant, replaceCall } from "./mutant.ts";

export const renameExdev: Mutant = {
  id: "rename-exdev",
  behaviour: "B04",
  mistake: "every rename is EXDEV",
  file: "fs/rename.ts",
  calls: ["rename", "renameat", "renameat2"],
  apply: (kernel) => {
    const refuse = (): never => {
      throw EXDEV;
    };
    return all(
      ...(["rename", "renameat", "renameat2"] as const).map((name) => replaceCall(kernel, name, () => refuse)),
    );
  },
};
