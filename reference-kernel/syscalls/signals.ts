/** Signals: sigaction(2), sigprocmask(2), kill(2) and their family. */

import { EAGAIN, EINTR, EINVAL, ENOMEM, EPERM, ERESTARTNOHAND, ESRCH } from "../abi/errors.ts";
import {
  bit,
  MINSIGSTKSZ,
  NSIG,
  SI_TKILL,
  SIG_BLOCK,
  SIG_SETMASK,
  SIG_UNBLOCK,
  SIGCONT,
  SIGINFO_SIZE,
  SIGKILL,
  SIGSEGV,
  SIGSTOP,
  SS_AUTODISARM,
  SS_DISABLE,
  SS_ONSTACK,
  sigactionLayout,
  signalName,
  stackLayout,
} from "../abi/signal.ts";
import { u64, ulong } from "../abi/struct.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import { capableIn } from "../core/user-namespace.ts";
import { REG } from "../cpu/layout.ts";
import { shownPid } from "../process/pids.ts";
import type { Process } from "../process/process.ts";
import { forceSignal } from "../process/signals/deliver.ts";
import { popSignalFrame } from "../process/signals/frame.ts";
import { type SignalAction, unblockable } from "../process/signals/handlers.ts";
import { sendToProcess, sendToTask } from "../process/signals/send.ts";
import {
  kernelInfo,
  killInfo,
  rawSignalInfo,
  type SignalInfo,
  signalInfoBytes,
  tkillInfo,
} from "../process/signals/siginfo.ts";
import { noAlternateStack } from "../process/signals/task-signals.ts";
import type { Task } from "../process/task.ts";
import { oneOf, pid, pointer, size } from "./arguments.ts";
import { type ArgumentCodec, call } from "./define.ts";
import { readTimespec } from "./time-values.ts";

const CAP_KILL = 5;
const SIGSET_SIZE = 8;

const signal = (name = "sig"): ArgumentCodec<number> => ({
  name,
  decode: (registers, index) => registers.low(index) | 0,
  format: (value) => signalName(value),
});

const checkSize = (length: number): void => {
  if (length !== SIGSET_SIZE) throw EINVAL;
};

/** struct sigaction; of its 64 bits of flags only the lower half means anything. Read in one go: it is called often. */
const readAction = (task: Task, address: number): SignalAction => {
  const { memory } = task;
  const { size, offsets } = sigactionLayout;
  const place = memory.fetch(address, size);
  const view = place < 0 ? memory.scratch : memory.physical.view;
  const at = Math.max(place, 0);
  return {
    handler: ulong.read(view, at + offsets.handler),
    flags: view.getInt32(at + offsets.flags, true),
    restorer: ulong.read(view, at + offsets.restorer),
    mask: u64.read(view, at + offsets.mask),
  };
};

const rtSigaction = (task: Task, signo: number, act: number, old: number, length: number): number => {
  checkSize(length);
  const next = act === 0 ? null : readAction(task, act);
  if (signo < 1 || signo > NSIG || (next !== null && (signo === SIGKILL || signo === SIGSTOP))) throw EINVAL;
  const before = task.handlers.get(signo);
  if (next !== null) {
    task.handlers.set(signo, next);
    // A signal that would now do nothing is forgotten, blocked or not (POSIX 3.3.1.3).
    if (task.handlers.ignores(signo)) {
      task.process.pending.forget(bit(signo));
      for (const thread of task.process.tasks) {
        thread.signals.pending.forget(bit(signo));
        thread.signals.recalculate();
      }
    }
  }
  if (old !== 0) {
    const { handler, flags, restorer, mask } = before;
    task.memory.write(sigactionLayout, old, { handler, flags: BigInt(flags >>> 0), restorer, mask });
  }
  return 0;
};

const rtSigprocmask = (task: Task, how: number, set: number, old: number, length: number): number => {
  checkSize(length);
  const before = task.signals.blocked;
  if (set !== 0) {
    const given = task.memory.read(u64, set);
    if (how === SIG_BLOCK) task.signals.blocked = before | given;
    else if (how === SIG_UNBLOCK) task.signals.blocked = before & ~given;
    else if (how === SIG_SETMASK) task.signals.blocked = given;
    else throw EINVAL;
  }
  if (old !== 0) task.memory.write(u64, old, before);
  return 0;
};

