/** Making tasks (kernel/fork.c, copy_process): a thread of the same process, or a process of its own. */
import { EAGAIN, EINVAL } from "../abi/errors.ts";
import { PTRACE_EVENT } from "../abi/ptrace.ts";
import {
  CLONE_CHILD_CLEARTID,
  CLONE_CHILD_SETTID,
  CLONE_CLEAR_SIGHAND,
  CLONE_FILES,
  CLONE_FS,
  CLONE_NEWIPC,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_PARENT,
  CLONE_PARENT_SETTID,
  CLONE_PTRACE,
  CLONE_SETTLS,
  CLONE_SIGHAND,
  CLONE_SYSVSEM,
  CLONE_THREAD,
  CLONE_UNTRACED,
  CLONE_VFORK,
  CLONE_VM,
} from "../abi/sched.ts";
import { SIGCHLD } from "../abi/signal.ts";
import { i32 } from "../abi/struct.ts";
import type { Cgroup } from "../cgroup/cgroup.ts";
import { join } from "../cgroup/hierarchy.ts";
import type { Credentials } from "../core/caller.ts";
import type { Blocking } from "../core/thread.ts";
import { capableIn } from "../core/user-namespace.ts";
import { REG } from "../cpu/layout.ts";
import { UndoList } from "../ipc/undo-list.ts";
import type { AddressSpace } from "../memory/address-space.ts";
import type { MemoryLimits } from "../memory/limits.ts";
import { armCpuLimit } from "./cpu-limit.ts";
import { RLIMIT } from "./limits.ts";
import { memoryLimits } from "./memory-limits.ts";
import { inNewMountNamespace, inNewUserNamespace, namespacesFor } from "./namespaces/make.ts";
import type { PidNamespace } from "./namespaces/pid-namespace.ts";
import type { TaskNamespaces } from "./namespaces/task-namespaces.ts";
import { settle } from "./namespaces/time-namespace.ts";
import { shownPid } from "./pids.ts";
import { Process } from "./process.ts";
import { dropInheritedStep, inheritTracing } from "./ptrace/link.ts";
import { eventStop } from "./ptrace/stops.ts";
import { inheritSeccomp } from "./seccomp/filter.ts";
import { noAlternateStack } from "./signals/task-signals.ts";
import { Task } from "./task.ts";

const CAP_SYS_ADMIN = 21;
const CAP_CHECKPOINT_RESTORE = 40;

export interface CloneRequest {
  /** CLONE_* bits, as clone3 has them (up to 2^34, so a number and not an int). */
  readonly flags: number;
  readonly exitSignal: number;
  /** The group it is born in, for CLONE_INTO_CGROUP; by default the caller's. */
  readonly cgroup?: Cgroup;
  /** New stack pointer; 0 keeps the caller's. */
  readonly stack: number;
  readonly tls: number;
  /** The numbers that the child gets, in its pid namespace and those above it (clone3's set_tid). */
  readonly setTid?: readonly number[];
  readonly parentTid: number;
  readonly childTid: number;
}

const has = (flags: number, bits: number): boolean =>
  bits > 0xffff_ffff ? Math.floor(flags / bits) % 2 === 1 : ((flags % 0x1_0000_0000) & bits) !== 0;

/** Combinations that Linux refuses with EINVAL (copy_process). */
export const checkCloneFlags = (flags: number): void => {
  if (has(flags, CLONE_NEWNS) && has(flags, CLONE_FS)) throw EINVAL;
  if (has(flags, CLONE_NEWUSER) && has(flags, CLONE_FS)) throw EINVAL;
  if (has(flags, CLONE_THREAD) && !has(flags, CLONE_SIGHAND)) throw EINVAL;
  if (has(flags, CLONE_SIGHAND) && !has(flags, CLONE_VM)) throw EINVAL;
  if (has(flags, CLONE_THREAD) && (has(flags, CLONE_NEWUSER) || has(flags, CLONE_NEWPID))) throw EINVAL;
  if (has(flags, CLONE_SIGHAND) && has(flags, CLONE_CLEAR_SIGHAND)) throw EINVAL;
};

