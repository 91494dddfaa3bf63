/**
 * A process (thread group; struct signal_struct): what its threads share whether or not clone(2) shared the rest, and
 * what is left of it until its parent has waited for it.
 */
import { SIGCHLD } from "../abi/signal.ts";
import type { Timer } from "../core/clock.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { Path } from "../fs/mount.ts";
import type { Tty } from "../tty/tty.ts";
import { CpuClocks } from "./cpu-time.ts";
import type { IntervalTimer } from "./interval-timer.ts";
import type { ResourceLimits } from "./limits.ts";
import type { PidNamespace } from "./namespaces/pid-namespace.ts";
import type { PosixTimer } from "./posix-timer.ts";
import { notifyTrap } from "./ptrace/link.ts";
import { PendingSignals } from "./signals/pending.ts";
import type { Task } from "./task.ts";
import { addUsage, noUsage, type TotalUsage, Usage } from "./usage.ts";
import type { UserCount } from "./users.ts";

/** CPU time in nanoseconds, by who used it. */
export interface CpuTimes {
  user: number;
  system: number;
}

/** Bytes and calls of reading and writing (/proc/PID/io). */
export interface Transfers {
  rchar: number;
  wchar: number;
  syscr: number;
  syscw: number;
}

export class Process {
  /** Its number in the outermost pid namespace, which is what the kernel counts by (pids.ts). */
  readonly pid: number;
  /** The pid namespace it was made in and sees. */
  readonly pidNs: PidNamespace;
  /** Threads that have not exited. */
  readonly tasks = new Set<Task>();
  /** The thread whose id is the process's; null for init and once it is reaped. */
  mainTask: Task | null = null;
  parent: Process | null;
  readonly children = new Set<Process>();
  /** The thread of the parent whose child it is: the one that forked, or its heir (real_parent). */
  forker: Task | null = null;
  groupId: number;
  sessionId: number;
  /** The controlling terminal; children have the same. */
  terminal: Tty | null;
  /** The foreground group of a terminal that was hung up; 0 for none. */
  formerForeground = 0;
  limits: ResourceLimits;
  readonly pending = new PendingSignals();

  /** Parents in wait4 and waitid stand here. */
  readonly childEvents = new WaitQueue();
  /** Readers of a pidfd stand here: woken when the process has ended. */
  readonly exitEvents = new WaitQueue();
  /** Threads wait here for the others to end (execve). */
  readonly threadExits = new WaitQueue();

  /** Wait status (wait4's format) once all threads have ended; null while it lives. */
  exitStatus: number | null = null;
  /** What the parent is told with when it ends; 0 for nothing (clone(2)). */
  exitSignal = SIGCHLD;
  /** Status that all threads leave with once exit_group or a fatal signal has come. */
  groupExit: number | null = null;
  /** The signal that stopped it, while it is stopped. */
  stopSignal: number | null = null;
  /** All its threads have stopped, and the parent was told. */
  isStopTold = false;
  /** Stopped or continued, and not yet waited for: the status for WUNTRACED or WCONTINUED. */
  unreportedStop: number | null = null;
  unreportedContinue = false;
  /** execve was called since fork (setpgid: EACCES). */
  hasExecuted = false;
  isSubreaper = false;
  isDumpable = true;
  /** How readily it is killed when memory runs out, −1000 to 1000, and the least that was (proc(5), oom_score_adj). */
  oomScoreAdjustment = 0;
  oomScoreAdjustmentMin = 0;
  /** Kinds of mappings that a core dump holds (core(5)). */
  coredumpFilter = 0x33;
  /** What its threads have read and written. */
  readonly transfers: Transfers = { rchar: 0, wchar: 0, syscr: 0, syscw: 0 };
  /** Registrations of membarrier(2); kept by fork, gone with execve. */
  barriers = 0;

  /** CPU time of all its threads, living and ended. */
  readonly cpu = new CpuClocks();
  /** Beside CPU time: of all its threads, living and ended. */
  readonly usage = new Usage();
  /** Most pages that a program it ran before, or its last one, had present. */
  peakPages = 0;
  /** Used by children that were waited for, and theirs. */
  readonly childUsage = noUsage();
  readonly startTime: number;

