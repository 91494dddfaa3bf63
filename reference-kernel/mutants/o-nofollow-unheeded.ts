import { O_NOFOLLOW } from "../abi/open.ts";
import { all, type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const oNofollowUnheeded: Mutant = {
  id: "o-nofollow-unheeded",
  behaviour: null,
  mistake: "O_NOFOLLOW follows links",
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
                name === "open" ? { 1: registers.low(1) & ~O_NOFOLLOW } : { 2: registers.low(2) & ~O_NOFOLLOW },
              ),
            ),
        ),
      ),
    ),
};
