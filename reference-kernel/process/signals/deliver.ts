/**
 * Acting on signals before a task returns to user mode (kernel/signal.c, get_signal; arch/x86/kernel/signal.c): ignores,
 * stops, kills, or builds the handler's frame. Here and only here an interrupted call becomes EINTR or starts again.
 */
import {
  EINTR,
  ERESTART_RESTARTBLOCK,
  ERESTARTNOHAND,
  ERESTARTNOINTR,
  ERESTARTSYS,
  type Errno,
} from "../../abi/errors.ts";
import {
  bit,
  SA_NODEFER,
  SA_RESETHAND,
  SA_RESTART,
  SIG_DFL,
  SIG_IGN,
  SIGABRT,
  SIGBUS,
  SIGFPE,
  SIGILL,
  SIGKILL,
  SIGQUIT,
  SIGSEGV,
  SIGSTOP,
  SIGSYS,
  SIGTRAP,
  SIGXCPU,
  SIGXFSZ,
  setOf,
  signalName,
} from "../../abi/signal.ts";
import { syscallNumbers } from "../../abi/syscall-numbers.ts";
import { REG } from "../../cpu/layout.ts";
import { standStill } from "../cgroups.ts";
import { enterStop, exitTask, isGroupOrphaned } from "../exit.ts";
import { describeDeath } from "../explain/death.ts";
import { endStepForHandler, stopAtHandler, stopsForSignal, trapIfDue } from "../ptrace/signal-stops.ts";
import { interruptSequence } from "../rseq.ts";
import type { Task } from "../task.ts";
import { pushSignalFrame } from "./frame.ts";
import { defaultAction, ignoredByDefault, type SignalAction, stopping } from "./handlers.ts";
import { describeSignalInfo, kernelInfo, type SignalInfo } from "./siginfo.ts";

/** Signals that leave a core: the wait status has WCOREDUMP set where RLIMIT_CORE allows one. */
const dumping = setOf(SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS);

/** A system call that a signal broke off, and the number it had. */
export interface BrokenCall {
  readonly error: Errno;
  readonly number: number;
}

/** Acts on every signal that is due. False when the task may not run on: it stopped or ended. */
export const deliverSignals = (task: Task): boolean => {
  for (;;) {
    if (task.state !== "runnable") return false;
    if (task.process.groupExit !== null) {
      exitTask(task, task.process.groupExit);
      return false;
    }
    if (task.isReplaced) {
      exitTask(task, SIGKILL);
      return false;
    }
    if (task.tracing !== null) {
      if (trapIfDue(task, task.tracing)) return false;
    } else if (task.process.stopSignal !== null && task.signals.injected === null) {
      enterStop(task);
      return false;
    }
    if (task.isFreezing && !task.isDying()) {
      standStill(task);
      return false;
    }
    const chosen = task.signals.takeInjected();
    const info = chosen ?? task.signals.takeNext();
    if (info === null) break;
    if (task.tracing !== null && chosen === null && stopsForSignal(task, task.tracing, info)) return false;
    const action = task.handlers.get(info.signo);
    if (action.handler === SIG_IGN) continue;
    if (action.handler !== SIG_DFL) {
      trace(task, info);
      const isStepping = endStepForHandler(task);
      runHandler(task, info, action);
      if (isStepping && task.tracing !== null) {
        stopAtHandler(task, task.tracing);
        return false;
      }
      continue;
    }
    if ((bit(info.signo) & ignoredByDefault) !== 0n) continue;
    // Process 1 of a namespace heeds only what was let through to it (SIGNAL_UNKILLABLE).
    if (task.process.isUnkillable && info.signo !== SIGKILL && info.signo !== SIGSTOP) continue;
    trace(task, info);
    if ((bit(info.signo) & stopping) !== 0n) {
      if (info.signo !== SIGSTOP && isGroupOrphaned(task.system, task.process.groupId)) continue;
      task.stopProcess(info.signo);
      if (task.tracing === null) return false;
      continue;
    }
    const { system, process } = task;
    if (process === system.first) system.death ??= describeDeath(task, info);
    task.exitGroup(info.signo | ((bit(info.signo) & dumping) !== 0n ? task.coreFlag() : 0));
    return false;
  }
  if (task.broken !== null) resumeBrokenCall(task);
  task.signals.restoreMask();
  return true;
};

/** A signal of an instruction cannot be ignored or put off: where it is, the default action is forced (force_sig_info). */
export const forceSignal = (task: Task, info: SignalInfo): void => {
  const action = task.handlers.get(info.signo);
  const isBlocked = (task.signals.blocked & bit(info.signo)) !== 0n;
  if (isBlocked || action.handler === SIG_IGN) {
    task.handlers.set(info.signo, { ...action, handler: SIG_DFL });
    task.signals.blocked &= ~bit(info.signo);
  }
  if (task.handlers.get(info.signo).handler === SIG_DFL) task.process.isUnkillable = false;
  task.signals.pending.add(info);
  task.signals.recalculate();
};

const runHandler = (task: Task, info: SignalInfo, action: SignalAction): void => {
  const broken = task.broken;
  if (broken !== null) {
    task.broken = null;
    const restarts =
      broken.error === ERESTARTNOINTR || (broken.error === ERESTARTSYS && (action.flags & SA_RESTART) !== 0);
    if (restarts) repeatCall(task, broken.number);
    else task.registers.set(REG.rax, -EINTR.number);
  }
  if ((action.flags & SA_RESETHAND_BIT) !== 0)
    task.handlers.set(info.signo, { ...action, handler: defaultAction.handler });
  interruptSequence(task);
  try {
    pushSignalFrame(task, info, action);
  } catch {
    // No room for the frame: SIGSEGV, with its handler if the signal was another one (signal_setup_done).
    if (info.signo === SIGSEGV) task.handlers.set(SIGSEGV, defaultAction);
    forceSignal(task, kernelInfo(SIGSEGV));
    return;
  }
  const deferred = (action.flags & SA_NODEFER) !== 0 ? 0n : bit(info.signo);
  task.signals.blocked |= action.mask | deferred;
};

/** No handler ran: the call starts again, or goes on through restart_syscall(2). */
const resumeBrokenCall = (task: Task): void => {
  const broken = task.broken;
  task.broken = null;
  if (broken === null) return;
  const { error, number } = broken;
  if (error === ERESTARTSYS || error === ERESTARTNOINTR || error === ERESTARTNOHAND) repeatCall(task, number);
  else if (error === ERESTART_RESTARTBLOCK) repeatCall(task, syscallNumbers.restart_syscall);
};

/** Steps back over the two bytes of SYSCALL. */
const repeatCall = (task: Task, number: number): void => {
  task.registers.set(REG.rax, number);
  task.registers.rip -= 2;
};

const trace = (task: Task, info: SignalInfo): void =>
  task.system.trace?.(`[pid ${task.tid}] --- ${signalName(info.signo)} ${describeSignalInfo(info)} ---`);

const SA_RESETHAND_BIT = SA_RESETHAND | 0;
