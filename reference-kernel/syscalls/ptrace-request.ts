/** A request of ptrace(2) about a tracee that stands still: `data` is the fourth argument, unsigned. */
import type { Tracee } from "../process/ptrace/tracee.ts";
import type { Task } from "../process/task.ts";

export type PtraceRequest = (task: Task, tracee: Tracee, address: number, data: bigint) => number;
