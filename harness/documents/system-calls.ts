/** docs/system-calls.md: every number of the x86-64 table, how far the reference kernel has it, the contracts about it. */
import type { SystemCallCoverage } from "../../reference-kernel/index.ts";
import type { Contract } from "../model.ts";
import { table } from "./markdown.ts";

export function systemCallsDocument(calls: readonly SystemCallCoverage[], contracts: readonly Contract[]): string {
  const covering = new Map<string, number>();
  for (const { covers } of contracts) for (const name of covers) covering.set(name, (covering.get(name) ?? 0) + 1);
  const count = (state: SystemCallCoverage["state"]): number => calls.filter((one) => one.state === state).length;
  const rows = calls.map(({ number, name, state, note }) => [
    `${number}`,
    name,
    state,
    `${covering.get(name) ?? 0}`,
    note ?? "",
  ]);
  return [
    "# System calls",
    "",
    "Made by `npm run documents`. Every system call of Linux 6.18 on x86-64 in the reference kernel: `whole`; `partial`, where",
    "the note says what is missing; `as Linux`, which answers ENOSYS to it on this architecture as well; or `unsupported`,",
    "which answers ENOSYS and is named in the run's result. The contracts are those that name the call under `Covers:`.",
    "",
    `${calls.length} calls: ${count("whole")} whole, ${count("partial")} partial, ${count("as Linux")} as Linux, ${count("unsupported")} unsupported.`,
    "",
    table(["number", "call", "state", "contracts", "note"], rows),
    "",
  ].join("\n");
}
