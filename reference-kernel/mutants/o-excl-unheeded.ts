import { O_EXCL } from "../abi/open.ts";
import { all, type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const oExclUnheeded: Mutant = {
  id: "o-excl-unheeded",
  behaviour: null,
  mistake: "O_EXCL opens what is there",
  file: "syscalls/open.ts",
  calls: ["open", "openat"],
  apply: (kernel) =>
    all(
      ...(["open", "openat"] as const).map((name) =>
        replaceCall(
          kernel,
          name,
          (original) => (task, registers) =>
            original(
              task,
              withArguments(
                registers,
                name === "open" ? { 1: registers.low(1) & ~O_EXCL } : { 2: registers.low(2) & ~O_EXCL },
              ),
            ),
        ),
      ),
    ),
};
