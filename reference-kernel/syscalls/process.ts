/** Making, ending and waiting for processes: fork(2), clone(2), exit(2), wait4(2). execve(2) is in exec.ts. */
import { E2BIG, EAGAIN, ECHILD, EINVAL, ESRCH } from "../abi/errors.ts";
import {
  CLONE_ARGS_SIZE_VER0,
  CLONE_DETACHED,
  CLONE_INTO_CGROUP,
  CLONE_PARENT,
  CLONE_PARENT_SETTID,
  CLONE_PIDFD,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
  CSIGNAL,
  cloneArgs,
  P_ALL,
  P_PGID,
  P_PID,
  P_PIDFD,
  WALL,
  WCLONE,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WNOTHREAD,
  WNOWAIT,
  WSTOPPED,
  WUNTRACED,
} from "../abi/sched.ts";
import { NSIG, SIGCHLD, signalName } from "../abi/signal.ts";
import { i32 } from "../abi/struct.ts";
import { rusage } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import {
  type CloneRequest,
  checkCloneFlags,
  cloneEvent,
  cloneTask,
  tellOfChild,
  waitForVfork,
} from "../process/clone.ts";
import { exitGroup, exitTask } from "../process/exit.ts";
import type { PidFile } from "../process/pidfd.ts";
import { namedPid, shownPid } from "../process/pids.ts";
import { signalInfoBytes } from "../process/signals/siginfo.ts";
import type { Task } from "../process/task.ts";
import { type WaitAnswer, type WaitRequest, waitForChild } from "../process/wait.ts";
import { int, pid, pointer, size } from "./arguments.ts";
import { groupFor } from "./clone-group.ts";
import { type ArgumentCodec, call, type SyscallResult } from "./define.ts";
import { installPidfd, pidFile } from "./pidfd.ts";
import { rusageOf } from "./usage.ts";

const plainFork: CloneRequest = { flags: 0, exitSignal: SIGCHLD, stack: 0, tls: 0, parentTid: 0, childTid: 0 };

/** MAX_PID_NS_LEVEL: no process has more ids. */
const MAX_PID_NAMESPACES = 32n;

/** `pidfdAddress` is where CLONE_PIDFD tells its descriptor. */
const start = (task: Task, request: CloneRequest, pidfdAddress = 0): SyscallResult | Blocking<SyscallResult> => {
  const low = request.flags % 0x1_0000_0000;
  checkCloneFlags(request.flags);
  if ((low & CLONE_PIDFD) !== 0) {
    if ((low & CLONE_DETACHED) !== 0) throw EINVAL;
    // The address is tried before the child exists, so that nothing is left behind.
    task.memory.write(i32, pidfdAddress, -1);
  }
  const event = cloneEvent(task, request);
  const child = cloneTask(task, request);
  if ((low & CLONE_PIDFD) !== 0) {
    const isThread = (low & CLONE_THREAD) !== 0;
    task.memory.write(i32, pidfdAddress, installPidfd(task, child.process, isThread ? child : null, 0));
  }
  if (task.tracing !== null) return tellOfChild(task, child, event);
  return child.isVforkChild ? waitForVfork(task, child) : shownPid(task, child.tid);
};

/** Flags and the signal in the lowest byte. */
const cloneFlags = (name: string): ArgumentCodec<number> => ({
  name,
  decode: (registers, index) => registers.low(index),
  format: (value) => {
    const signal = value & CSIGNAL;
    return `0x${(value - signal).toString(16)}${signal === 0 ? "" : `|${signalName(signal)}`}`;
  },
});

const clone = (task: Task, flags: number, stack: number, parentTid: number, childTid: number, tls: number) => {
  // With CLONE_PIDFD the parent's address takes the descriptor.
  if ((flags & CLONE_PIDFD) !== 0 && (flags & CLONE_PARENT_SETTID) !== 0) throw EINVAL;
  const exitSignal = flags & CSIGNAL;
  return start(task, { flags: flags - exitSignal, exitSignal, stack, tls, parentTid, childTid }, parentTid);
};

const clone3 = (task: Task, address: number, length: number) => {
  if (length > 4096) throw E2BIG;
  if (length < CLONE_ARGS_SIZE_VER0) throw EINVAL;
  const given = task.memory.readBytes(address, length);
  if (given.subarray(cloneArgs.size).some((byte) => byte !== 0)) throw E2BIG;
  const padded = new Uint8Array(cloneArgs.size);
  padded.set(given.subarray(0, cloneArgs.size));
  const args = cloneArgs.read(new DataView(padded.buffer), 0);
  const flags = Number(args.flags);
  const exitSignal = Number(args.exitSignal);
  if (args.flags >= BigInt(CLONE_INTO_CGROUP) * 2n) throw EINVAL;
  if ((args.flags & BigInt(CLONE_DETACHED | CSIGNAL)) !== 0n) throw EINVAL;
  if (exitSignal > CSIGNAL || exitSignal > NSIG) throw EINVAL;
  const withoutSignal = BigInt(CLONE_THREAD | CLONE_PARENT);
  if ((args.flags & withoutSignal) !== 0n && exitSignal !== 0) throw EINVAL;
  if ((args.stack === 0n) !== (args.stackSize === 0n)) throw EINVAL;
  if ((args.setTid === 0n) !== (args.setTidSize === 0n) || args.setTidSize > MAX_PID_NAMESPACES) throw EINVAL;
  const setTid = Array.from({ length: Number(args.setTidSize) }, (_, index) =>
    task.memory.read(i32, Number(args.setTid) + index * i32.size),
  );
  const isInto = (args.flags & BigInt(CLONE_INTO_CGROUP)) !== 0n;
  if (isInto && (args.cgroup > 0x7fff_ffffn || length < cloneArgs.size)) throw EINVAL;
  const request = {
    flags,
    ...(isInto ? { cgroup: groupFor(task, Number(args.cgroup), flags) } : {}),
    exitSignal,
    setTid,
    stack: Number(args.stack + args.stackSize),
    tls: Number(args.tls),
    parentTid: Number(args.parentTid),
    childTid: Number(args.childTid),
  };
  return start(task, request, Number(args.pidfd));
};

