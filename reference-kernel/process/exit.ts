/**
 * How threads and processes end and stop (kernel/exit.c, and do_signal_stop of kernel/signal.c), and what their parents
 * learn of it.
 */

import {
  type CLD_CONTINUED,
  CLD_DUMPED,
  CLD_EXITED,
  CLD_KILLED,
  CLD_STOPPED,
  NSIG,
  SA_NOCLDSTOP,
  SA_NOCLDWAIT,
  SIG_IGN,
  SIGCHLD,
  SIGCONT,
  SIGHUP,
  SIGKILL,
} from "../abi/signal.ts";
import { u32 } from "../abi/struct.ts";
import { updateFrozen } from "../cgroup/freezer.ts";
import { leave, release } from "../cgroup/hierarchy.ts";
import { leaveTerminal } from "../tty/job-control.ts";
import type { PidNamespace } from "./namespaces/pid-namespace.ts";
import { releasePiLocks } from "./pi-futex.ts";
import type { Process } from "./process.ts";
import { stopsBeforeEnd, tellsTracerOfEnd } from "./ptrace/end.ts";
import { notifyTrap, releaseTracees, unlink } from "./ptrace/link.ts";
import { releaseRobustList } from "./robust-list.ts";
import { releaseSeccomp } from "./seccomp/filter.ts";
import { signalGroup } from "./sessions.ts";
import { sendToProcess } from "./signals/send.ts";
import { kernelInfo, killInfo, type SignalInfo } from "./signals/siginfo.ts";
import type { System } from "./system.ts";
import type { Task } from "./task.ts";
import { traceCall } from "./trace-call.ts";

/** Ends every thread of the process with this wait status; the first caller decides the status (do_group_exit). */
export const exitGroup = (task: Task, status: number): void => {
  const { process } = task;
  process.groupExit ??= status;
  exitTask(task, process.groupExit);
  process.killAll(task);
};

/** Ends one thread; the last one ends the process (do_exit). `status` is in wait4's format. */
export const exitTask = (task: Task, status: number): void => {
  if (task.isExited) return;
  if (task.tracing !== null && stopsBeforeEnd(task, task.tracing, status)) return;
  const { system, process } = task;
  task.isExited = true;
  task.state = "dead";
  task.continuation?.return(0);
  task.continuation = null;
  traceCall(task, null, null);
  task.call = null;
  system.trace?.(`[pid ${task.tid}] +++ ${describeEnd(status)} +++`);

  releaseRobustList(task);
  releasePiLocks(task);
  task.undo?.leave(task);
  task.undo = null;
  leaveMemory(task);
  task.files.leave(task);
  releaseSeccomp(task);
  task.fs.leave();
  task.handlers.leave();

  system.faults.settle(task);
  leave(task);
  task.signals.pending.clear();
  process.tasks.delete(task);
  if (system.loaded.task === task) system.loaded.task = null;
  if (task !== process.mainTask && !tellsTracerOfEnd(task, status)) {
    system.pids.tasks.delete(task.tid);
    release(task);
  }
  if (task.tracees !== null) releaseTracees(task.tracees, ({ task: ended }) => letGoOfEnded(system, ended));
  process.threadExits.wakeAll();
  bequeathChildren(task);
  if (process.tasks.size === 0) endProcess(system, process, process.groupExit ?? status);
};

/** The tracer of a thread that has ended is gone or has waited for it: its parent hears of a process, a thread is gone. */
export const letGoOfEnded = (system: System, task: Task): void => {
  const { process } = task;
  if (task === process.mainTask) {
    if (process.isZombie) notifyParent(system, process);
    return;
  }
  if (task.isReplaced && system.pids.tasks.get(task.tid) !== task) return;
  system.pids.tasks.delete(task.tid);
  release(task);
};

/** The thread's memory is not its own any more: tells whoever waits for that (mm_release), and lets go. */
export const leaveMemory = (task: Task): void => {
  const { space, process } = task;
  process.peakPages = Math.max(process.peakPages, space.peakPages);
  if (task.clearChildTid !== 0 && space.users > 1) {
    try {
      task.memory.write(u32, task.clearChildTid, 0);
      task.system.futexes.wakeShared(space, task.clearChildTid, 1);
    } catch {
      // As on Linux, an address that cannot be written is nobody's error.
    }
  }
  task.clearChildTid = 0;
  task.isVforkChild = false;
  task.vforkDone.wakeAll();
  space.release();
};