  /** The timers of setitimer(2), by ITIMER_*; alarm(2) is the first. */
  readonly intervalTimers: (IntervalTimer | undefined)[] = [];
  /** RLIMIT_CPU's timer, while there is such a limit. */
  cpuLimitTimer: Timer | null = null;
  /** timer_create's timers, by id; execve and the end delete them. */
  readonly timers = new Map<number, PosixTimer>();
  readonly #timerUsers = new Map<number, UserCount>();
  nextTimerId = 0;
  /** timer_create takes the id that its caller names (PR_TIMER_CREATE_RESTORE_IDS). */
  restoresTimerIds = false;
  /** How memory that the hardware found broken is told: PR_MCE_KILL_*. */
  memoryFailure = 2;
  /** The program that runs, for /proc/PID/exe; null for init. */
  executable: Path | null = null;
  commandLine: readonly string[] = [];
  environment: readonly string[] = [];

  constructor(pid: number, parent: Process | null, limits: ResourceLimits, startTime: number, pidNs: PidNamespace) {
    this.pid = pid;
    this.pidNs = pidNs;
    this.parent = parent;
    this.groupId = parent?.groupId ?? pid;
    this.sessionId = parent?.sessionId ?? pid;
    this.terminal = parent?.terminal ?? null;
    this.limits = limits;
    this.startTime = startTime;
    parent?.children.add(this);
  }

  /** Process 1 of the outermost pid namespace: it only reaps, and no signal harms it. */
  get isInit(): boolean {
    return this.pid === 1;
  }

  /** Process 1 of a nested pid namespace. */
  get isReaper(): boolean {
    return this.pidNs.reaper === this && this.pidNs.level > 0;
  }

  /** Signals whose default action would end or stop it do nothing, unless they come from outside (SIGNAL_UNKILLABLE). */
  isUnkillable = false;
  /** Process 1 of a namespace has ended with this status, and waits for the others to be gone. */
  endingStatus: number | null = null;

  /** Waited for, or nobody wanted to: only pidfds still know it. */
  isReaped = false;

  get isZombie(): boolean {
    return this.exitStatus !== null;
  }

  /** What it and the children that it waited for used (RUSAGE_BOTH). */
  get totalUsage(): TotalUsage {
    const total = this.ownUsage;
    addUsage(total, this.childUsage);
    return total;
  }

  /** What its threads used (RUSAGE_SELF). */
  get ownUsage(): TotalUsage {
    const { user, system } = this.cpu.times;
    const { minorFaults, voluntarySwitches, involuntarySwitches } = this.usage;
    const now = this.isZombie ? 0 : (this.mainTask?.space.peakPages ?? 0);
    const peakPages = Math.max(this.peakPages, now);
    return { user, system, minorFaults, voluntarySwitches, involuntarySwitches, peakPages };
  }

  /** A timer counts for its maker as a signal that is queued. */
  addTimer(timer: PosixTimer, user: UserCount): void {
    this.timers.set(timer.id, timer);
    this.#timerUsers.set(timer.id, user);
    user.queuedSignals++;
  }

  deleteTimer(id: number): void {
    this.timers.get(id)?.cancel();
    this.timers.delete(id);
    const user = this.#timerUsers.get(id);
    if (user !== undefined) user.queuedSignals--;
    this.#timerUsers.delete(id);
  }

  deleteTimers(): void {
    for (const id of [...this.timers.keys()]) this.deleteTimer(id);
  }

  /** SIGKILL or exit_group: every thread ends as soon as it runs (zap_other_threads). */
  killAll(except: Task | null = null): void {
    // Who dies is not stopped any more, and the stop is not told.
    this.stopSignal = null;
    this.unreportedStop = null;
    for (const task of this.tasks) if (task !== except) task.interruptToDie();
  }

  /** SIGCONT (or SIGKILL): whoever is stopped goes on. */
  continueAll(): void {
    if (this.stopSignal === null) return;
    this.stopSignal = null;
    this.unreportedStop = null;
    this.unreportedContinue = true;
    this.isStopTold = false;
    for (const task of this.tasks) {
      const { tracing } = task;
      if (tracing !== null) tracing.stopDue = false;
      task.resume();
      if (tracing !== null) notifyTrap(tracing);
    }
  }
}
