/** The end of a traced thread: a stop before it, and a tracer that hears of it before anybody else (exit_notify). */
import { PTRACE_EVENT } from "../../abi/ptrace.ts";
import { SA_NOCLDWAIT, SIG_IGN, SIGCHLD, SIGTRAP } from "../../abi/signal.ts";
import { endCode, exitTask } from "../exit.ts";
import type { Task } from "../task.ts";
import { unlink } from "./link.ts";
import { beginStop, reportInfo, tellTracer } from "./stops.ts";
import type { Tracee } from "./tracee.ts";

/** PTRACE_EVENT_EXIT: all is as it was, and the end goes on when the tracer says so. True when the thread stands still. */
export const stopsBeforeEnd = (task: Task, tracee: Tracee, status: number): boolean => {
  if (tracee.hasToldEnd || !tracee.tells(PTRACE_EVENT.EXIT)) return false;
  tracee.hasToldEnd = true;
  tracee.message = BigInt(status);
  task.afterStop = () => {
    exitTask(task, status);
    return false;
  };
  const code = (PTRACE_EVENT.EXIT << 8) | SIGTRAP;
  beginStop(task, tracee, { code, info: reportInfo(task, SIGTRAP, code), kind: "other" });
  return true;
};

/** A thread has ended, or the last one of a process: true when its tracer is to wait for it before others may. */
export const tellsTracerOfEnd = (task: Task, status: number): boolean => {
  const { tracing } = task;
  if (tracing === null) return false;
  const isThread = task !== task.process.mainTask;
  if (tracing.tracer.isExited || (!isThread && !tracing.isReparented)) {
    // The parent hears of it as of any child.
    tracing.endStatus = status;
    tracing.stop = null;
    return false;
  }
  const action = tracing.tracer.handlers.get(SIGCHLD);
  if (isThread && task.isReplaced) {
    // The program that takes over its process takes over its place, too.
    unlink(tracing);
    return false;
  }
  tracing.endStatus = status;
  tracing.stop = null;
  tellTracer(tracing, ...endCode(status));
  if (action.handler !== SIG_IGN && (action.flags & SA_NOCLDWAIT) === 0) return true;
  unlink(tracing);
  return false;
};