const endProcess = (system: System, process: Process, status: number): void => {
  for (const timer of process.intervalTimers) timer?.cancel();
  process.deleteTimers();
  if (process.cpuLimitTimer !== null) process.cpu.total.cancel(process.cpuLimitTimer);
  if (process.isReaper && process.endingStatus === null && endNamespace(system, process, status)) return;
  leaveTerminal(process, (group, signal) => signalGroup(system, group, signal));
  process.exitStatus = process.isReaper && process.pidNs.reboot !== 0 ? process.pidNs.reboot : status;
  const cut = [...process.children, process].filter((member) =>
    isTie(member, member === process ? process.parent : process),
  );
  const groups = new Set(cut.map((member) => member.groupId));
  reparentChildren(system, process);
  hangUpOrphanedGroups(system, groups);
  process.exitEvents.wakeAll();
  notifyParent(system, process);
};

/** Children of a thread go to another thread of the process; that it ended, they are told (PR_SET_PDEATHSIG). */
const bequeathChildren = (task: Task): void => {
  const { process } = task;
  const [heir = null] = process.tasks;
  for (const child of process.children) {
    if (child.forker !== task) continue;
    child.forker = heir;
    for (const { parentDeathSignal } of child.tasks) {
      if (parentDeathSignal === 0) continue;
      sendToProcess(child, killInfo(parentDeathSignal, process.pid, task.credentials.uid));
    }
  }
};

/** Children go to the nearest subreaper of the pid namespace, else to its process 1 (find_new_reaper). */
const reparentChildren = (system: System, process: Process): void => {
  let reaper: Process = process.pidNs.reaper ?? system.init;
  for (let up = process.parent; up !== null && up.pidNs.level === process.pidNs.level; up = up.parent) {
    if (up === reaper) break;
    if (up.isSubreaper && !up.isZombie) {
      reaper = up;
      break;
    }
  }
  for (const child of [...process.children]) {
    process.children.delete(child);
    child.parent = reaper;
    child.forker = reaper.mainTask;
    reaper.children.add(child);
    child.exitSignal = SIGCHLD;
    if (child.isZombie) notifyParent(system, child);
  }
};

/**
 * Process 1 of a pid namespace ends, and all others in it with it (zap_pid_ns_processes). True when some are left: then
 * its own end goes on once the last one of them is gone.
 */
const endNamespace = (system: System, process: Process, status: number): boolean => {
  const { pidNs } = process;
  pidNs.isClosed = true;
  process.endingStatus = status;
  for (const other of system.pids.processes.values()) {
    if (other === process || !other.pidNs.isWithin(pidNs)) continue;
    if (other.isZombie && other.parent === process) reap(system, other);
    else sendToProcess(other, kernelInfo(SIGKILL));
  }
  return !isAlone(system, process);
};

const isAlone = (system: System, process: Process): boolean => {
  for (const other of system.pids.processes.values()) {
    if (other !== process && other.pidNs.isWithin(process.pidNs)) return false;
  }
  return true;
};

/** Somebody is gone: process 1 of its namespaces may have waited for that. */
const continueEnds = (system: System, from: PidNamespace): void => {
  for (let at: PidNamespace | null = from; at !== null && at.level > 0; at = at.parent) {
    const { reaper } = at;
    if (reaper === null || reaper.endingStatus === null || reaper.isZombie || reaper.isReaped) continue;
    if (isAlone(system, reaper)) endProcess(system, reaper, reaper.endingStatus);
  }
};

/** Whether the parent could continue the process's group from outside. */
const isTie = (process: Process, parent: Process | null): boolean =>
  parent !== null && !parent.isInit && parent.groupId !== process.groupId && parent.sessionId === process.sessionId;

/** A stopped group that nobody is left to continue gets SIGHUP and SIGCONT (kill_orphaned_pgrp). */
const hangUpOrphanedGroups = (system: System, groups: ReadonlySet<number>): void => {
  for (const groupId of groups) {
    const members = [...system.pids.processes.values()].filter((p) => p.groupId === groupId && !p.isZombie);
    if (members.length === 0 || !members.some((p) => p.stopSignal !== null)) continue;
    if (!isGroupOrphaned(system, groupId)) continue;
    for (const member of members) {
      sendToProcess(member, kernelInfo(SIGHUP));
      sendToProcess(member, kernelInfo(SIGCONT));
    }
  }
};

/** No member has a parent in another group of the same session (is_orphaned_pgrp). */
export const isGroupOrphaned = (system: System, groupId: number): boolean => {
  for (const member of system.pids.processes.values()) {
    if (member.groupId !== groupId || member.isZombie) continue;
    if (isTie(member, member.parent)) return false;
  }
  return true;
};

