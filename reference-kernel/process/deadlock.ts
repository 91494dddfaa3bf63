/** Who waits for what when nobody can ever run again. */
import type { System } from "./system.ts";

export const describeDeadlock = (system: System): string => {
  const lines = [...system.pids.tasks.values()]
    .filter((task) => !task.isExited)
    .sort((a, b) => a.tid - b.tid)
    .map((task) => {
      const call = task.call === null ? "" : ` in ${system.syscalls.get(task.call.number)?.name ?? task.call.number}`;
      const why = task.state === "stopped" ? "is stopped" : `waits for ${task.waitingFor ?? "nothing"}`;
      return `thread ${task.tid} of process ${task.pid} (${task.name}) ${why}${call}`;
    });
  return `deadlock: every thread sleeps and no timer is armed; ${lines.join("; ")}`;
};