/** Makes the child; it is runnable, but has not run. */
export const cloneTask = (parent: Task, request: CloneRequest): Task => {
  const { flags } = request;
  checkCloneFlags(flags);
  const { system } = parent;
  const isThread = has(flags, CLONE_THREAD);
  if (has(flags, CLONE_PARENT) && parent.process.isReaper) throw EINVAL;
  if (isThread && parent.namespaces.pidForChildren !== parent.process.pidNs) throw EINVAL;
  if (processesOf(parent) >= parent.limit(RLIMIT.NPROC)) throw EAGAIN;

  const credentials = has(flags, CLONE_NEWUSER) ? inNewUserNamespace(parent) : parent.credentials;
  const namespaces = childNamespaces(parent, flags, credentials);
  const pidNs = isThread ? parent.process.pidNs : namespaces.pidForChildren;
  const cgroup = request.cgroup ?? parent.cgroup;
  const { setTid = [] } = request;
  if (setTid.length > pidNs.level + 1) throw EINVAL;
  cgroup.pids.chargeFork();
  let tid: number;
  // Memory first: when there is none, nothing has begun.
  let space: AddressSpace;
  try {
    tid = system.pids.allocate(pidNs, setTid, (namespace) => mayChoosePids(parent, namespace));
    space = has(flags, CLONE_VM) ? parent.space.retain() : parent.space.fork();
  } catch (error) {
    cgroup.pids.uncharge();
    throw error;
  }
  const process = isThread ? parent.process : forkProcess(parent, tid, request, pidNs);
  if (!has(flags, CLONE_VM)) space.limits = limitsOf(process);
  const child = new Task(system, {
    tid,
    process,
    space,
    files: has(flags, CLONE_FILES) ? parent.files.share() : parent.files.copy(),
    fs: has(flags, CLONE_FS) ? parent.fs.share() : parent.fs.copy(),
    handlers: has(flags, CLONE_SIGHAND) ? parent.handlers.share() : parent.handlers.copy(),
    credentials,
    cgroup,
    name: parent.name,
    namespaces,
  });
  if (has(flags, CLONE_NEWNS)) inNewMountNamespace(child.fs, credentials);
  if (!isThread) process.mainTask = child;
  join(child, cgroup);
  if (has(flags, CLONE_CLEAR_SIGHAND)) child.handlers.resetForExec();

  child.context.bytes().set(parent.registers.bytes());
  child.context.set(REG.rax, 0);
  if (request.stack !== 0) child.context.rsp = request.stack;
  if (has(flags, CLONE_SETTLS)) child.context.fsBase = request.tls;
  child.memoryPolicy = parent.memoryPolicy;
  child.signals.blocked = parent.signals.blocked;
  // A thread gets no alternate stack of its parent's; a process has a copy, unless it shares memory without vfork.
  const keepsStack = !has(flags, CLONE_VM) || has(flags, CLONE_VFORK);
  child.signals.alternateStack = keepsStack ? parent.signals.alternateStack : noAlternateStack;
  if (has(flags, CLONE_SYSVSEM)) {
    parent.undo ??= new UndoList();
    child.undo = parent.undo.share();
  }
  if (!has(flags, CLONE_VM) && parent.rseq !== null) child.rseq = { ...parent.rseq };
  child.noNewPrivileges = parent.noNewPrivileges;
  inheritSeccomp(parent, child);
  child.nice = parent.nice;
  child.ioPriority = parent.ioPriority;
  child.policy = parent.policy;
  child.personality = parent.personality;
  child.tscFaults = parent.tscFaults;
  child.securebits = parent.securebits;
  child.timerSlack = parent.timerSlack;
  child.defaultTimerSlack = parent.timerSlack;

  if (has(flags, CLONE_PARENT_SETTID)) writeTid(parent, request.parentTid, shownPid(parent, tid));
  if (has(flags, CLONE_CHILD_SETTID)) writeTid(child, request.childTid, shownPid(child, tid));
  if (has(flags, CLONE_CHILD_CLEARTID)) child.clearChildTid = request.childTid;
  child.isVforkChild = has(flags, CLONE_VFORK);
  if (parent.tracing !== null) {
    dropInheritedStep(parent, child);
    if (has(flags, CLONE_PTRACE) || cloneEvent(parent, request) !== 0) inheritTracing(parent, child);
  }
  system.scheduler.enqueue(child);
  return child;
};

/** PTRACE_EVENT_* that the tracer of `parent` is to be told of this child; 0 for none (kernel_clone). */
export const cloneEvent = ({ tracing }: Task, { flags, exitSignal }: CloneRequest): number => {
  if (tracing === null || has(flags, CLONE_UNTRACED)) return 0;
  const event = has(flags, CLONE_VFORK)
    ? PTRACE_EVENT.VFORK
    : exitSignal !== SIGCHLD
      ? PTRACE_EVENT.CLONE
      : PTRACE_EVENT.FORK;
  return tracing.tells(event) ? event : 0;
};

