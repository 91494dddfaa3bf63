/** The later futex calls (kernel/futex/syscalls.c): one operation each, with flags for each word; futex_waitv(2). */
import { EAGAIN, EFAULT, EINVAL, ERESTARTSYS, ETIMEDOUT } from "../abi/errors.ts";
import { futexWaitv } from "../abi/futex.ts";
import { u32 } from "../abi/struct.ts";
import { CLOCK_MONOTONIC, CLOCK_REALTIME } from "../abi/time.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import type { FutexKey } from "../process/futex.ts";
import type { Task } from "../process/task.ts";
import { flags, int, oneOf, pointer, size, uint } from "./arguments.ts";
import { call } from "./define.ts";
import { pointInTime } from "./futex.ts";

const SIZE_MASK = 3;
const FUTEX2_SIZE_U32 = 2;
const FUTEX2_NUMA = 4;
const FUTEX2_MPOL = 8;
const FUTEX2_PRIVATE = 128;
const VALID = SIZE_MASK | FUTEX2_NUMA | FUTEX2_MPOL | FUTEX2_PRIVATE;
const FUTEX_WAITV_MAX = 128;
/** A word that is followed by this node is to be kept at the caller's. */
const NO_NODE = 0xffff_ffff;

/** A word of futex_waitv or futex_requeue. */
interface Word {
  readonly value: number;
  readonly address: number;
  readonly flags: number;
}

/** Only words of 32 bits are there. */
const checkFlags = (given: number): void => {
  if ((given & ~VALID) !== 0 || (given & SIZE_MASK) !== FUTEX2_SIZE_U32) throw EINVAL;
};

/** A value that does not fit into the word. */
const checkValue = (value: number): void => {
  if (value >= 0x1_0000_0000) throw EINVAL;
};

/** get_futex_key for a word and, with FUTEX2_NUMA, the number of a memory node behind it; there is only node 0. */
const keyOf = (task: Task, address: number, given: number): FutexKey => {
  const hasNode = (given & FUTEX2_NUMA) !== 0;
  if (address % (hasNode ? 8 : 4) !== 0) throw EINVAL;
  if (address >= TASK_SIZE) throw EFAULT;
  if (hasNode) {
    const node = task.memory.read(u32, address + 4);
    if (node === NO_NODE) task.memory.write(u32, address + 4, 0);
    else if (node !== 0) throw EINVAL;
  }
  return task.system.futexes.key(task.space, address, (given & FUTEX2_PRIVATE) !== 0);
};

/** futex2_setup_timeout: a point in time; the clock counts only where there is one. */
const deadlineOf = (task: Task, timeout: number, clock: number): number => {
  if (timeout === 0) return Number.POSITIVE_INFINITY;
  if (clock !== CLOCK_REALTIME && clock !== CLOCK_MONOTONIC) throw EINVAL;
  return pointInTime(task, clock === CLOCK_REALTIME, timeout);
};

const readWords = (task: Task, address: number, count: number): readonly Word[] =>
  Array.from({ length: count }, (_, i) => {
    const word = task.memory.read(futexWaitv, address + i * futexWaitv.size);
    if (word.reserved !== 0) throw EINVAL;
    checkFlags(word.flags);
    if (word.value > 0xffff_ffffn) throw EINVAL;
    return { value: Number(word.value), address: Number(word.address), flags: word.flags };
  });

function* wait(task: Task, address: number, value: number, mask: number, given: number, deadline: number) {
  const key = keyOf(task, address, given);
  if (task.memory.read(u32, address) !== value) throw EAGAIN;
  if (yield* task.system.futexes.wait(task, key, mask, deadline, ERESTARTSYS)) return 0;
  throw ETIMEDOUT;
}

/** Sleeps at all of them until one is woken, and answers which (futex_wait_multiple). */
function* waitForAny(task: Task, words: readonly Word[], deadline: number): Blocking<number> {
  const { futexes } = task.system;
  const keys = words.map((word) => keyOf(task, word.address, word.flags));
  for (const word of words) if (task.memory.read(u32, word.address) !== word.value) throw EAGAIN;
  const waiters = keys.map((key) => futexes.enqueue(task, key, -1));
  const woken = (): number | undefined => {
    // Of several the last one is told (futex_unqueue_multiple).
    const at = waiters.findLastIndex((waiter) => waiter.isWoken);
    return at < 0 ? undefined : at;
  };
  try {
    const answer = yield* task.waitEvent(
      waiters.map((waiter) => waiter.queue),
      woken,
      { deadline, reason: "futex_wait" },
    );
    if (answer === TIMED_OUT) throw ETIMEDOUT;
    return answer;
  } finally {
    for (const waiter of waiters) waiter.list.remove(waiter);
  }
}

const futexWaitvCall = (task: Task, address: number, count: number, bits: number, timeout: number, clock: number) => {
  if (bits !== 0 || count === 0 || count > FUTEX_WAITV_MAX || address === 0) throw EINVAL;
  const deadline = deadlineOf(task, timeout, clock);
  return waitForAny(task, readWords(task, address, count), deadline);
};

const futexRequeue = (task: Task, address: number, bits: number, wake: number, move: number): number => {
  if (bits !== 0 || address === 0) throw EINVAL;
  const [from, to] = readWords(task, address, 2);
  if (from === undefined || to === undefined || wake < 0 || move < 0) throw EINVAL;
  // Both are private, or neither is.
  if (((from.flags ^ to.flags) & FUTEX2_PRIVATE) !== 0) throw EINVAL;
  const source = keyOf(task, from.address, from.flags);
  const target = keyOf(task, to.address, to.flags);
  if (task.memory.read(u32, from.address) !== from.value) throw EAGAIN;
  const { woken, moved } = task.system.futexes.requeue(source, target, wake, move);
  return woken + moved;
};

const futexFlags = flags("flags", [
  [FUTEX2_SIZE_U32, "FUTEX2_SIZE_U32"],
  [FUTEX2_NUMA, "FUTEX2_NUMA"],
  [FUTEX2_MPOL, "FUTEX2_MPOL"],
  [FUTEX2_PRIVATE, "FUTEX2_PRIVATE"],
]);
const clockId = oneOf("clockid", { [CLOCK_REALTIME]: "CLOCK_REALTIME", [CLOCK_MONOTONIC]: "CLOCK_MONOTONIC" });

export const futex2Calls = [
  call(
    "futex_waitv",
    [pointer("waiters"), uint("nr_futexes"), uint("flags"), pointer("timeout"), clockId],
    futexWaitvCall,
  ),
  call("futex_wake", [pointer("uaddr"), size("mask"), int("nr"), futexFlags], (task, address, mask, count, given) => {
    checkFlags(given);
    checkValue(mask);
    if (mask === 0) throw EINVAL;
    const key = keyOf(task, address, given);
    return count === 0 ? 0 : task.system.futexes.wake(key, Math.max(count, 1), mask);
  }),
  call(
    "futex_wait",
    [pointer("uaddr"), size("val"), size("mask"), futexFlags, pointer("timeout"), clockId],
    (task, address, value, mask, given, timeout, clock) => {
      checkFlags(given);
      checkValue(value);
      checkValue(mask);
      const deadline = deadlineOf(task, timeout, clock);
      if (mask === 0) throw EINVAL;
      return wait(task, address, value, mask, given, deadline);
    },
  ),
  call("futex_requeue", [pointer("waiters"), uint("flags"), int("nr_wake"), int("nr_requeue")], futexRequeue),
];
