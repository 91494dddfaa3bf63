/**
 * A task (struct task_struct): one thread of a process, with what it shares with others by reference. clone(2) decides
 * what is shared: memory, descriptors, working directory, signal handlers.
 *
 * How it runs is in run.ts, how it ends in exit.ts, what signals do to it in signals/.
 */

import type { Errno } from "../abi/errors.ts";
import { bit, SIG_IGN, SIGKILL } from "../abi/signal.ts";
import type { Cgroup } from "../cgroup/cgroup.ts";
import type { CgroupMember } from "../cgroup/member.ts";
import type { Caller, Credentials } from "../core/caller.ts";
import { type Blocking, Thread } from "../core/thread.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import { CpuContext, type Registers } from "../cpu/registers.ts";
import type { DescriptorTable } from "../files/descriptor-table.ts";
import type { FsContext } from "../fs/context.ts";
import type { IpcNamespace } from "../ipc/namespace.ts";
import type { UndoList } from "../ipc/undo-list.ts";
import type { AddressSpace } from "../memory/address-space.ts";
import { UserMemory } from "../memory/user-memory.ts";
import { goOn, setFreezing } from "./cgroups.ts";
import { CpuClocks } from "./cpu-time.ts";
import { exitGroup, stopProcess } from "./exit.ts";
import { RLIMIT } from "./limits.ts";
import { DEFAULT_POLICY, type MemoryPolicy } from "./memory-policy.ts";
import type { TaskNamespaces } from "./namespaces/task-namespaces.ts";
import type { PiState } from "./pi-futex.ts";
import { namedPid } from "./pids.ts";
import type { Process } from "./process.ts";
import type { DebugRegisters } from "./ptrace/debug-registers.ts";
import { endStop, goOn as goOnTraced } from "./ptrace/stops.ts";
import type { Tracee } from "./ptrace/tracee.ts";
import type { RestartableSequences } from "./rseq.ts";
import { runSlice } from "./run.ts";
import type { Seccomp } from "./seccomp/filter.ts";
import type { BrokenCall } from "./signals/deliver.ts";
import type { TrapState } from "./signals/frame.ts";
import type { SignalHandlers } from "./signals/handlers.ts";
import { sendToProcess, sendToTask } from "./signals/send.ts";
import { killInfo } from "./signals/siginfo.ts";
import { TaskSignals } from "./signals/task-signals.ts";
import type { System } from "./system.ts";
import { Usage } from "./usage.ts";
import type { UserDispatch } from "./user-dispatch.ts";

/** What a new task is made of; each may be shared with another task or its own. */
export interface TaskParts {
  readonly tid: number;
  readonly process: Process;
  readonly space: AddressSpace;
  readonly files: DescriptorTable;
  readonly fs: FsContext;
  readonly handlers: SignalHandlers;
  readonly credentials: Credentials;
  readonly name: string;
  readonly cgroup: Cgroup;
  readonly namespaces: TaskNamespaces;
}

/** A system call in progress: which one, for the trace, the restart and reports. */
export interface CallInProgress {
  readonly number: number;
  /** The six arguments as they were; null when nobody traces. */
  readonly arguments: readonly bigint[] | null;
}

const noTrap: TrapState = { errorCode: 0, vector: 0, address: 0n };

export class Task extends Thread implements Caller, CgroupMember {
  /** The kernel's services. */
  readonly system: System;
  /** Thread id, as the kernel counts (pids.ts). A thread that calls execve takes over the id of its process. */
  tid: number;
  readonly process: Process;
  /** Registers while another task's are in the machine. */
  readonly context = new CpuContext();
  files: DescriptorTable;
  fs: FsContext;
  handlers: SignalHandlers;
  credentials: Credentials;
  /** Replaced as a whole by unshare(2) and setns(2). */
  namespaces: TaskNamespaces;
  /** Name as PR_SET_NAME and /proc/PID/comm show it, at most 15 bytes. */
  name: string;
  readonly signals: TaskSignals;