/** Runs `use` on the answer, at once or when it comes. */
const withAnswer = (
  answer: WaitAnswer | null | Blocking<WaitAnswer>,
  use: (answer: WaitAnswer | null) => number,
): SyscallResult | Blocking<SyscallResult> => {
  if (answer === null || !("next" in answer)) return use(answer);
  return (function* () {
    return use(yield* answer);
  })();
};

const wait4 = (task: Task, pid: number, status: number, options: number, usage: number) => {
  const known = WNOHANG | WUNTRACED | WCONTINUED | WNOTHREAD | WCLONE | WALL;
  if ((options & ~known) !== 0) throw EINVAL;
  if (pid === -0x8000_0000) throw ESRCH;
  const type = pid === -1 ? P_ALL : pid > 0 ? P_PID : P_PGID;
  const id = pid > 0 ? pid : pid === 0 ? task.process.groupId : -pid;
  return withAnswer(waitForChild(task, { type, id, options: options | WEXITED }), (answer) => {
    if (answer === null) return 0;
    if (status !== 0) task.memory.write(i32, status, answer.status);
    if (usage !== 0) task.memory.write(rusage, usage, rusageOf(answer.usage));
    return shownPid(task, answer.pid);
  });
};

const answerWaitid = (task: Task, answer: WaitAnswer | null, info: number, usage: number): number => {
  if (usage !== 0 && answer !== null) task.memory.write(rusage, usage, rusageOf(answer.usage));
  if (info === 0) return 0;
  const told = signalInfoBytes({
    kind: "child",
    signo: answer === null ? 0 : SIGCHLD,
    code: answer?.code ?? 0,
    pid: answer === null ? 0 : shownPid(task, answer.pid),
    uid: answer === null ? 0 : task.credentials.userNs.uids.show(answer.uid),
    status: answer?.value ?? 0,
    utime: 0,
    stime: 0,
  });
  // waitid fills signo, errno, code, pid, uid and status, no more.
  task.memory.writeBytes(info, told.subarray(0, 28));
  return 0;
};

const tellWaitid = (task: Task, request: WaitRequest, info: number, usage: number) =>
  withAnswer(waitForChild(task, request), (answer) => answerWaitid(task, answer, info, usage));

/** waitid on a pidfd; a non-blocking one answers EAGAIN instead of sleeping. */
const waitPidfd = (task: Task, file: PidFile, info: number, options: number, usage: number) => {
  const request = { type: P_PID, id: file.process.pid, options };
  if (file.process.isReaped) throw ECHILD;
  if (!file.isNonBlocking || (options & WNOHANG) !== 0) return tellWaitid(task, request, info, usage);
  const answer = waitForChild(task, { ...request, options: options | WNOHANG });
  if (answer === null) throw EAGAIN;
  return withAnswer(answer, (told) => answerWaitid(task, told, info, usage));
};

const waitid = (task: Task, type: number, id: number, info: number, options: number, usage: number) => {
  const known = WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | WNOTHREAD | WCLONE | WALL;
  if ((options & ~known) !== 0 || (options & (WEXITED | WSTOPPED | WCONTINUED)) === 0) throw EINVAL;
  if (type === P_PID && id <= 0) throw EINVAL;
  if (type === P_PGID && id < 0) throw EINVAL;
  if (type > P_PIDFD || type < P_ALL || (type === P_PIDFD && id < 0)) throw EINVAL;
  if (type === P_PIDFD) return waitPidfd(task, pidFile(task, id), info, options, usage);
  const group = type === P_PGID && id === 0 ? task.process.groupId : namedPid(task, id);
  return tellWaitid(task, { type, id: group, options }, info, usage);
};

export const processCalls = [
  call("fork", [], (task) => start(task, plainFork)),
  call("vfork", [], (task) => start(task, { ...plainFork, flags: CLONE_VFORK | CLONE_VM })),
  call(
    "clone",
    [cloneFlags("flags"), pointer("stack"), pointer("parent_tid"), pointer("child_tid"), pointer("tls")],
    clone,
  ),
  call("clone3", [pointer("args"), size("size")], clone3),
  call("exit", [int("status")], (task, status) => {
    exitTask(task, (status & 0xff) << 8);
    return 0;
  }),
  call("exit_group", [int("status")], (task, status) => {
    exitGroup(task, (status & 0xff) << 8);
    return 0;
  }),
  call("wait4", [pid(), pointer("wstatus"), int("options"), pointer("rusage")], wait4),
  call("waitid", [int("idtype"), int("id"), pointer("infop"), int("options"), pointer("rusage")], waitid),
];
