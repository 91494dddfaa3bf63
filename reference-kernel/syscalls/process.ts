/** Making, ending and waiting for processes: fork(2), clone(2), exit(2), wait4(2). execve(2) is in exec.ts. */
import { E2BIG, EINVAL, ESRCH } from "../abi/errors.ts";
import {
  CLONE_ARGS_SIZE_VER0,
  CLONE_DETACHED,
  CLONE_INTO_CGROUP,
  CLONE_PARENT,
  CLONE_PIDFD,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
  CSIGNAL,
  cloneArgs,
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
  WUNTRACED,
} from "../abi/sched.ts";
import { NSIG, SIGCHLD, signalName } from "../abi/signal.ts";
import { i32 } from "../abi/struct.ts";
import { rusage } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import { type CloneRequest, cloneTask, waitForVfork } from "../process/clone.ts";
import { exitGroup, exitTask } from "../process/exit.ts";
import { encodeSignalInfo } from "../process/signals/siginfo.ts";
import type { Task } from "../process/task.ts";
import { type WaitAnswer, waitForChild } from "../process/wait.ts";
import { int, pointer, size } from "./arguments.ts";
import { type ArgumentCodec, call, type SyscallResult } from "./define.ts";
import { rusageOf } from "./usage.ts";

const plainFork: CloneRequest = { flags: 0, exitSignal: SIGCHLD, stack: 0, tls: 0, parentTid: 0, childTid: 0 };

const start = (task: Task, request: CloneRequest): SyscallResult | Blocking<SyscallResult> => {
  const child = cloneTask(task, request);
  return child.isVforkChild ? waitForVfork(task, child) : child.tid;
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
  // CLONE_PIDFD needs a pidfd, which is not there yet: it must not be ignored.
  if ((flags & CLONE_PIDFD) !== 0) return unsupported(task, "clone(CLONE_PIDFD)");
  return start(task, {
    flags: flags - (flags & CSIGNAL),
    exitSignal: flags & CSIGNAL,
    stack,
    tls,
    parentTid,
    childTid,
  });
};

const unsupported = (task: Task, what: string): never => {
  task.system.unsupported.add(what);
  throw EINVAL;
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
  if ((args.flags & BigInt(CLONE_PIDFD)) !== 0n) return unsupported(task, "clone3(CLONE_PIDFD)");
  if ((args.flags & BigInt(CLONE_INTO_CGROUP)) !== 0n) return unsupported(task, "clone3(CLONE_INTO_CGROUP)");
  if (args.setTidSize !== 0n) return unsupported(task, "clone3(set_tid)");
  return start(task, {
    flags,
    exitSignal,
    stack: Number(args.stack + args.stackSize),
    tls: Number(args.tls),
    parentTid: Number(args.parentTid),
    childTid: Number(args.childTid),
  });
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
    if (usage !== 0) task.memory.write(rusage, usage, rusageOf(answer.times));
    return answer.pid;
  });
};

const waitid = (task: Task, type: number, id: number, info: number, options: number, usage: number) => {
  const known = WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | WNOTHREAD | WCLONE | WALL;
  if ((options & ~known) !== 0 || (options & (WEXITED | WSTOPPED | WCONTINUED)) === 0) throw EINVAL;
  if (type === P_PID && id <= 0) throw EINVAL;
  if (type === P_PGID && id < 0) throw EINVAL;
  if (type > P_PGID || type < P_ALL) return unsupported(task, "waitid(P_PIDFD)");
  const group = type === P_PGID && id === 0 ? task.process.groupId : id;
  return withAnswer(waitForChild(task, { type, id: group, options }), (answer) => {
    if (usage !== 0 && answer !== null) task.memory.write(rusage, usage, rusageOf(answer.times));
    if (info !== 0) {
      const head = { signo: answer === null ? 0 : SIGCHLD, code: answer?.code ?? 0 };
      const told = encodeSignalInfo({
        ...head,
        kind: "child",
        pid: answer?.pid ?? 0,
        uid: answer?.uid ?? 0,
        status: answer?.value ?? 0,
        utime: 0,
        stime: 0,
      });
      // waitid fills signo, errno, code, pid, uid and status, no more.
      task.memory.writeBytes(info, told.subarray(0, 28));
    }
    return 0;
  });
};

export const processCalls = [
  call("fork", [], (task) => start(task, plainFork)),
  call("vfork", [], (task) => start(task, { ...plainFork, flags: CLONE_VFORK | CLONE_VM })),
  call(
    "clone",
    [cloneFlags("flags"), pointer("stack"), pointer("parent_tid"), pointer("child_tid"), pointer("tls")],
    clone,
    "without CLONE_PIDFD and namespaces",
  ),
  call(
    "clone3",
    [pointer("args"), size("size")],
    clone3,
    "without CLONE_PIDFD, CLONE_INTO_CGROUP, set_tid, namespaces",
  ),
  call("exit", [int("status")], (task, status) => {
    exitTask(task, (status & 0xff) << 8);
    return 0;
  }),
  call("exit_group", [int("status")], (task, status) => {
    exitGroup(task, (status & 0xff) << 8);
    return 0;
  }),
  call("wait4", [int("pid"), pointer("wstatus"), int("options"), pointer("rusage")], wait4),
  call(
    "waitid",
    [int("idtype"), int("id"), pointer("infop"), int("options"), pointer("rusage")],
    waitid,
    "without P_PIDFD",
  ),
];