  /** The rest of a system call that sleeps. */
  continuation: Blocking<number | bigint> | null = null;
  call: CallInProgress | null = null;
  /** A call that a signal broke off, until signal delivery has decided what becomes of it. */
  broken: BrokenCall | null = null;
  /** How a call broken off with ERESTART_RESTARTBLOCK goes on. */
  restartCall: (() => number | bigint | Blocking<number | bigint>) | null = null;
  /** Who traces it, and how; null for nobody. */
  tracing: Tracee | null = null;
  /** Whom it traces; null before the first. */
  tracees: Set<Tracee> | null = null;
  /** Where its tracer wants it to trap; null for nowhere. */
  debug: DebugRegisters | null = null;
  /** What comes next once a tracer lets it go on, where that is not to act on signals. False when it cannot run on. */
  afterStop: (() => boolean) | null = null;
  /** The processor's last fault, for signal frames. */
  trap: TrapState = noTrap;

  /** Where to write 0 and wake a futex when it ends (set_tid_address, CLONE_CHILD_CLEARTID); 0 for nowhere. */
  clearChildTid = 0;
  robustListHead = 0;
  /** Locks of futexes that it owns and others wait for, and the one that it waits for itself. */
  readonly piLocks = new Set<PiState>();
  blockedOn: PiState | null = null;
  /** Which memory nodes it wants (set_mempolicy). */
  memoryPolicy: MemoryPolicy = DEFAULT_POLICY;
  /** What its end takes back of semaphores; null before the first SEM_UNDO. */
  undo: UndoList | null = null;
  /** Its restartable sequences; null until it registers them. */
  rseq: RestartableSequences | null = null;
  /** vfork's parent sleeps here until the child has its own memory or has ended. */
  readonly vforkDone = new WaitQueue();
  isVforkChild = false;
  parentDeathSignal = 0;
  noNewPrivileges = false;
  /** SECBIT_* of capabilities(7). */
  securebits = 0;
  /** Nanoseconds that a sleep may be late (PR_SET_TIMERSLACK), and what 0 sets it back to: the value it was born with. */
  timerSlack = 50_000;
  defaultTimerSlack = 50_000;

  /** −20 to 19; inherited by children. */
  nice = 0;
  /** Class and level of input and output (ioprio_set(2)); 0 for none. Inherited by children. */
  ioPriority = 0;
  /** SCHED_*, and whether children start without what needs rights (SCHED_RESET_ON_FORK). */
  policy = 0;
  resetsOnFork = false;
  /** personality(2); inherited, kept over execve. */
  personality = 0;
  /** PR_TSC_SIGSEGV: the time-stamp counter is forbidden. */
  tscFaults = false;
  /** Which of its calls come back as SIGSYS (PR_SET_SYSCALL_USER_DISPATCH); null for none. */
  dispatch: UserDispatch | null = null;
  /** What it may call (seccomp(2)); null for everything. */
  seccomp: Seccomp | null = null;
  isExited = false;
  /** Another thread of the process runs a new program: this one is to end. */
  isReplaced = false;
  readonly cpu = new CpuClocks();
  readonly usage = new Usage();
  /** The control group it lives in (or lived in, once it has ended). */
  cgroup: Cgroup;
  /** Its control group is frozen: it is to stand still. */
  isFreezing = false;

  #space: AddressSpace;
  #memory: UserMemory;

  constructor(system: System, parts: TaskParts) {
    super(system.scheduler, system.clock);
    this.system = system;
    this.tid = parts.tid;
    this.process = parts.process;
    this.files = parts.files;
    this.fs = parts.fs;
    this.handlers = parts.handlers;
    this.credentials = parts.credentials;
    this.name = parts.name;
    this.namespaces = parts.namespaces;
    this.signals = new TaskSignals(parts.process.pending);
    this.#space = parts.space;
    this.#memory = new UserMemory(parts.space, parts.space.physical);
    parts.process.tasks.add(this);
    this.cgroup = parts.cgroup;
    system.pids.tasks.set(this.tid, this);
  }

