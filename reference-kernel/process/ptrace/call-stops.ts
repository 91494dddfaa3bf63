/** Stops before and after the system calls of a traced thread (kernel/entry/common.c, ptrace_report_syscall). */
import { ENOSYS } from "../../abi/errors.ts";
import {
  PTRACE_EVENTMSG_SYSCALL_ENTRY,
  PTRACE_EVENTMSG_SYSCALL_EXIT,
  PTRACE_O_TRACESYSGOOD,
} from "../../abi/ptrace.ts";
import { SIGTRAP, TRAP_BRKPT } from "../../abi/signal.ts";
import { REG } from "../../cpu/layout.ts";
import { forceSignal } from "../signals/deliver.ts";
import type { Task } from "../task.ts";
import { beginStop, reportInfo } from "./stops.ts";
import type { Tracee } from "./tracee.ts";

const report = (task: Task, tracee: Tracee, message: bigint): void => {
  const code = SIGTRAP | ((tracee.options & PTRACE_O_TRACESYSGOOD) !== 0 ? 0x80 : 0);
  tracee.message = message;
  beginStop(task, tracee, { code, info: reportInfo(task, SIGTRAP, code), kind: "report" });
};

/**
 * A traced thread makes a call: rax reads as −ENOSYS, orig_rax as its number. `make` makes the call that orig_rax names
 * in the end, and answers as this: false when the thread cannot run on now.
 */
export const enterTracedCall = (task: Task, tracee: Tracee, make: (number: number) => boolean): boolean => {
  tracee.originalCall = BigInt.asIntN(64, task.registers.big(REG.rax));
  task.registers.set(REG.rax, -ENOSYS.number);
  const makeIt = (): boolean => {
    const number = Number(BigInt.asIntN(32, tracee.originalCall));
    // −1 is no call, and leaves what the tracer put into rax.
    if (number === -1 || task.isDying()) return leaveTracedCall(task);
    return make(number);
  };
  const { mode } = tracee;
  if (mode === "continue") return makeIt();
  task.afterStop = mode === "call" ? makeIt : () => leaveTracedCall(task);
  report(task, tracee, PTRACE_EVENTMSG_SYSCALL_ENTRY);
  return false;
};

/** The call's answer is in rax. False when the thread stands still. */
export const leaveTracedCall = (task: Task): boolean => {
  const { tracing } = task;
  if (tracing === null || task.isDying()) return true;
  if (tracing.isStepping && tracing.mode !== "emulate") {
    if (task.broken !== null) task.registers.set(REG.rax, -task.broken.error.number);
    forceSignal(task, { kind: "fault", signo: SIGTRAP, code: TRAP_BRKPT, address: BigInt(task.registers.rip) });
    return true;
  }
  if (tracing.mode !== "call") return true;
  report(task, tracing, PTRACE_EVENTMSG_SYSCALL_EXIT);
  return false;
};
