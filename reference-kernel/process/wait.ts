/** Waiting for children (wait4(2), waitid(2); kernel/exit.c, do_wait). */
import { ECHILD, ERESTARTSYS } from "../abi/errors.ts";
import {
  P_ALL,
  P_PGID,
  P_PID,
  WALL,
  WCLONE,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WNOTHREAD,
  WNOWAIT,
  WSTOPPED,
} from "../abi/sched.ts";
import { CLD_CONTINUED, CLD_STOPPED, CLD_TRAPPED, SIGCHLD, SIGCONT } from "../abi/signal.ts";
import type { Blocking } from "../core/thread.ts";
import { endCode, letGoOfEnded, reap } from "./exit.ts";
import type { Process } from "./process.ts";
import { unlink } from "./ptrace/link.ts";
import type { Tracee } from "./ptrace/tracee.ts";
import type { Task } from "./task.ts";
import { addUsage, type TotalUsage } from "./usage.ts";

export interface WaitRequest {
  /** P_ALL, P_PID or P_PGID. */
  readonly type: number;
  readonly id: number;
  /** WEXITED, WSTOPPED, WCONTINUED, WNOHANG, WNOWAIT, WALL, WCLONE, WNOTHREAD. */
  readonly options: number;
}

export interface WaitAnswer {
  readonly pid: number;
  readonly uid: number;
  /** In wait4's format. */
  readonly status: number;
  /** CLD_* and its value, for waitid. */
  readonly code: number;
  readonly value: number;
  /** What the child and its own children used. */
  readonly usage: TotalUsage;
}

/** The answer; null with WNOHANG when no child has anything to tell. ECHILD when no child could ever match. */
export const waitForChild = (task: Task, request: WaitRequest): WaitAnswer | null | Blocking<WaitAnswer> => {
  const first = look(task, request);
  if (first !== undefined) return first;
  if ((request.options & WNOHANG) !== 0) return null;
  return sleep(task, request);
};

function* sleep(task: Task, request: WaitRequest): Blocking<WaitAnswer> {
  const answer = yield* task.waitEvent([task.process.childEvents], () => look(task, request), {
    interrupt: ERESTARTSYS,
    reason: "wait4",
  });
  return answer as WaitAnswer;
}

const look = (task: Task, request: WaitRequest): WaitAnswer | undefined => {
  let mayCome = false;
  for (const child of task.process.children) {
    if (!matches(child, request)) continue;
    if ((request.options & WNOTHREAD) !== 0 && child.forker !== task) continue;
    mayCome = true;
    const tracing = child.mainTask?.tracing ?? null;
    // Whom its parent traces is looked at as a tracee; of one that another traces, the end is not told yet.
    if (tracing !== null && (!tracing.isReparented || child.isZombie)) continue;
    const answer = lookAt(task, child, request.options);
    if (answer !== undefined) return answer;
  }
  for (const tracer of task.process.tasks) {
    if (tracer.tracees === null || ((request.options & WNOTHREAD) !== 0 && tracer !== task)) continue;
    for (const tracee of tracer.tracees) {
      if (!matchesTracee(tracee, request)) continue;
      mayCome = true;
      const answer = lookAtTracee(task, tracee, request.options);
      if (answer !== undefined) return answer;
    }
  }
  if (!mayCome) throw ECHILD;
  return undefined;
};

const matches = (child: Process, { type, id, options }: WaitRequest): boolean => {
  if (type === P_PID && child.pid !== id) return false;
  if (type === P_PGID && child.groupId !== id) return false;
  if (type !== P_ALL && type !== P_PID && type !== P_PGID) return false;
  if ((options & WALL) !== 0) return true;
  const isClone = child.exitSignal !== SIGCHLD;
  return isClone === ((options & (WCLONE | 0)) !== 0);
};

/** Tracees are found whatever their exit signal is, and threads by their own id. */
const matchesTracee = ({ task }: Tracee, { type, id }: WaitRequest): boolean =>
  type === P_ALL || (type === P_PID ? task.tid === id : type === P_PGID && task.process.groupId === id);

const lookAtTracee = (task: Task, tracee: Tracee, options: number): WaitAnswer | undefined => {
  const { task: traced } = tracee;
  const { process } = traced;
  const keeps = (options & WNOWAIT) !== 0;
  const isMain = traced === process.mainTask;
  if (isMain ? process.isZombie : tracee.endStatus !== null) {
    if (isMain && !tracee.isReparented) return lookAt(task, process, options);
    if ((options & WEXITED) === 0) return undefined;
    const status = (isMain ? process.exitStatus : tracee.endStatus) ?? 0;
    const [code, value] = endCode(status);
    const answer = { ...answerOf(process, status, code, value), pid: traced.tid };
    if (!keeps) {
      unlink(tracee);
      letGoOfEnded(task.system, traced);
    }
    return answer;
  }
  if (tracee.isStopped && tracee.unreported !== 0) {
    const code = tracee.unreported;
    if (!keeps) tracee.unreported = 0;
    return { ...answerOf(process, (code << 8) | 0x7f, CLD_TRAPPED, code), pid: traced.tid };
  }
  return isMain && (options & WCONTINUED) !== 0 ? lookAt(task, process, WCONTINUED | (options & WNOWAIT)) : undefined;
};

const lookAt = (task: Task, child: Process, options: number): WaitAnswer | undefined => {
  const keeps = (options & WNOWAIT) !== 0;
  if (child.isZombie) {
    if ((options & WEXITED) === 0) return undefined;
    const status = child.exitStatus ?? 0;
    const [code, value] = endCode(status);
    const answer = answerOf(child, status, code, value);
    if (!keeps) {
      // Only what was waited for counts as used by children, not what reaped itself (wait_task_zombie).
      addUsage(task.process.childUsage, answer.usage);
      reap(task.system, child);
    }
    return answer;
  }
  if ((options & WSTOPPED) !== 0 && child.unreportedStop !== null) {
    const status = child.unreportedStop;
    if (!keeps) child.unreportedStop = null;
    return answerOf(child, status, CLD_STOPPED, status >> 8);
  }
  if ((options & WCONTINUED) !== 0 && child.unreportedContinue) {
    if (!keeps) child.unreportedContinue = false;
    return answerOf(child, 0xffff, CLD_CONTINUED, SIGCONT);
  }
  return undefined;
};

const answerOf = (child: Process, status: number, code: number, value: number): WaitAnswer => ({
  pid: child.pid,
  uid: child.mainTask?.credentials.uid ?? 0,
  status,
  code,
  value,
  usage: child.totalUsage,
});