/** Same user, or CAP_KILL; SIGCONT also within the session (check_kill_permission). */
export const mayKill = (task: Task, target: Process, signo: number): boolean => {
  const victim = target.mainTask?.credentials;
  if (victim === undefined) return true;
  const { uid, euid } = task.credentials;
  const isSameUser = euid === victim.suid || euid === victim.uid || uid === victim.suid || uid === victim.uid;
  if (isSameUser || capableIn(task.credentials, victim.userNs, CAP_KILL)) return true;
  return signo === SIGCONT && target.sessionId === task.process.sessionId;
};

export const checkSignal = (signo: number): void => {
  if (signo < 0 || signo > NSIG) throw EINVAL;
};

const kill = (task: Task, pid: number, signo: number): number => {
  const info = killInfo(signo, task.pid, task.credentials.uid);
  if (pid > 0) {
    const target = task.system.pids.processes.get(pid);
    if (target === undefined) throw ESRCH;
    checkSignal(signo);
    if (!mayKill(task, target, signo)) throw EPERM;
    if (signo !== 0) sendToProcess(target, info);
    return 0;
  }
  if (pid === -0x8000_0000) throw ESRCH;
  const groupId = pid === 0 ? task.process.groupId : -pid;
  const targets = [...task.system.pids.processes.values()].filter((process) =>
    pid === -1 ? shownPid(task, process.pid) > 1 && process !== task.process : process.groupId === groupId,
  );
  if (targets.length === 0) throw ESRCH;
  checkSignal(signo);
  const permitted = targets.filter((process) => mayKill(task, process, signo));
  if (permitted.length === 0) throw EPERM;
  if (signo !== 0) for (const process of permitted) sendToProcess(process, info);
  return 0;
};

/** tkill, tgkill and their queueing form: to one thread. */
const toThread = (task: Task, group: number | null, tid: number, signo: number, info: SignalInfo): number => {
  if (tid <= 0 || (group !== null && group <= 0)) throw EINVAL;
  const target = task.system.pids.tasks.get(tid);
  if (target === undefined || (group !== null && target.process.pid !== group)) throw ESRCH;
  checkSignal(signo);
  if (!mayKill(task, target.process, signo)) throw EPERM;
  if (signo !== 0) sendToTask(target, info);
  return 0;
};

/** siginfo_t from user space may not claim to come from the kernel or kill(2), unless one sends it to oneself. */
const readUserInfo = (task: Task, target: number, signo: number, address: number): SignalInfo => {
  const info = rawSignalInfo(signo, task.memory.readBytes(address, SIGINFO_SIZE), task.pid);
  if ((info.code >= 0 || info.code === SI_TKILL) && target !== task.pid) throw EPERM;
  return info;
};

const sigaltstack = (task: Task, next: number, old: number): number => {
  const { signals } = task;
  const sp = task.registers.rsp;
  const before = { ...signals.alternateStack, flags: signals.alternateStackFlags(sp) >>> 0 };
  if (next !== 0) {
    const { sp: base, flags, size: length } = task.memory.read(stackLayout, next);
    if (signals.isOnAlternateStack(sp)) throw EPERM;
    const mode = (flags & ~(SS_AUTODISARM | 0)) >>> 0;
    if (mode !== 0 && mode !== SS_DISABLE && mode !== SS_ONSTACK) throw EINVAL;
    if (mode === SS_DISABLE) signals.alternateStack = { ...noAlternateStack, flags: flags | 0 };
    else {
      if (length < MINSIGSTKSZ) throw ENOMEM;
      signals.alternateStack = { sp: base, size: length, flags: flags | 0 };
    }
  }
  if (old !== 0) task.memory.write(stackLayout, old, before);
  return 0;
};

const rtSigsuspend = (task: Task, set: number, length: number): Blocking<number> => {
  checkSize(length);
  task.signals.setTemporaryMask(task.memory.read(u64, set));
  return pause(task, "sigsuspend");
};

