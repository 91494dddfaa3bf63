/** Who traces whom: how it begins, passes on to children, and ends (kernel/ptrace.c). */
import { EIO, EPERM } from "../../abi/errors.ts";
import { PTRACE_EVENT, PTRACE_O_EXITKILL } from "../../abi/ptrace.ts";
import { SIGKILL, SIGSTOP, SIGTRAP } from "../../abi/signal.ts";
import { FLAG } from "../../cpu/rflags.ts";
import { mayAccess } from "../access.ts";
import { sendToProcess, sendToTask } from "../signals/send.ts";
import { kernelInfo, killInfo } from "../signals/siginfo.ts";
import type { Task } from "../task.ts";
import { disableStep, endStop, goOn } from "./stops.ts";
import { Tracee } from "./tracee.ts";

const link = (task: Task, tracer: Task, isSeized: boolean, options: number): Tracee => {
  const tracee = new Tracee(task, tracer, isSeized, options);
  task.tracing = tracee;
  tracer.tracees ??= new Set();
  tracer.tracees.add(tracee);
  return tracee;
};

/** PTRACE_TRACEME: the thread that made the caller traces it. EPERM when it is traced. */
export const traceMe = (task: Task): void => {
  if (task.tracing !== null) throw EPERM;
  const tracer = task.process.forker;
  // Who has no parent in the guest is traced by nobody, and need not know (as with a parent that is exiting).
  if (tracer === null || tracer.isExited || tracer.process.isInit) return;
  if (!mayAccess(tracer, task, "real")) throw EPERM;
  link(task, tracer, false, 0);
};

/** PTRACE_ATTACH and PTRACE_SEIZE. EPERM for oneself, the dead, the traced, and those one may not look into. */
export const attach = (tracer: Task, task: Task, isSeized: boolean, options: number): void => {
  if (task.process === tracer.process || !mayAccess(tracer, task, "real")) throw EPERM;
  if (task.isExited || task.tracing !== null) throw EPERM;
  const tracee = link(task, tracer, isSeized, options);
  if (!isSeized) sendToTask(task, kernelInfo(SIGSTOP));
  // A thread that is stopped already tells that to its tracer.
  if (task.state === "stopped") {
    tracee.trapDue = true;
    task.resume();
  }
};

/** The tracee is let go: it runs on, or stays with its group where that is stopped. */
export const detach = (tracee: Tracee, signal: number): void => {
  const { task } = tracee;
  if (!task.isExited) disableStep(task, tracee);
  unlink(tracee);
  if (task.isExited) return;
  if (task.process.stopSignal !== null) task.signals.isPending = true;
  if (tracee.stop !== null) endStop(tracee, signal);
  if (task.process.stopSignal !== null) {
    task.signals.isPending = true;
    task.wake();
  }
};

export const unlink = (tracee: Tracee): void => {
  tracee.tracer.tracees?.delete(tracee);
  if (tracee.task.tracing === tracee) tracee.task.tracing = null;
};

/** A tracer ends: its tracees die with it (PTRACE_O_EXITKILL) or go on, with a signal that it was not told yet (exit_ptrace). */
export const releaseTracees = (tracees: ReadonlySet<Tracee>, onEnded: (tracee: Tracee) => void): void => {
  for (const tracee of [...tracees]) {
    const hasEnded = tracee.endStatus !== null || tracee.task.isExited;
    if (!hasEnded && (tracee.options & PTRACE_O_EXITKILL) !== 0) {
      sendToProcess(tracee.task.process, kernelInfo(SIGKILL));
    }
    detach(tracee, tracee.unreported & 0x7f);
    if (hasEnded) onEnded(tracee);
  }
};

/** A child of a traced thread is traced where the tracer asked for that, and begins with a stop (ptrace_init_task). */
export const inheritTracing = (parent: Task, child: Task): void => {
  const { tracing } = parent;
  if (tracing === null) return;
  const tracee = link(child, tracing.tracer, tracing.isSeized, tracing.options);
  tracee.originalCall = tracing.originalCall;
  if (tracing.isSeized) tracee.trapDue = true;
  else child.signals.pending.add(killInfo(SIGSTOP, 0, 0));
  child.signals.recalculate();
};

/** No child steps because its parent does. */
export const dropInheritedStep = (parent: Task, child: Task): void => {
  if (parent.tracing?.isTrapForced) child.context.rflags &= ~FLAG.TF;
};

/** A new program begins: an old-fashioned tracer that does not ask for the event gets SIGTRAP (ptrace_event). */
export const trapAfterExec = (task: Task): void => {
  const { tracing } = task;
  if (tracing === null || tracing.isSeized || tracing.tells(PTRACE_EVENT.EXEC)) return;
  sendToTask(task, killInfo(SIGTRAP, task.shownPid(task.pid), task.credentials.uid));
};

/** PTRACE_INTERRUPT: it stands still as soon as it can. EIO for who was not seized. */
export const interrupt = (tracee: Tracee): void => {
  if (!tracee.isSeized) throw EIO;
  tracee.trapDue = true;
  wakeToTrap(tracee);
};

/** PTRACE_LISTEN: a group-stop goes on, unwatched until something happens. EIO elsewhere. */
export const listen = (tracee: Tracee): void => {
  const { stop } = tracee;
  if (!tracee.isSeized || stop === null || stop.info === null || stop.info.code >> 8 !== PTRACE_EVENT.STOP) throw EIO;
  tracee.isListening = true;
  if (tracee.notifyDue) wakeToTrap(tracee);
};

/** Its group stops or goes on: a seized tracee that listens tells (ptrace_trap_notify). */
export const notifyTrap = (tracee: Tracee): void => {
  if (!tracee.isSeized) return;
  tracee.notifyDue = true;
  wakeToTrap(tracee);
};

const wakeToTrap = (tracee: Tracee): void => {
  const { task } = tracee;
  if (tracee.isListening) {
    tracee.stop = null;
    tracee.isListening = false;
    goOn(task);
  } else task.wake();
};
