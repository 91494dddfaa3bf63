/**
 * A thread that is traced (ptrace(2)), as its tracer knows it: from TRACEME, ATTACH, SEIZE or its birth under a traced
 * parent until it is detached. A thread that nobody traces has none, and pays nothing for the possibility.
 */
import type { SignalInfo } from "../signals/siginfo.ts";
import type { Task } from "../task.ts";

/** How far it was told to run: to the next signal, to the next system call, or past the next call without making it. */
export type RunMode = "continue" | "call" | "emulate";

/** What it stands still for. */
export interface TraceStop {
  /** What wait tells, before it is shifted: a signal, with 0x80 for calls or PTRACE_EVENT_* << 8. */
  readonly code: number;
  /** What PTRACE_GETSIGINFO shows and SETSIGINFO replaces; null in the group-stop of a tracee that is not seized. */
  info: SignalInfo | null;
  /** signal: a signal may be let through or replaced; report: one that the tracer names is sent; other: none counts. */
  readonly kind: "signal" | "report" | "other";
}

export class Tracee {
  readonly task: Task;
  readonly tracer: Task;
  /** PTRACE_SEIZE: INTERRUPT and LISTEN work, group-stops are told as events. */
  readonly isSeized: boolean;
  /** PTRACE_O_*. */
  options: number;
  mode: RunMode = "continue";
  /** It runs one instruction at a time, and the trap flag is the tracer's and not the program's own. */
  isStepping = false;
  isTrapForced = false;
  /** orig_rax: the call that is being made or was just made; −1 where none was. */
  originalCall = -1n;
  stop: TraceStop | null = null;
  /** The stop's code while wait has not told it; 0 otherwise. */
  unreported = 0;
  /** PTRACE_GETEVENTMSG. */
  message = 0n;
  /** PTRACE_LISTEN: it stands still, but is not to be handled until something happens to it. */
  isListening = false;
  /** It is to stand still as soon as it can (JOBCTL_TRAP_STOP, JOBCTL_TRAP_NOTIFY, JOBCTL_STOP_PENDING). */
  trapDue = false;
  notifyDue = false;
  stopDue = false;
  /** PTRACE_EVENT_EXIT was told. */
  hasToldEnd = false;
  /** The wait status of a thread that has ended and is not waited for. */
  endStatus: number | null = null;

  constructor(task: Task, tracer: Task, isSeized: boolean, options: number) {
    this.task = task;
    this.tracer = tracer;
    this.isSeized = isSeized;
    this.options = options;
  }

  /** Something other than a signal needs work before it returns to user mode. */
  get isDue(): boolean {
    return this.trapDue || this.notifyDue || this.stopDue;
  }

  /** The tracer wants to hear of PTRACE_EVENT_`event`. */
  tells(event: number): boolean {
    return (this.options & (1 << event)) !== 0;
  }

  /** Its tracer is not of its parent's process (ptrace_reparented). */
  get isReparented(): boolean {
    return this.tracer.process !== this.task.process.parent;
  }

  /** It stands still for its tracer, who may look into it. */
  get isStopped(): boolean {
    return this.stop !== null && !this.isListening && this.task.state === "traced";
  }
}
