/** Numbers of processes as a task names and sees them, in its own pid namespace (pid_namespaces(7)). */
import { NO_PID } from "./namespaces/pid-namespace.ts";
import type { Task } from "./task.ts";

/** What a task calls a process, thread, group or session; 0 when it cannot see it. */
export const shownPid = (task: Task, number: number): number => task.system.pids.shown(number, task.process.pidNs);

/**
 * The kernel's number of what a task names. 0 and −1 stay what they are; a group, named by its negative number, stays
 * negative; what the task cannot see becomes a number that nobody has.
 */
export const namedPid = (task: Task, given: number): number => {
  const { pidNs } = task.process;
  if (pidNs.level === 0 || given === 0 || given === -1 || given === -0x8000_0000) return given;
  const { pids } = task.system;
  return given > 0 ? pids.named(given, pidNs) : -pids.named(-given, pidNs);
};

export { NO_PID };