/** Sleeps until a signal does something. */
function* pause(task: Task, reason: string): Blocking<number> {
  yield* task.waitEvent([], () => undefined, { interrupt: ERESTARTNOHAND, reason });
  throw EINTR;
}

const rtSigtimedwait = (task: Task, set: number, info: number, timeout: number, length: number) => {
  checkSize(length);
  const wanted = task.memory.read(u64, set) & ~unblockable;
  const time = timeout === 0 ? Number.POSITIVE_INFINITY : readTimespec(task, timeout);
  const answer = (taken: SignalInfo): number => {
    if (info !== 0) task.memory.writeBytes(info, signalInfoBytes(taken));
    return taken.signo;
  };
  const first = task.signals.takeWanted(wanted);
  if (first !== null) return answer(first);
  if (time === 0) throw EAGAIN;
  return (function* (): Blocking<number> {
    // While it waits, the signals that are waited for are not blocked, so that one of them wakes this thread.
    const blocked = task.signals.blocked;
    task.signals.blocked = blocked & ~wanted;
    task.signals.awaited = blocked & wanted;
    try {
      const take = () => task.signals.takeWanted(wanted) ?? undefined;
      const taken = yield* task.waitEvent([task.signals.arrivals], take, {
        deadline: task.clock.now + time,
        interrupt: EINTR,
        reason: "rt_sigtimedwait",
      });
      if (taken === TIMED_OUT) throw EAGAIN;
      return answer(taken);
    } finally {
      task.signals.awaited = 0n;
      task.signals.blocked = blocked;
    }
  })();
};

export const signalCalls = [
  call("rt_sigaction", [signal("signum"), pointer("act"), pointer("oldact"), size("sigsetsize")], rtSigaction),
  call(
    "rt_sigprocmask",
    [
      oneOf("how", { [SIG_BLOCK]: "SIG_BLOCK", [SIG_UNBLOCK]: "SIG_UNBLOCK", [SIG_SETMASK]: "SIG_SETMASK" }),
      pointer("set"),
      pointer("oldset"),
      size("sigsetsize"),
    ],
    rtSigprocmask,
  ),
  call("rt_sigpending", [pointer("uset"), size("sigsetsize")], (task, set, length) => {
    if (length > SIGSET_SIZE) throw EINVAL;
    task.memory.writeBytes(set, new Uint8Array(new BigUint64Array([task.signals.pendingSet]).buffer, 0, length));
    return 0;
  }),
  call("rt_sigsuspend", [pointer("mask"), size("sigsetsize")], rtSigsuspend),
  call("rt_sigtimedwait", [pointer("set"), pointer("info"), pointer("timeout"), size("sigsetsize")], rtSigtimedwait),
  call("rt_sigreturn", [], (task) => {
    try {
      popSignalFrame(task);
    } catch {
      forceSignal(task, kernelInfo(SIGSEGV));
      return 0;
    }
    return task.registers.big(REG.rax);
  }),
  call("rt_sigqueueinfo", [pid("pid"), signal(), pointer("info")], (task, pid, signo, address) => {
    const info = readUserInfo(task, pid, signo, address);
    const target = task.system.pids.processes.get(pid);
    if (target === undefined) throw ESRCH;
    checkSignal(signo);
    if (!mayKill(task, target, signo)) throw EPERM;
    if (signo !== 0) sendToProcess(target, info);
    return 0;
  }),
  call("rt_tgsigqueueinfo", [pid("tgid"), pid("tid"), signal(), pointer("info")], (task, group, tid, signo, address) =>
    toThread(task, group, tid, signo, readUserInfo(task, group, signo, address)),
  ),
  call("sigaltstack", [pointer("ss"), pointer("old_ss")], sigaltstack),
  call("pause", [], (task) => pause(task, "pause")),
  call("kill", [pid("pid"), signal()], kill),
  call("tkill", [pid("tid"), signal()], (task, tid, signo) =>
    toThread(task, null, tid, signo, tkillInfo(signo, task.pid, task.credentials.uid)),
  ),
  call("tgkill", [pid("tgid"), pid("tid"), signal()], (task, group, tid, signo) =>
    toThread(task, group, tid, signo, tkillInfo(signo, task.pid, task.credentials.uid)),
  ),
];
