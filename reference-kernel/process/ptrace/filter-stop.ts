/** PTRACE_EVENT_SECCOMP: a filter leaves a call to the tracer (SECCOMP_RET_TRACE; __seccomp_filter in kernel/seccomp.c). */
import { PTRACE_EVENT } from "../../abi/ptrace.ts";
import { SIGTRAP } from "../../abi/signal.ts";
import type { Task } from "../task.ts";
import { leaveTracedCall } from "./call-stops.ts";
import { beginStop, reportInfo } from "./stops.ts";

/**
 * The thread stands still, with what the filter put beside its answer as the message; `make` then makes the call that
 * orig_rax names in the end. False when no tracer wants to hear of it.
 */
export const stopForFilter = (task: Task, message: number, make: (number: number) => boolean): boolean => {
  const { tracing } = task;
  if (tracing === null || !tracing.tells(PTRACE_EVENT.SECCOMP)) return false;
  const code = (PTRACE_EVENT.SECCOMP << 8) | SIGTRAP;
  tracing.message = BigInt(message);
  task.afterStop = () => {
    const number = Number(BigInt.asIntN(32, tracing.originalCall));
    // No call: what the tracer put into rax stays.
    if (number < 0 || task.isDying()) return leaveTracedCall(task);
    return make(number);
  };
  beginStop(task, tracing, { code, info: reportInfo(task, SIGTRAP, code), kind: "other" });
  return true;
};
