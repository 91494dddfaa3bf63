/** futex(2) and the thread bookkeeping around it: set_tid_address(2), set_robust_list(2). */

import {
  EAGAIN,
  EFAULT,
  EINVAL,
  ENOSYS,
  EPERM,
  ERESTART_RESTARTBLOCK,
  ERESTARTSYS,
  ESRCH,
  ETIMEDOUT,
} from "../abi/errors.ts";
import { u32, ulong } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { mayAccess } from "../process/access.ts";
import { shownPid } from "../process/pids.ts";
import { robustListHead } from "../process/robust-list.ts";
import type { Task } from "../process/task.ts";
import { pid, pointer, size, uint } from "./arguments.ts";
import { type ArgumentCodec, call } from "./define.ts";
import { readRealtimeDeadline, readTimespec } from "./time-values.ts";

const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;
const FUTEX_REQUEUE = 3;
const FUTEX_CMP_REQUEUE = 4;
const FUTEX_WAKE_OP = 5;
const FUTEX_WAIT_BITSET = 9;
const FUTEX_WAKE_BITSET = 10;
const FUTEX_PRIVATE_FLAG = 128;
const FUTEX_CLOCK_REALTIME = 256;
const ALL_BITS = 0xffff_ffff;

const operationNames: Readonly<Record<number, string>> = {
  [FUTEX_WAIT]: "FUTEX_WAIT",
  [FUTEX_WAKE]: "FUTEX_WAKE",
  [FUTEX_REQUEUE]: "FUTEX_REQUEUE",
  [FUTEX_CMP_REQUEUE]: "FUTEX_CMP_REQUEUE",
  [FUTEX_WAKE_OP]: "FUTEX_WAKE_OP",
  [FUTEX_WAIT_BITSET]: "FUTEX_WAIT_BITSET",
  [FUTEX_WAKE_BITSET]: "FUTEX_WAKE_BITSET",
};

const operation: ArgumentCodec<number> = {
  name: "futex_op",
  decode: (registers, index) => registers.low(index) | 0,
  format: (value) => {
    const name = operationNames[value & 127] ?? String(value & 127);
    const isPrivate = (value & FUTEX_PRIVATE_FLAG) !== 0 ? "_PRIVATE" : "";
    return `${name}${isPrivate}${(value & FUTEX_CLOCK_REALTIME) !== 0 ? "|FUTEX_CLOCK_REALTIME" : ""}`;
  },
};

const check = (address: number): void => {
  if (address % 4 !== 0) throw EINVAL;
  if (address >= TASK_SIZE) throw EFAULT;
};

/** FUTEX_WAIT counts from now on the monotonic clock; FUTEX_WAIT_BITSET names a point in time of the clock asked for. */
const deadlineOf = (task: Task, op: number, timeout: number): number => {
  if (timeout === 0) return Number.POSITIVE_INFINITY;
  if ((op & 127) === FUTEX_WAIT) return task.clock.now + readTimespec(task, timeout);
  return (op & FUTEX_CLOCK_REALTIME) !== 0 ? readRealtimeDeadline(task, timeout) : readTimespec(task, timeout);
};

const wait = (task: Task, address: number, op: number, value: number, timeout: number, bitset: number) => {
  if (bitset === 0) throw EINVAL;
  const deadline = deadlineOf(task, op, timeout);
  check(address);
  const key = task.system.futexes.key(task.space, address, (op & FUTEX_PRIVATE_FLAG) !== 0);
  if (task.memory.read(u32, address) !== value) throw EAGAIN;
  const interrupt = timeout === 0 ? ERESTARTSYS : ERESTART_RESTARTBLOCK;
  const again = (): Blocking<number> => sleep(again);
  function* sleep(restart: () => Blocking<number>): Blocking<number> {
    task.restartCall = restart;
    if (task.memory.read(u32, address) !== value) throw EAGAIN;
    if (yield* task.system.futexes.wait(task, key, bitset, deadline, interrupt)) return 0;
    throw ETIMEDOUT;
  }
  return sleep(again);
};