/** Tells the parent, or reaps at once where nobody wants to know (do_notify_parent). */
const notifyParent = (system: System, process: Process): void => {
  // A tracer that is not the parent hears of it first, and the parent once the tracer has waited for it.
  if (process.mainTask !== null && tellsTracerOfEnd(process.mainTask, process.exitStatus ?? 0)) return;
  const { parent } = process;
  if (parent === null || parent.isInit || parent.mainTask === null || parent.endingStatus !== null) {
    reap(system, process);
    return;
  }
  const action = parent.mainTask.handlers.get(SIGCHLD);
  const isIgnored = action.handler === SIG_IGN;
  const reapsItself = process.exitSignal === SIGCHLD && (isIgnored || (action.flags & SA_NOCLDWAIT) !== 0);
  // A number that is no signal is allowed to clone, and tells nobody (valid_signal).
  const tells = process.exitSignal !== 0 && process.exitSignal <= NSIG;
  if (tells && !(process.exitSignal === SIGCHLD && isIgnored)) {
    sendToProcess(parent, childInfo(process, process.exitSignal, ...endCode(process.exitStatus ?? 0)));
  }
  if (reapsItself) reap(system, process);
  parent.childEvents.wakeAll();
};

/** The process is gone for good: its number is free again (release_task). */
export const reap = (system: System, process: Process): void => {
  const { parent } = process;
  process.isReaped = true;
  if (process.mainTask?.tracing) unlink(process.mainTask.tracing);
  process.pending.clear();
  process.exitEvents.wakeAll();
  parent?.children.delete(process);
  system.pids.processes.delete(process.pid);
  if (process.mainTask !== null) {
    system.pids.tasks.delete(process.mainTask.tid);
    release(process.mainTask);
  }
  process.mainTask = null;
  system.pids.letGo(process.groupId);
  system.pids.letGo(process.sessionId);
  continueEnds(system, process.pidNs);
};

/** Stops every thread of the process; the parent hears of it once all have stopped. */
export const stopProcess = (task: Task, signal: number): void => {
  const { process } = task;
  process.stopSignal = signal;
  for (const other of process.tasks) {
    if (other.tracing !== null) {
      other.tracing.stopDue = true;
      if (other !== task) notifyTrap(other.tracing);
    }
    if (other === task || other.state === "stopped") continue;
    other.signals.isPending = true;
    other.wake();
  }
  // A traced thread stops as its tracer is told (trapIfDue).
  if (task.tracing === null) enterStop(task);
};

/** This thread stops for the stop that its process is in. */
export const enterStop = (task: Task): void => {
  const { process } = task;
  if (process.stopSignal === null) return;
  task.state = "stopped";
  updateFrozen(task.cgroup);
  finishGroupStop(task);
};

const hasStopped = ({ state, tracing }: Task): boolean => (tracing === null ? state === "stopped" : !tracing.stopDue);

/** One more thread has stopped: with the last one the parent hears of it. */
export const finishGroupStop = (task: Task): void => {
  const { process, system } = task;
  const signal = process.stopSignal;
  if (signal === null || process.isStopTold) return;
  for (const other of process.tasks) if (!hasStopped(other)) return;
  process.isStopTold = true;
  process.unreportedStop = (signal << 8) | 0x7f;
  process.unreportedContinue = false;
  system.trace?.(`[pid ${task.tid}] --- stopped by signal ${signal} ---`);
  // A parent that traces was told already.
  if (task.tracing === null || task.tracing.isReparented) notifyOfStop(process, CLD_STOPPED, signal);
};

export const notifyOfStop = (
  process: Process,
  code: typeof CLD_STOPPED | typeof CLD_CONTINUED,
  status: number,
): void => {
  const { parent } = process;
  const action = parent?.mainTask?.handlers.get(SIGCHLD);
  if (parent === null || action === undefined) return;
  if (action.handler !== SIG_IGN && (action.flags & SA_NOCLDSTOP) === 0) {
    sendToProcess(parent, childInfo(process, SIGCHLD, code, status));
  }
  parent.childEvents.wakeAll();
};

export const childInfo = (process: Process, signo: number, code: number, status: number): SignalInfo => ({
  kind: "child",
  signo,
  code,
  pid: process.pid,
  uid: process.mainTask?.credentials.uid ?? 0,
  status,
  utime: Math.floor(process.cpu.times.user / 1e7),
  stime: Math.floor(process.cpu.times.system / 1e7),
});

/** si_code and si_status of a wait status. */
export const endCode = (status: number): [code: number, status: number] => {
  const signal = status & 0x7f;
  if (signal === 0) return [CLD_EXITED, (status >> 8) & 0xff];
  return [(status & 0x80) !== 0 ? CLD_DUMPED : CLD_KILLED, signal];
};

const describeEnd = (status: number): string =>
  (status & 0x7f) === 0 ? `exited with ${(status >> 8) & 0xff}` : `killed by signal ${status & 0x7f}`;
