import { ENTRY_SHARED, ENTRY_WRITE, PageTable } from "../memory/page-table.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { type Mutant, override } from "./mutant.ts";

export const forkParentKeepsWriting: Mutant = {
  id: "fork-parent-keeps-writing",
  behaviour: null,
  mistake: "after fork the parent writes to the frames that it shares with its child",
  file: "memory/page-table.ts",
  calls: ["fork"],
  apply: () =>
    override(
      PageTable.prototype,
      "fork",
      (original) =>
        function fork() {
          const { table } = original.call(this);
          this.update(0, TASK_SIZE, (entry) => ((entry & ENTRY_SHARED) !== 0 ? entry : entry | ENTRY_WRITE));
          return { table, lostWrites: false };
        },
    ),
};
