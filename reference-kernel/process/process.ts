/**
 * A process (thread group; struct signal_struct): what its threads share whether or not clone(2) shared the rest.
 */
import { WaitQueue } from "../core/wait-queue.ts";
import type { ResourceLimits } from "./limits.ts";
import type { Task } from "./task.ts";

export class Process {
  readonly pid: number;
  readonly tasks = new Set<Task>();
  parent: Process | null;
  readonly children = new Set<Process>();
  groupId: number;
  sessionId: number;
  limits: ResourceLimits;
  /** Parents in wait4 stand here. */
  readonly childEvents = new WaitQueue();
  /** Wait status once it is a zombie, null while it lives. */
  exitStatus: number | null = null;

  constructor(pid: number, parent: Process | null, limits: ResourceLimits) {
    this.pid = pid;
    this.parent = parent;
    this.groupId = parent?.groupId ?? pid;
    this.sessionId = parent?.sessionId ?? pid;
    this.limits = limits;
  }
}