/** The operation and comparison packed into FUTEX_WAKE_OP's last argument. */
const applyWakeOp = (task: Task, address: number, packed: number): boolean => {
  const kind = (packed >>> 28) & 7;
  const isShift = packed >>> 31 !== 0;
  const comparison = (packed >>> 24) & 15;
  const signed12 = (bits: number): number => ((bits & 0xfff) << 20) >> 20;
  const rawOperand = signed12(packed >>> 12);
  const operand = isShift ? 1 << (rawOperand & 31) : rawOperand;
  const against = signed12(packed);
  const old = task.memory.read(u32, address) | 0;
  const results = [operand, old + operand, old | operand, old & ~operand, old ^ operand];
  const result = results[kind];
  if (result === undefined) throw ENOSYS;
  task.memory.write(u32, address, result >>> 0);
  const outcomes = [old === against, old !== against, old < against, old <= against, old > against, old >= against];
  const outcome = outcomes[comparison];
  if (outcome === undefined) throw ENOSYS;
  return outcome;
};

const futex = (
  task: Task,
  address: number,
  op: number,
  value: number,
  timeout: number,
  second: number,
  value3: number,
) => {
  const { futexes } = task.system;
  const isPrivate = (op & FUTEX_PRIVATE_FLAG) !== 0;
  const command = op & 127;
  if ((op & FUTEX_CLOCK_REALTIME) !== 0 && command !== FUTEX_WAIT_BITSET) throw ENOSYS;
  const keyOf = (at: number) => {
    check(at);
    return futexes.key(task.space, at, isPrivate);
  };
  /** The fourth argument is a count for the requeue operations. */
  const count2 = (timeout % 0x1_0000_0000) | 0;
  switch (command) {
    case FUTEX_WAIT:
      return wait(task, address, op, value, timeout, ALL_BITS);
    case FUTEX_WAIT_BITSET:
      return wait(task, address, op, value, timeout, value3);
    case FUTEX_WAKE:
      return futexes.wake(keyOf(address), wakeCount(value));
    case FUTEX_WAKE_BITSET:
      if (value3 === 0) throw EINVAL;
      return futexes.wake(keyOf(address), wakeCount(value), value3);
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE: {
      if ((value | 0) < 0 || count2 < 0) throw EINVAL;
      const from = keyOf(address);
      const to = keyOf(second);
      if (command === FUTEX_CMP_REQUEUE && task.memory.read(u32, address) !== value3) throw EAGAIN;
      const { woken, moved } = futexes.requeue(from, to, value, count2);
      return woken + moved;
    }
    case FUTEX_WAKE_OP: {
      const from = keyOf(address);
      const to = keyOf(second);
      const also = applyWakeOp(task, second, value3);
      return futexes.wake(from, wakeCount(value)) + (also ? futexes.wake(to, wakeCount(count2)) : 0);
    }
    default:
      // What Linux does not have either is no gap.
      if (priorityInheritance.has(command)) task.system.unsupported.add(`futex(${command})`);
      throw ENOSYS;
  }
};

/** FUTEX_LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_REQUEUE_PI, CMP_REQUEUE_PI, LOCK_PI2. */
const priorityInheritance: ReadonlySet<number> = new Set([6, 7, 8, 11, 12, 13]);

/** Linux counts down after the first: a count of 0 or less still wakes one. */
const wakeCount = (value: number): number => Math.max(value | 0, 1);

export const futexCalls = [
  call(
    "futex",
    [pointer("uaddr"), operation, uint("val"), pointer("timeout"), pointer("uaddr2"), uint("val3")],
    futex,
    "without the PI operations",
  ),
  call("set_tid_address", [pointer("tidptr")], (task, address) => {
    task.clearChildTid = address;
    return shownPid(task, task.tid);
  }),
  call("set_robust_list", [pointer("head"), size("len")], (task, head, length) => {
    if (length !== robustListHead.size) throw EINVAL;
    task.robustListHead = head;
    return 0;
  }),
  call("get_robust_list", [pid(), pointer("head_ptr"), pointer("len_ptr")], (task, who, head, length) => {
    const target = who === 0 ? task : task.system.pids.tasks.get(who);
    if (target === undefined) throw ESRCH;
    if (!mayAccess(task, target, "real")) throw EPERM;
    task.memory.write(ulong, length, robustListHead.size);
    task.memory.write(ulong, head, target.robustListHead);
    return 0;
  }),
];
