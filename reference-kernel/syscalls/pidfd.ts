/** pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2). */
import { EBADF, EINVAL, ENOENT, EPERM, ESRCH } from "../abi/errors.ts";
import { O_EXCL, O_NONBLOCK, O_RDWR } from "../abi/open.ts";
import { SIGINFO_SIZE } from "../abi/signal.ts";
import { TaskDirectory } from "../fs/procfs/directories.ts";
import { PidFile } from "../process/pidfd.ts";
import type { Process } from "../process/process.ts";
import { sendToGroup, sendToProcess, sendToTask } from "../process/signals/send.ts";
import { killInfo, rawSignalInfo, type SignalInfo } from "../process/signals/siginfo.ts";
import type { Task } from "../process/task.ts";
import { fd, int, pid, pointer, uint } from "./arguments.ts";
import { call } from "./define.ts";
import { install } from "./install.ts";
import { checkSignal, mayKill } from "./signals.ts";

const PIDFD_THREAD = O_EXCL;
const PIDFD_SIGNAL_THREAD = 1;
const PIDFD_SIGNAL_THREAD_GROUP = 2;
const PIDFD_SIGNAL_PROCESS_GROUP = 4;

/** The pidfd behind a descriptor: EBADF when it is none. */
export const pidFile = (task: Task, number: number): PidFile => {
  const file = task.files.get(number);
  if (!(file instanceof PidFile)) throw EBADF;
  return file;
};

/** A pidfd for a task; it closes on exec. */
export const installPidfd = (task: Task, process: Process, thread: Task | null, flags: number): number =>
  install(task, new PidFile(process, thread, O_RDWR | flags), true);

const pidfdOpen = (task: Task, pid: number, flags: number): number => {
  if ((flags & ~(O_NONBLOCK | PIDFD_THREAD)) !== 0 || pid <= 0) throw EINVAL;
  const isThread = (flags & PIDFD_THREAD) !== 0;
  const process = task.system.pids.processes.get(pid);
  const thread = task.system.pids.tasks.get(pid);
  if (process === undefined && thread === undefined) throw ESRCH;
  if (isThread) {
    if (thread === undefined) throw ESRCH;
    return installPidfd(task, thread.process, thread, flags & O_NONBLOCK);
  }
  if (process === undefined) throw ENOENT;
  return installPidfd(task, process, null, flags & O_NONBLOCK);
};

/** Whom a signal goes to: of a pidfd, or of an open /proc/PID (pidfd_to_pid). EBADF for anything else, ESRCH. */
const targetOf = (task: Task, number: number): { readonly process: Process; readonly thread: Task | null } => {
  const file = task.files.get(number);
  if (file instanceof PidFile) return { process: file.living, thread: file.thread };
  const shown = file.inode instanceof TaskDirectory && !file.inode.isThread ? file.inode.task : null;
  if (shown === null) throw EBADF;
  const process = shown.exists ? task.system.pids.processes.get(shown.id) : undefined;
  if (process === undefined) throw ESRCH;
  return { process, thread: null };
};

const pidfdSendSignal = (task: Task, number: number, signo: number, address: number, flags: number): number => {
  const known = PIDFD_SIGNAL_THREAD | PIDFD_SIGNAL_THREAD_GROUP | PIDFD_SIGNAL_PROCESS_GROUP;
  if ((flags & ~known) !== 0 || (flags & (flags - 1)) !== 0) throw EINVAL;
  const { process, thread } = targetOf(task, number);
  const info = infoOf(task, process, signo, address);
  checkSignal(signo);
  if (!mayKill(task, process, signo)) throw EPERM;
  if (signo === 0) return 0;
  const toThread = flags === PIDFD_SIGNAL_THREAD || (flags === 0 && thread !== null);
  if (flags === PIDFD_SIGNAL_PROCESS_GROUP) {
    sendToGroup(
      [...task.system.pids.processes.values()].filter((other) => other.groupId === process.groupId),
      info,
    );
  } else if (toThread) {
    const taker = thread ?? process.mainTask;
    if (taker === null) throw ESRCH;
    sendToTask(taker, info);
  } else sendToProcess(process, info);
  return 0;
};

/** What user space says of the signal must name the same signal, and must not claim to be the kernel's. */
const infoOf = (task: Task, target: Process, signo: number, address: number): SignalInfo => {
  if (address === 0) return killInfo(signo, task.pid, task.credentials.uid);
  const bytes = task.memory.readBytes(address, SIGINFO_SIZE);
  if (new DataView(bytes.buffer).getInt32(0, true) !== signo) throw EINVAL;
  const info = rawSignalInfo(signo, bytes, task.pid);
  if (info.code >= 0 && target !== task.process) throw EPERM;
  return info;
};

const pidfdGetfd = (task: Task, number: number, target: number, flags: number): number => {
  if (flags !== 0) throw EINVAL;
  const process = pidFile(task, number).living;
  const { mainTask } = process;
  if (mainTask === null || process.isZombie) throw ESRCH;
  return install(task, mainTask.files.getAny(target).retain(), true);
};

export const pidfdCalls = [
  call("pidfd_open", [pid("pid"), uint("flags")], pidfdOpen),
  call("pidfd_send_signal", [fd("pidfd"), int("sig"), pointer("info"), uint("flags")], pidfdSendSignal),
  call("pidfd_getfd", [fd("pidfd"), fd("targetfd"), uint("flags")], pidfdGetfd),
];
