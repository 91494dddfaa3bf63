/** seccomp(2), and what prctl(2) has of it. */
import { EACCES, EBUSY, EINVAL, ENOMEM, EOPNOTSUPP, ESRCH } from "../abi/errors.ts";
import * as abi from "../abi/seccomp.ts";
import { sockFilter, sockFprog } from "../abi/socket.ts";
import { u32 } from "../abi/struct.ts";
import { FILTER_MOST, type Instruction } from "../core/classic-bpf.ts";
import { capableIn } from "../core/user-namespace.ts";
import { shownPid } from "../process/pids.ts";
import { SeccompFilter } from "../process/seccomp/filter.ts";
import { Listener } from "../process/seccomp/listener.ts";
import type { Task } from "../process/task.ts";
import { flags, oneOf, pointer } from "./arguments.ts";
import { call } from "./define.ts";
import { install } from "./install.ts";

const CAP_SYS_ADMIN = 21;
/** Instructions of all filters of a task (MAX_INSNS_PER_PATH). */
const MOST_INSTRUCTIONS = 32768;

const TSYNC = abi.SECCOMP_FILTER_FLAG_TSYNC;
const NEW_LISTENER = abi.SECCOMP_FILTER_FLAG_NEW_LISTENER;
const TSYNC_ESRCH = abi.SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
const WAIT_KILLABLE = abi.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;

const actions: ReadonlySet<number> = new Set([
  abi.SECCOMP_RET_KILL_PROCESS,
  abi.SECCOMP_RET_KILL_THREAD,
  abi.SECCOMP_RET_TRAP,
  abi.SECCOMP_RET_ERRNO,
  abi.SECCOMP_RET_USER_NOTIF,
  abi.SECCOMP_RET_TRACE,
  abi.SECCOMP_RET_LOG,
  abi.SECCOMP_RET_ALLOW,
]);

const setStrict = (task: Task): number => {
  if (task.seccomp !== null && task.seccomp.mode !== abi.SECCOMP_MODE_STRICT) throw EINVAL;
  task.seccomp = { mode: abi.SECCOMP_MODE_STRICT, filter: null };
  // The time-stamp counter is forbidden, too (disable_TSC).
  task.tscFaults = true;
  task.system.machine.tscFaults = true;
  return 0;
};

/** seccomp_prepare_filter: what may be said of rights comes between the header and the program. */
const readProgram = (task: Task, address: number): readonly Instruction[] => {
  const { len, filter } = task.memory.read(sockFprog, address);
  if (len === 0 || len > FILTER_MOST) throw EINVAL;
  const { credentials } = task;
  if (!task.noNewPrivileges && !capableIn(credentials, credentials.userNs, CAP_SYS_ADMIN)) throw EACCES;
  const bytes = task.memory.readBytes(filter, len * sockFilter.size);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: len }, (_, i) => sockFilter.read(view, i * sockFilter.size));
};

const setFilter = (task: Task, bits: number, address: number): number => {
  const synchronizes = (bits & TSYNC) !== 0;
  const listens = (bits & NEW_LISTENER) !== 0;
  if ((bits & ~63) !== 0) throw EINVAL;
  if (synchronizes && listens && (bits & TSYNC_ESRCH) === 0) throw EINVAL;
  if ((bits & WAIT_KILLABLE) !== 0 && !listens) throw EINVAL;
  const old = task.seccomp?.filter ?? null;
  const filter = new SeccompFilter(readProgram(task, address), old, (bits & WAIT_KILLABLE) !== 0);
  if (task.seccomp !== null && task.seccomp.mode !== abi.SECCOMP_MODE_FILTER) throw EINVAL;
  if (listens && old?.has((other) => other.listener !== null)) throw EBUSY;
  if (filter.weight > MOST_INSTRUCTIONS) throw ENOMEM;
  const odd = synchronizes ? oddThread(task) : null;
  if (odd !== null) {
    if ((bits & TSYNC_ESRCH) !== 0) throw ESRCH;
    return shownPid(task, odd.tid);
  }
  const number = listens ? listen(task, filter) : 0;
  // The old one is the new one's now.
  task.seccomp = { mode: abi.SECCOMP_MODE_FILTER, filter };
  if (synchronizes) synchronize(task);
  return number;
};