/** clone's answer for a traced parent: its tracer hears of the child, and of the end of a vfork. */
export function* tellOfChild(parent: Task, child: Task, event: number): Blocking<number> {
  const tid = shownPid(parent, child.tid);
  const isVfork = child.isVforkChild;
  const told = (): bigint => BigInt(parent.tracing?.tracer.shownPid(child.tid) ?? 0);
  if (event !== 0) yield* eventStop(parent, event, told());
  if (!isVfork) return tid;
  yield* waitForVfork(parent, child);
  yield* eventStop(parent, PTRACE_EVENT.VFORK_DONE, told());
  return tid;
}

/** clone's answer, after the wait for a vfork child where asked for. */
export function* waitForVfork(parent: Task, child: Task): Blocking<number> {
  const tid = shownPid(parent, child.tid);
  const done = (): true | undefined => (child.isVforkChild ? undefined : true);
  yield* parent.waitEvent([child.vforkDone], done, { killable: true, reason: "vfork" });
  return tid;
}

/** copy_namespaces. */
const childNamespaces = (parent: Task, flags: number, credentials: Credentials): TaskNamespaces => {
  const wanted = namespacesFor(parent, flags % 0x1_0000_0000, credentials);
  if (has(flags, CLONE_NEWIPC) && has(flags, CLONE_SYSVSEM)) throw EINVAL;
  const { timeForChildren } = wanted;
  if (wanted.time === timeForChildren) return wanted;
  // Whoever shares memory shares its clocks, too.
  if (has(flags, CLONE_THREAD) || (has(flags, CLONE_VM) && !has(flags, CLONE_VFORK))) throw EINVAL;
  settle(timeForChildren, parent.system);
  return { ...wanted, time: timeForChildren };
};

const forkProcess = (parent: Task, pid: number, request: CloneRequest, pidNs: PidNamespace): Process => {
  const { system } = parent;
  const isSibling = has(request.flags, CLONE_PARENT);
  const owner = isSibling ? parent.process.parent : parent.process;
  const process = new Process(pid, owner, parent.process.limits, system.clock.now, pidNs);
  if (pidNs.reaper === null) {
    pidNs.reaper = process;
    process.isUnkillable = true;
  }
  process.forker = isSibling ? parent.process.forker : parent;
  process.groupId = parent.process.groupId;
  process.sessionId = parent.process.sessionId;
  process.isDumpable = parent.process.isDumpable;
  process.memoryFailure = parent.process.memoryFailure;
  process.barriers = parent.process.barriers;
  process.oomScoreAdjustment = parent.process.oomScoreAdjustment;
  process.oomScoreAdjustmentMin = parent.process.oomScoreAdjustmentMin;
  process.coredumpFilter = parent.process.coredumpFilter;
  process.exitSignal = isSibling ? parent.process.exitSignal : request.exitSignal;
  process.executable = parent.process.executable;
  process.commandLine = parent.process.commandLine;
  process.environment = parent.process.environment;
  system.pids.processes.set(pid, process);
  armCpuLimit(process);
  system.pids.hold(process.groupId);
  system.pids.hold(process.sessionId);
  return process;
};

/** What the address space of a process asks of it. */
export const limitsOf = (process: Process): MemoryLimits =>
  memoryLimits((resource) => process.limits[resource]?.soft ?? Number.POSITIVE_INFINITY);

/** checkpoint_restore_ns_capable. */
const mayChoosePids = ({ credentials }: Task, { userNs }: PidNamespace): boolean =>
  capableIn(credentials, userNs, CAP_CHECKPOINT_RESTORE) || capableIn(credentials, userNs, CAP_SYS_ADMIN);

/** Tasks of the same real user, what RLIMIT_NPROC counts. */
const processesOf = (task: Task): number => {
  let count = 0;
  for (const other of task.system.pids.tasks.values()) if (other.credentials.uid === task.credentials.uid) count++;
  return count;
};

/** As on Linux, an address that cannot be written is not an error. */
const writeTid = (task: Task, address: number, tid: number): void => {
  try {
    task.memory.write(i32, address, tid);
  } catch {
    // Nothing to tell.
  }
};