  /** The memory map; execve replaces it. */
  get space(): AddressSpace {
    return this.#space;
  }

  set space(space: AddressSpace) {
    this.#space = space;
    this.#memory = new UserMemory(space, space.physical);
  }

  /** Accessors of the guest's memory: the only way in which a system call touches it. */
  get memory(): UserMemory {
    return this.#memory;
  }

  /** The registers, wherever they are now: in the machine or in `context`. */
  get registers(): Registers {
    return this.system.loaded.task === this ? this.system.machine.registers : this.context;
  }

  /** The System V IPC objects that it sees. */
  get ipc(): IpcNamespace {
    return this.namespaces.ipc;
  }

  get pid(): number {
    return this.process.pid;
  }

  get thread(): Thread {
    return this;
  }

  get umask(): number {
    return this.fs.umask;
  }

  limit(resource: number): number {
    return this.process.limits[resource]?.soft ?? Number.POSITIVE_INFINITY;
  }

  raise(signal: number): void {
    sendToTask(this, killInfo(signal, this.pid, this.credentials.uid));
  }

  override hasPendingSignal(): boolean {
    return (
      this.isFreezing ||
      this.signals.isPending ||
      this.process.groupExit !== null ||
      this.isReplaced ||
      this.tracing?.isDue === true
    );
  }

  override isDying(): boolean {
    return (
      this.isReplaced ||
      this.process.groupExit !== null ||
      this.signals.pending.has(SIGKILL) ||
      this.process.pending.has(SIGKILL)
    );
  }

  /** SIGKILL or exit_group is on its way: whatever it waits for, it wakes. */
  interruptToDie(): void {
    if (this.isExited) return;
    this.signals.isPending = true;
    if (this.state === "stopped") this.resume();
    else if (this.state === "traced") this.#leaveTraceStop();
    else if (this.state === "frozen") goOn(this);
    else this.wake();
  }

  get isGroupLeader(): boolean {
    return this.process.pid === this.tid;
  }

  get livingThreads(): ReadonlySet<Task> {
    return this.process.tasks;
  }

  get groupLeader(): Task | null {
    return this.process.mainTask;
  }

  get isAtRest(): boolean {
    return this.state === "frozen" || this.state === "stopped" || this.state === "traced";
  }

  setFreezing(isFreezing: boolean): void {
    setFreezing(this, isFreezing);
  }

  kill(): void {
    sendToProcess(this.process, killInfo(SIGKILL, 0, 0));
  }

  /** SIGKILL: what its tracer would have said does not count. */
  #leaveTraceStop(): void {
    if (this.tracing !== null) endStop(this.tracing, 0);
    goOnTraced(this);
  }

  /** A stopped task goes on. */
  resume(): void {
    if (this.state !== "stopped") return;
    this.state = "runnable";
    this.scheduler.enqueue(this);
  }

  /** It blocks or ignores a signal, by its own wish (is_ignored of drivers/tty). */
  isDeafTo(signal: number): boolean {
    return (this.signals.blocked & bit(signal)) !== 0n || this.handlers.get(signal).handler === SIG_IGN;
  }

  shownPid(id: number): number {
    return this.system.pids.shown(id, this.process.pidNs);
  }

  namedPid(id: number): number {
    return namedPid(this, id);
  }

  /** Ends the whole process with this wait status (do_group_exit). */
  exitGroup(status: number): void {
    exitGroup(this, status);
  }

  /** Stops every thread of the process (do_signal_stop). */
  stopProcess(signal: number): void {
    stopProcess(this, signal);
  }

  /** 0x80 in the wait status where a core may be dumped. */
  coreFlag(): number {
    return this.limit(RLIMIT.CORE) > 0 ? 0x80 : 0;
  }

  /** A call was broken off: it will be EINTR or start again. */
  breakCall(error: Errno, number: number): void {
    this.broken = { error, number };
  }

  override runSlice(): void {
    runSlice(this);
  }
}
