/** Stops of a traced thread on its way back to user mode: for a signal, for a stop of its group, because it was asked to. */
import { PTRACE_EVENT } from "../../abi/ptrace.ts";
import { CLD_STOPPED, SIGKILL, SIGTRAP } from "../../abi/signal.ts";
import type { SignalInfo } from "../signals/siginfo.ts";
import type { Task } from "../task.ts";
import { beginStop, disableStep, reportInfo } from "./stops.ts";
import type { Tracee } from "./tracee.ts";

/** The tracer is told of every signal but SIGKILL before it acts (ptrace_signal). True when the thread stands still. */
export const stopsForSignal = (task: Task, tracee: Tracee, info: SignalInfo): boolean => {
  if (info.signo === SIGKILL || task.isDying()) return false;
  tracee.message = 0n;
  beginStop(task, tracee, { code: info.signo, info, kind: "signal" });
  return true;
};

/**
 * Group-stops and PTRACE_INTERRUPT (do_jobctl_trap): a seized tracee tells them as PTRACE_EVENT_STOP, another one as the
 * bare signal.
 */
export const trapIfDue = (task: Task, tracee: Tracee): boolean => {
  if (!tracee.isDue || task.isDying()) return false;
  const signal = task.process.stopSignal;
  if (tracee.isSeized) {
    const signo = signal ?? SIGTRAP;
    const code = signo | (PTRACE_EVENT.STOP << 8);
    tracee.message = 0n;
    beginStop(task, tracee, { code, info: reportInfo(task, signo, code), kind: "other" }, CLD_STOPPED);
    return true;
  }
  if (signal === null) {
    // The group goes on already.
    tracee.trapDue = false;
    tracee.stopDue = false;
    tracee.notifyDue = false;
    return false;
  }
  beginStop(task, tracee, { code: signal, info: null, kind: "other" }, CLD_STOPPED);
  return true;
};

/** A handler's frame is made: whoever steps stops at the handler's first instruction (signal_setup_done). */
export const stopAtHandler = (task: Task, tracee: Tracee): void => {
  tracee.message = 0n;
  beginStop(task, tracee, { code: SIGTRAP, info: reportInfo(task, SIGTRAP, SIGTRAP), kind: "report" });
};

/** Stepping ends before a frame is made, so that the frame does not keep the tracer's trap flag. Whether it stepped. */
export const endStepForHandler = (task: Task): boolean => {
  const { tracing } = task;
  if (tracing === null || !tracing.isStepping) return false;
  disableStep(task, tracing);
  return true;
};
