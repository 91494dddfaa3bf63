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
import { CLOCK_MONOTONIC } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { mayAccess } from "../process/access.ts";
import type { FutexKey } from "../process/futex.ts";
import { lockPi, requeuePi, tryLockPi, unlockPi, waitRequeuePi } from "../process/pi-futex.ts";
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
const FUTEX_LOCK_PI = 6;
const FUTEX_UNLOCK_PI = 7;
const FUTEX_TRYLOCK_PI = 8;
const FUTEX_WAIT_BITSET = 9;
const FUTEX_WAKE_BITSET = 10;
const FUTEX_WAIT_REQUEUE_PI = 11;
const FUTEX_CMP_REQUEUE_PI = 12;
const FUTEX_LOCK_PI2 = 13;
const FUTEX_PRIVATE_FLAG = 128;
const FUTEX_CLOCK_REALTIME = 256;
const ALL_BITS = 0xffff_ffff;

const operationNames: Readonly<Record<number, string>> = {
  [FUTEX_WAIT]: "FUTEX_WAIT",
  [FUTEX_WAKE]: "FUTEX_WAKE",
  [FUTEX_REQUEUE]: "FUTEX_REQUEUE",
  [FUTEX_CMP_REQUEUE]: "FUTEX_CMP_REQUEUE",
  [FUTEX_WAKE_OP]: "FUTEX_WAKE_OP",
  [FUTEX_LOCK_PI]: "FUTEX_LOCK_PI",
  [FUTEX_UNLOCK_PI]: "FUTEX_UNLOCK_PI",
  [FUTEX_TRYLOCK_PI]: "FUTEX_TRYLOCK_PI",
  [FUTEX_WAIT_BITSET]: "FUTEX_WAIT_BITSET",
  [FUTEX_WAKE_BITSET]: "FUTEX_WAKE_BITSET",
  [FUTEX_WAIT_REQUEUE_PI]: "FUTEX_WAIT_REQUEUE_PI",
  [FUTEX_CMP_REQUEUE_PI]: "FUTEX_CMP_REQUEUE_PI",
  [FUTEX_LOCK_PI2]: "FUTEX_LOCK_PI2",
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

/** A pointer to a time, or a count: a signed 64-bit number, exact where its upper half is empty or full. */
const timeoutOrCount: ArgumentCodec<number> = {
  name: "timeout",
  decode: (registers, index) => (registers.high(index) | 0) * 0x1_0000_0000 + registers.low(index),
  format: (value) => (value === 0 ? "NULL" : value < 0 ? String(value) : `0x${value.toString(16)}`),
};

const check = (address: number): void => {
  if ((address & 3) !== 0) throw EINVAL;
  if (address >= TASK_SIZE) throw EFAULT;
};

/**
 * FUTEX_WAIT counts from now on the monotonic clock; others name a point in time of the clock asked for, FUTEX_LOCK_PI
 * always of the realtime clock.
 */
const deadlineOf = (task: Task, op: number, timeout: number): number => {
  if (timeout === 0) return Number.POSITIVE_INFINITY;
  if (timeout < 0) throw EFAULT;
  const command = op & 127;
  if (command === FUTEX_WAIT) return task.clock.now + readTimespec(task, timeout);
  return pointInTime(task, (op & FUTEX_CLOCK_REALTIME) !== 0 || command === FUTEX_LOCK_PI, timeout);
};

/** Nanoseconds since boot of a point in time of the realtime or the task's monotonic clock. */
export const pointInTime = (task: Task, isRealtime: boolean, address: number): number =>
  isRealtime
    ? readRealtimeDeadline(task, address)
    : readTimespec(task, address) - task.namespaces.time.offsetOf(CLOCK_MONOTONIC);

const wait = (task: Task, address: number, op: number, value: number, timeout: number, bitset: number) => {
  const deadline = deadlineOf(task, op, timeout);
  if (bitset === 0) throw EINVAL;
  check(address);
  const key = task.system.futexes.key(task.space, address, (op & FUTEX_PRIVATE_FLAG) !== 0);
  if (task.memory.read(u32, address) !== value) return EAGAIN;
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
  if ((op & FUTEX_CLOCK_REALTIME) !== 0 && !choosesClock.has(command)) throw ENOSYS;
  const keyOf = (at: number) => {
    check(at);
    return futexes.key(task.space, at, isPrivate);
  };
  /** The fourth argument is a count for the requeue operations. */
  const count2 = timeout | 0;
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
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2: {
      const deadline = deadlineOf(task, op, timeout);
      return lockPi(task, { key: keyOf(address), address }, deadline);
    }
    case FUTEX_TRYLOCK_PI:
      return tryLockPi(task, { key: keyOf(address), address });
    case FUTEX_UNLOCK_PI:
      return unlockPi(task, address, keyOf);
    case FUTEX_WAIT_REQUEUE_PI: {
      const deadline = deadlineOf(task, op, timeout);
      if (address === second) throw EINVAL;
      const lock = { key: keyOf(second), address: second };
      const from = keyOf(address);
      if (task.memory.read(u32, address) !== value) throw EAGAIN;
      if (isSame(from, lock.key)) throw EINVAL;
      return waitRequeuePi(task, from, lock, deadline);
    }
    case FUTEX_CMP_REQUEUE_PI: {
      if ((value | 0) < 0 || count2 < 0 || address === second || value !== 1) throw EINVAL;
      const from = keyOf(address);
      const lock = { key: keyOf(second), address: second };
      if (isSame(from, lock.key)) throw EINVAL;
      if (task.memory.read(u32, address) !== value3) throw EAGAIN;
      return requeuePi(task, from, lock, count2);
    }
    default:
      throw ENOSYS;
  }
};

const isSame = (a: FutexKey, b: FutexKey): boolean => a.home === b.home && a.address === b.address;

/** Operations that FUTEX_CLOCK_REALTIME may be said to. */
const choosesClock: ReadonlySet<number> = new Set([FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI, FUTEX_LOCK_PI2]);

/** Linux counts down after the first: a count of 0 or less still wakes one. */
const wakeCount = (value: number): number => Math.max(value | 0, 1);

export const futexCalls = [
  call("futex", [pointer("uaddr"), operation, uint("val"), timeoutOrCount, pointer("uaddr2"), uint("val3")], futex),
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