const listen = (task: Task, filter: SeccompFilter): number => {
  const listener = new Listener(filter, BigInt(task.system.random.below(2 ** 30)) << 16n);
  const number = install(task, listener, true);
  filter.listener = listener;
  return number;
};

/** A thread that has a filter which the caller has not (seccomp_can_sync_threads). */
const oddThread = (task: Task): Task | null => {
  const own = task.seccomp?.filter ?? null;
  for (const other of task.process.tasks) {
    if (other === task || other.seccomp === null) continue;
    const { filter } = other.seccomp;
    if (filter === null || !own?.has((ancestor) => ancestor === filter)) return other;
  }
  return null;
};

/** All threads have the caller's filters (seccomp_sync_threads). */
const synchronize = (task: Task): void => {
  for (const other of task.process.tasks) {
    if (other === task) continue;
    task.seccomp?.filter?.retain();
    const before = other.seccomp?.filter;
    other.seccomp = task.seccomp;
    before?.release();
    if (task.noNewPrivileges) other.noNewPrivileges = true;
  }
};

const seccomp = (task: Task, operation: number, bits: number, address: number): number => {
  switch (operation) {
    case abi.SECCOMP_SET_MODE_STRICT:
      if (bits !== 0 || address !== 0) throw EINVAL;
      return setStrict(task);
    case abi.SECCOMP_SET_MODE_FILTER:
      return setFilter(task, bits, address);
    case abi.SECCOMP_GET_ACTION_AVAIL:
      if (bits !== 0) throw EINVAL;
      if (!actions.has(task.memory.read(u32, address))) throw EOPNOTSUPP;
      return 0;
    case abi.SECCOMP_GET_NOTIF_SIZES: {
      if (bits !== 0) throw EINVAL;
      const data = abi.SECCOMP_DATA_SIZE;
      const sizes = { notif: abi.seccompNotif.size + data, response: abi.seccompNotifResp.size, data };
      task.memory.write(abi.seccompNotifSizes, address, sizes);
      return 0;
    }
    default:
      throw EINVAL;
  }
};

export const seccompOptions: Readonly<Record<number, (task: Task, a: number, b: number) => number>> = {
  // PR_GET_SECCOMP
  21: (task) => task.seccomp?.mode ?? 0,
  // PR_SET_SECCOMP
  22: (task, mode, address) => {
    if (mode === abi.SECCOMP_MODE_STRICT) return setStrict(task);
    if (mode === abi.SECCOMP_MODE_FILTER) return setFilter(task, 0, address);
    throw EINVAL;
  },
};

export const seccompCalls = [
  call(
    "seccomp",
    [
      oneOf("operation", {
        [abi.SECCOMP_SET_MODE_STRICT]: "SECCOMP_SET_MODE_STRICT",
        [abi.SECCOMP_SET_MODE_FILTER]: "SECCOMP_SET_MODE_FILTER",
        [abi.SECCOMP_GET_ACTION_AVAIL]: "SECCOMP_GET_ACTION_AVAIL",
        [abi.SECCOMP_GET_NOTIF_SIZES]: "SECCOMP_GET_NOTIF_SIZES",
      }),
      flags("flags", [
        [TSYNC, "SECCOMP_FILTER_FLAG_TSYNC"],
        [abi.SECCOMP_FILTER_FLAG_LOG, "SECCOMP_FILTER_FLAG_LOG"],
        [abi.SECCOMP_FILTER_FLAG_SPEC_ALLOW, "SECCOMP_FILTER_FLAG_SPEC_ALLOW"],
        [NEW_LISTENER, "SECCOMP_FILTER_FLAG_NEW_LISTENER"],
        [TSYNC_ESRCH, "SECCOMP_FILTER_FLAG_TSYNC_ESRCH"],
        [WAIT_KILLABLE, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
      ]),
      pointer("args"),
    ],
    seccomp,
  ),
];
