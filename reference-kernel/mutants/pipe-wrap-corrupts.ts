import { PipeEnd } from "../files/pipe-end.ts";
import type { Source } from "../memory/io.ts";
import { type Mutant, override } from "./mutant.ts";

const RING_SIZE = 65536;

export const pipeWrapCorrupts: Mutant = {
  id: "pipe-wrap-corrupts",
  behaviour: "B29",
  mistake: "data written to a pipe once its ring has wrapped are wrong",
  file: "files/pipe-end.ts",
  calls: ["write", "read"],
  apply: () => {
    const written = new WeakMap<PipeEnd, number>();
    return override(
      PipeEnd.prototype,
      "write",
      (original) =>
        function write(caller, source, resumed) {
          const before = written.get(this) ?? 0;
          const spoiled: Source = {
            get remaining() {
              return source.remaining;
            },
            take: (target, start, end) => {
              const count = source.take(target, start, end);
              if (before >= RING_SIZE) target.fill(0, start, start + count);
              return count;
            },
          };
          const answer = original.call(this, caller, spoiled, resumed);
          if (typeof answer === "number") written.set(this, before + answer);
          return answer;
        },
    );
  },
};
