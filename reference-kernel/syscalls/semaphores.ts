/** System V semaphores: semget(2), semop(2), semtimedop, semctl(2), after ipc/sem.c. */
import { E2BIG, EAGAIN, EFBIG, EINTR, EINVAL, ENOSPC, ERANGE } from "../abi/errors.ts";
import * as ipc from "../abi/ipc.ts";
import { u16 } from "../abi/struct.ts";
import { timespec } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import { TIMED_OUT } from "../core/thread.ts";
import { type Operation, type PendingCall, SemaphoreSet } from "../ipc/semaphores.ts";
import { UndoList } from "../ipc/undo-list.ts";
import { shownPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";
import { int, oneOf, pointer, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { getFlags, keyArgument, ownerChange } from "./ipc-arguments.ts";
import { readTimespec } from "./time-values.ts";

const semget = (task: Task, key: number, count: number, bits: number): number => {
  const space = task.ipc;
  const { limits } = space;
  if (count < 0 || count > limits.semmsl) throw EINVAL;
  const before = space.semaphores.count;
  const make = (): SemaphoreSet => {
    if (count === 0) throw EINVAL;
    if (space.semaphoreCount + count > limits.semmns) throw ENOSPC;
    return new SemaphoreSet(task, space.userNs, key, bits, count);
  };
  const set = space.semaphores.get(task, key, bits, make, (found) => {
    if (count > found.count) throw EINVAL;
  });
  if (space.semaphores.count > before) space.semaphoreCount += count;
  return set.id;
};

const readOperations = (task: Task, address: number, count: number): readonly Operation[] => {
  if (count > task.ipc.limits.semopm) throw E2BIG;
  if (count < 1) throw EINVAL;
  const data = task.memory.readBytes(address, count * ipc.sembuf.size);
  const view = new DataView(data.buffer);
  return Array.from({ length: count }, (_, index) => ipc.sembuf.read(view, index * ipc.sembuf.size));
};

/** The timeout's bytes are read before the operations; whether it is a time at all is seen after them. */
const semop = (task: Task, id: number, address: number, count: number, timeout: number): number | Blocking<number> => {
  if (timeout !== 0) task.memory.read(timespec, timeout);
  const operations = readOperations(task, address, count);
  if (id < 0) throw EINVAL;
  const deadline = timeout === 0 ? Number.POSITIVE_INFINITY : task.clock.now + readTimespec(task, timeout);
  const undoes = operations.some(({ flags }) => (flags & ipc.SEM_UNDO) !== 0);
  const changes = operations.some(({ op }) => op !== 0);
  const set = task.ipc.semaphores.find(id);
  if (operations.some(({ num }) => num >= set.count)) throw EFBIG;
  set.checkAccess(task, changes ? 0o222 : 0o444);
  if (undoes) task.undo ??= new UndoList();
  const pending = set.operate(task, operations, undoes ? task.undo : null);
  return pending === null ? 0 : sleep(task, set, pending, deadline);
};

function* sleep(task: Task, set: SemaphoreSet, pending: PendingCall, deadline: number): Blocking<number> {
  try {
    const outcome = yield* task.waitEvent([pending.done], () => pending.outcome ?? undefined, {
      deadline,
      interrupt: EINTR,
      reason: "semop",
    });
    if (outcome === TIMED_OUT) throw EAGAIN;
    if (outcome !== "done") throw outcome;
    return 0;
  } finally {
    set.withdraw(pending);
  }
}

const writeStatus = (task: Task, address: number, set: SemaphoreSet): void =>
  task.memory.write(ipc.semidDs, address, {
    perm: set.permissions(task),
    otime: set.otime,
    unused1: 0,
    ctime: set.ctime,
    unused2: 0,
    nsems: set.count,
    unused3: 0,
    unused4: 0,
  });

/** SEM_INFO tells how much there is where IPC_INFO tells limits. */
const writeInfo = (task: Task, address: number, isUsage: boolean): number => {
  const { limits, semaphores, semaphoreCount } = task.ipc;
  task.memory.write(ipc.seminfo, address, {
    semmap: 1_024_000_000,
    semmni: limits.semmni,
    semmns: limits.semmns,
    semmnu: 1_024_000_000,
    semmsl: limits.semmsl,
    semopm: limits.semopm,
    semume: 500,
    semusz: isUsage ? semaphores.count : 20,
    semvmx: ipc.SEMVMX,
    semaem: isUsage ? semaphoreCount : ipc.SEMVMX,
  });
  return semaphores.highestIndex;
};

const readValues = (task: Task, address: number, count: number): readonly number[] => {
  const view = new DataView(task.memory.readBytes(address, count * 2).buffer);
  return Array.from({ length: count }, (_, index) => view.getUint16(index * 2, true));
};

const writeValues = (task: Task, address: number, values: readonly number[]): void => {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) u16.write(view, index * 2, value);
  task.memory.writeBytes(address, bytes);
};

const setValue = (task: Task, id: number, num: number, value: number): number => {
  // Linux looks at the value before anything else.
  if (value < 0 || value > ipc.SEMVMX) throw ERANGE;
  const set = task.ipc.semaphores.find(id);
  set.semaphore(num);
  set.checkAccess(task, 0o222);
  set.setValues(task, num, [value]);
  return 0;
};

const query = (task: Task, id: number, num: number, command: number, argument: number): number => {
  const set = task.ipc.semaphores.find(id);
  set.checkAccess(task, command === ipc.SETALL ? 0o222 : 0o444);
  if (command === ipc.GETALL) {
    writeValues(task, argument, set.values);
    return 0;
  }
  if (command === ipc.SETALL) {
    set.setValues(task, 0, readValues(task, argument, set.count));
    return 0;
  }
  const { value, pid } = set.semaphore(num);
  if (command === ipc.GETVAL) return value;
  if (command === ipc.GETPID) return shownPid(task, pid);
  return set.waiting(num, command === ipc.GETZCNT);
};

const semctl = (task: Task, id: number, num: number, command: number, argument: number): number => {
  if (id < 0) throw EINVAL;
  const space = task.ipc;
  switch (command) {
    case ipc.IPC_INFO:
    case ipc.SEM_INFO:
      return writeInfo(task, argument, command === ipc.SEM_INFO);
    case ipc.IPC_STAT:
    case ipc.SEM_STAT:
    case ipc.SEM_STAT_ANY: {
      const set = command === ipc.IPC_STAT ? space.semaphores.find(id) : space.semaphores.at(id);
      if (command !== ipc.SEM_STAT_ANY) set.checkAccess(task, 0o444);
      writeStatus(task, argument, set);
      return command === ipc.IPC_STAT ? 0 : set.id;
    }
    case ipc.GETALL:
    case ipc.GETVAL:
    case ipc.GETPID:
    case ipc.GETNCNT:
    case ipc.GETZCNT:
    case ipc.SETALL:
      return query(task, id, num, command, argument);
    case ipc.SETVAL:
      return setValue(task, id, num, argument | 0);
    case ipc.IPC_SET: {
      const change = ownerChange(task, argument);
      const set = space.semaphores.find(id);
      set.checkOwner(task);
      set.change(task, change());
      return 0;
    }
    case ipc.IPC_RMID: {
      const set = space.semaphores.find(id);
      set.checkOwner(task);
      space.semaphores.remove(set);
      space.semaphoreCount -= set.count;
      set.dissolve();
      return 0;
    }
    default:
      throw EINVAL;
  }
};

const commands = oneOf("cmd", {
  [ipc.IPC_RMID]: "IPC_RMID",
  [ipc.IPC_SET]: "IPC_SET",
  [ipc.IPC_STAT]: "IPC_STAT",
  [ipc.IPC_INFO]: "IPC_INFO",
  [ipc.GETPID]: "GETPID",
  [ipc.GETVAL]: "GETVAL",
  [ipc.GETALL]: "GETALL",
  [ipc.GETNCNT]: "GETNCNT",
  [ipc.GETZCNT]: "GETZCNT",
  [ipc.SETVAL]: "SETVAL",
  [ipc.SETALL]: "SETALL",
  [ipc.SEM_STAT]: "SEM_STAT",
  [ipc.SEM_INFO]: "SEM_INFO",
  [ipc.SEM_STAT_ANY]: "SEM_STAT_ANY",
});

export const semaphoreCalls: readonly Syscall[] = [
  call("semget", [keyArgument, int("nsems"), getFlags("semflg")], semget),
  call("semop", [int("semid"), pointer("sops"), size("nsops")], (task, id, operations, count) =>
    semop(task, id, operations, count, 0),
  ),
  call("semtimedop", [int("semid"), pointer("sops"), size("nsops"), pointer("timeout")], semop),
  call("semctl", [int("semid"), int("semnum"), commands, pointer("arg")], semctl),
];
