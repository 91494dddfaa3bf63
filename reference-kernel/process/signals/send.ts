/**
 * Sending signals (kernel/signal.c: __send_signal_locked, complete_signal): who gets it, whether it is dropped, what it
 * wakes. Permission is the system call's business.
 */
import { EAGAIN } from "../../abi/errors.ts";
import { bit, CLD_CONTINUED, SI_USER, SIG_DFL, SIGCONT, SIGKILL, SIGRTMIN, SIGSTOP } from "../../abi/signal.ts";
import { notifyOfStop } from "../exit.ts";
import { RLIMIT } from "../limits.ts";
import type { Process } from "../process.ts";
import type { Task } from "../task.ts";
import { stopping } from "./handlers.ts";
import type { PendingSignals } from "./pending.ts";
import type { SignalInfo } from "./siginfo.ts";
import { infoFor, isForced } from "./translate.ts";

/** SIGCONT and stop signals cancel one another, whatever the mask (prepare_signal). */
const cancelOpposites = (process: Process, signal: number): void => {
  if ((bit(signal) & stopping) !== 0n) forgetEverywhere(process, bit(SIGCONT));
  else if (signal === SIGCONT) {
    forgetEverywhere(process, stopping);
    if (process.stopSignal !== null) {
      process.continueAll();
      notifyOfStop(process, CLD_CONTINUED, SIGCONT);
    }
  }
};

const forgetEverywhere = (process: Process, signals: bigint): void => {
  process.pending.forget(signals);
  for (const task of process.tasks) {
    task.signals.pending.forget(signals);
    task.signals.recalculate();
  }
};

/** Nothing would come of it: ignored, and not blocked by the task that would take it (sig_ignored). */
const isIgnored = (task: Task, signal: number, isForced: boolean): boolean => {
  if (((task.signals.blocked | task.signals.awaited) & bit(signal)) !== 0n) return false;
  // A tracer may want to know of it all the same.
  if (task.tracing !== null && signal !== SIGKILL) return false;
  if (task.process.isUnkillable && task.handlers.get(signal).handler === SIG_DFL) {
    if (!isForced || (signal !== SIGKILL && signal !== SIGSTOP)) return true;
  }
  return signal !== SIGKILL && task.handlers.ignores(signal);
};

const queue = (target: Task, pending: PendingSignals, info: SignalInfo): boolean => {
  if (info.kind === "timer") return pending.add(info);
  const user = target.system.users.of(target.credentials.uid);
  const mayExceed = info.signo < SIGRTMIN && info.code >= 0;
  if (!mayExceed && user.queuedSignals >= target.limit(RLIMIT.SIGPENDING)) {
    // kill(2) must not fail for want of memory: the signal comes without its information. sigqueue(3) fails.
    if (info.signo >= SIGRTMIN && info.code !== SI_USER) throw EAGAIN;
    pending.addWithoutInfo(info.signo);
    return true;
  }
  return pending.add(info, user);
};

/** To one thread. False when it does nothing: the thread has ended, ignores it, or has it waiting already. */
export const sendToTask = (task: Task, info: SignalInfo): boolean => {
  // Who is dying gets no signals (prepare_signal).
  if (task.isExited || task.process.isInit || task.process.groupExit !== null) return false;
  cancelOpposites(task.process, info.signo);
  if (isIgnored(task, info.signo, isForced(task, info))) return false;
  if (!queue(task, task.signals.pending, infoFor(task, info))) return false;
  notify(task, info.signo);
  return true;
};

/** To a whole process: any thread that does not block it takes it. Answers as sendToTask. */
export const sendToProcess = (process: Process, info: SignalInfo): boolean => {
  const main = process.mainTask;
  if (main === null || process.isInit || process.groupExit !== null) return false;
  cancelOpposites(process, info.signo);
  if (isIgnored(main, info.signo, isForced(main, info))) return false;
  if (!queue(main, process.pending, infoFor(main, info))) return false;
  for (const task of process.tasks) {
    task.signals.recalculate();
    task.signals.arrivals.wakeAll();
  }
  const taker = chooseTask(process, info.signo);
  if (taker !== null) wakeFor(taker, info.signo);
  return true;
};

const notify = (task: Task, signal: number): void => {
  task.signals.recalculate();
  task.signals.arrivals.wakeAll();
  if (wants(task, signal)) wakeFor(task, signal);
};

/** wants_signal: it is alive and does not block it; a stopped task is only interested in SIGKILL. */
const wants = (task: Task, signal: number): boolean => {
  if (task.isExited) return false;
  if (signal === SIGKILL) return true;
  if ((task.signals.blocked & bit(signal)) !== 0n) return false;
  return task.state !== "stopped" && task.state !== "traced";
};

const chooseTask = (process: Process, signal: number): Task | null => {
  const main = process.mainTask;
  if (main !== null && wants(main, signal)) return main;
  for (const task of process.tasks) if (wants(task, signal)) return task;
  return null;
};

const wakeFor = (task: Task, signal: number): void => {
  if (signal === SIGKILL) task.process.killAll();
  else task.wake();
};

/** To every process of a group. Answers how many there were. */
export const sendToGroup = (processes: Iterable<Process>, info: SignalInfo): number => {
  let count = 0;
  for (const process of processes) {
    sendToProcess(process, info);
    count++;
  }
  return count;
};
