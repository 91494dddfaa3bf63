/** How a traced thread stands still and goes on again (kernel/signal.c, ptrace_stop; kernel/ptrace.c, ptrace_resume). */
import { ERESTART_RESTARTBLOCK, ERESTARTNOHAND, ERESTARTNOINTR, ERESTARTSYS } from "../../abi/errors.ts";
import { PTRACE_EVENT } from "../../abi/ptrace.ts";
import { bit, CLD_STOPPED, CLD_TRAPPED, SA_NOCLDSTOP, SI_USER, SIG_IGN, SIGCHLD, SIGTRAP } from "../../abi/signal.ts";
import { updateFrozen } from "../../cgroup/freezer.ts";
import type { Blocking } from "../../core/thread.ts";
import { REG } from "../../cpu/layout.ts";
import { FLAG } from "../../cpu/rflags.ts";
import { finishGroupStop } from "../exit.ts";
import { shownPid } from "../pids.ts";
import { sendToProcess, sendToTask } from "../signals/send.ts";
import { kernelInfo, killInfo, type SignalInfo } from "../signals/siginfo.ts";
import type { Task } from "../task.ts";
import type { Tracee, TraceStop } from "./tracee.ts";

const restarts = [ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK] as const;

/** The information of a stop that is no signal's: SIGTRAP (or the group's stop), coded with what it is (ptrace_do_notify). */
export const reportInfo = (task: Task, signo: number, code: number): SignalInfo => ({
  kind: "kill",
  signo,
  code,
  pid: shownPid(task, task.tid),
  uid: task.credentials.userNs.uids.show(task.credentials.uid),
});

/** The traced thread stands still from now on, and its tracer hears of it. */
export const beginStop = (
  task: Task,
  tracee: Tracee,
  stop: TraceStop,
  why: typeof CLD_TRAPPED | typeof CLD_STOPPED = CLD_TRAPPED,
): void => {
  showBrokenCall(task, tracee);
  disableStep(task, tracee);
  tracee.stop = stop;
  tracee.unreported = stop.code;
  tracee.isListening = false;
  tracee.trapDue = false;
  if (stop.code >> 8 === PTRACE_EVENT.STOP) tracee.notifyDue = false;
  task.state = "traced";
  updateFrozen(task.cgroup);
  task.system.trace?.(`[pid ${task.tid}] --- traced stop 0x${stop.code.toString(16)} ---`);
  tellTracer(tracee, why, stop.code & 0x7f);
  if (why === CLD_STOPPED && tracee.stopDue) {
    tracee.stopDue = false;
    finishGroupStop(task);
  }
};

/** SIGCHLD for the tracer, who may sleep in wait (do_notify_parent_cldstop). */
export const tellTracer = ({ task, tracer }: Tracee, code: number, status: number): void => {
  const action = tracer.handlers.get(SIGCHLD);
  if (action.handler !== SIG_IGN && (action.flags & SA_NOCLDSTOP) === 0) {
    const { user, system } = task.cpu.times;
    sendToProcess(tracer.process, {
      kind: "child",
      signo: SIGCHLD,
      code,
      pid: task.tid,
      uid: task.credentials.uid,
      status,
      utime: Math.floor(user / 1e7),
      stime: Math.floor(system / 1e7),
    });
  }
  tracer.process.childEvents.wakeAll();
};

/** Stands still in the middle of a system call for PTRACE_EVENT_`event`, if the tracer wants to hear of it. */
export function* eventStop(task: Task, event: number, message: bigint): Blocking<void> {
  const { tracing } = task;
  if (tracing === null || !tracing.tells(event) || task.isDying()) return;
  const code = (event << 8) | SIGTRAP;
  tracing.message = message;
  beginStop(task, tracing, { code, info: reportInfo(task, SIGTRAP, code), kind: "other" });
  yield;
}

/** A call that was broken off shows ERESTART* in rax and its number in orig_rax: the tracer may change its mind. */
const showBrokenCall = (task: Task, tracee: Tracee): void => {
  const { broken } = task;
  if (broken === null) return;
  task.registers.set(REG.rax, -broken.error.number);
  tracee.originalCall = BigInt(broken.number);
};

/** Whether a call starts again is read from the registers, as the tracer left them (arch_do_signal_or_restart). */
const readBrokenCall = (task: Task, tracee: Tracee): void => {
  const code = -task.registers.signed(REG.rax);
  const error = tracee.originalCall < 0n ? undefined : restarts.find(({ number }) => number === code);
  task.broken = error === undefined ? null : { error, number: Number(BigInt.asIntN(32, tracee.originalCall)) };
};

/** The tracee goes on, with `signal` let through, in its place, or sent, as the stop has it; 0 for none. */
export const endStop = (tracee: Tracee, signal: number): void => {
  const { task, stop } = tracee;
  if (stop === null) return;
  tracee.stop = null;
  tracee.unreported = 0;
  tracee.isListening = false;
  if (task.afterStop === null && task.continuation === null) readBrokenCall(task, tracee);
  if (signal !== 0 && stop.kind === "signal") letThrough(tracee, stop.info, signal);
  else if (signal !== 0 && stop.kind === "report") sendToTask(task, kernelInfo(signal));
  goOn(task);
};

export const goOn = (task: Task): void => {
  if (task.state !== "traced") return;
  task.state = "runnable";
  task.scheduler.enqueue(task);
  updateFrozen(task.cgroup);
};

/** Another signal than the one that was told comes from the tracer; a blocked one waits (ptrace_signal). */
const letThrough = ({ task, tracer }: Tracee, info: SignalInfo | null, signal: number): void => {
  const { uid } = tracer.credentials;
  const chosen =
    info !== null && info.signo === signal
      ? info
      : { ...killInfo(signal, task.shownPid(tracer.pid), task.credentials.userNs.uids.show(uid)), code: SI_USER };
  if ((task.signals.blocked & bit(signal)) !== 0n) {
    task.signals.pending.add(chosen);
    task.signals.recalculate();
  } else task.signals.inject(chosen);
};

/** PTRACE_SINGLESTEP: one instruction runs, and traps. A program's own trap flag stays its own (enable_single_step). */
export const enableStep = (task: Task, tracee: Tracee): void => {
  tracee.isStepping = true;
  const { registers } = task;
  const flags = registers.rflags;
  if ((flags & FLAG.TF) !== 0) return;
  tracee.isTrapForced = true;
  registers.rflags = flags | FLAG.TF;
};

export const disableStep = (task: Task, tracee: Tracee): void => {
  tracee.isStepping = false;
  if (!tracee.isTrapForced) return;
  tracee.isTrapForced = false;
  task.registers.rflags &= ~FLAG.TF;
};
