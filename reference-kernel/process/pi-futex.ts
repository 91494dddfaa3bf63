/**
 * Futexes that are locks with an owner (FUTEX_LOCK_PI and its kin in futex(2); kernel/futex/pi.c). The word holds the
 * owner's thread id and FUTEX_WAITERS; the kernel keeps a `PiState` as long as somebody waits, and gives the lock on by
 * itself. Whose owner ends goes to the next waiter, marked FUTEX_OWNER_DIED.
 *
 * Every waiter has the same priority as long as the scheduler knows none: the longest waiting is the first.
 */
import { EAGAIN, EDEADLK, EINVAL, EPERM, ERESTARTNOINTR, ESRCH, ETIMEDOUT } from "../abi/errors.ts";
import { u32 } from "../abi/struct.ts";
import { type Blocking, TIMED_OUT } from "../core/thread.ts";
import type { FutexKey, Waiter } from "./futex.ts";
import { namedPid, shownPid } from "./pids.ts";
import { FUTEX_OWNER_DIED, FUTEX_TID_MASK, FUTEX_WAITERS } from "./robust-list.ts";
import type { Task } from "./task.ts";

/** A lock that is waited for. */
export interface PiState {
  owner: Task | null;
  readonly key: FutexKey;
}

/** A futex of the calling task: the word and what it is known by. */
export interface PiFutex {
  readonly address: number;
  readonly key: FutexKey;
}

/** Who waits for a lock finds its word here, should the owner end. */
const words = new WeakMap<Waiter, number>();

/** The longest waiting at a futex (futex_top_waiter). */
const topWaiter = (task: Task, key: FutexKey): Waiter | undefined =>
  task.system.futexes.find(key)?.waiters.values().next().value;

/** FUTEX_LOCK_PI and FUTEX_LOCK_PI2: 0 with the lock; ETIMEDOUT at the deadline; a signal's handler runs and it waits on. */
export function* lockPi(task: Task, futex: PiFutex, deadline: number): Blocking<number> {
  const state = tryAtomic(task, task, futex, false);
  if (state === null) return 0;
  if (leadsTo(state, task)) {
    drop(task, state);
    throw EDEADLK;
  }
  const waiter = task.system.futexes.enqueue(task, futex.key, -1);
  attach(waiter, state, futex.address);
  try {
    const answer = yield* task.waitEvent([waiter.queue], () => (waiter.isWoken ? true : undefined), {
      deadline,
      interrupt: ERESTARTNOINTR,
      reason: "futex_wait",
    });
    if (answer === TIMED_OUT) throw ETIMEDOUT;
    return 0;
  } finally {
    detach(waiter);
  }
}

/** FUTEX_TRYLOCK_PI: EAGAIN while somebody else has it. */
export const tryLockPi = (task: Task, futex: PiFutex): number => {
  const state = tryAtomic(task, task, futex, false);
  if (state === null) return 0;
  drop(task, state);
  throw EAGAIN;
};

/** FUTEX_UNLOCK_PI: the lock goes to the longest waiting, or is free. EPERM for who does not have it. */
export const unlockPi = (task: Task, address: number, keyOf: (address: number) => FutexKey): number => {
  const value = task.memory.read(u32, address);
  // Whose it is not is told first, whatever the address.
  if ((value & FUTEX_TID_MASK) !== shownPid(task, task.tid)) throw EPERM;
  const waiter = topWaiter(task, keyOf(address));
  if (waiter === undefined) {
    task.memory.write(u32, address, 0);
    return 0;
  }
  if (waiter.pi === null || waiter.pi.owner !== task) throw EINVAL;
  task.memory.write(u32, address, (shownPid(task, waiter.task.tid) | FUTEX_WAITERS) >>> 0);
  pass(waiter.pi, waiter);
  return 0;
};

/**
 * FUTEX_WAIT_REQUEUE_PI: sleeps at one futex until FUTEX_CMP_REQUEUE_PI makes it the owner of, or a waiter for, the
 * lock. The caller has compared the first word's value.
 */
export function* waitRequeuePi(task: Task, from: FutexKey, to: PiFutex, deadline: number): Blocking<number> {
  const waiter = task.system.futexes.enqueue(task, from, -1);
  waiter.requeueTo = to.key;
  words.set(waiter, to.address);
  try {
    const answer = yield* task.waitEvent([waiter.queue], () => (waiter.isWoken ? true : undefined), {
      deadline,
      interrupt: ERESTARTNOINTR,
      reason: "futex_wait",
    });
    if (answer === TIMED_OUT) throw ETIMEDOUT;
    return 0;
  } catch (error) {
    // It stands at the lock already: the call cannot begin anew.
    if (error === ERESTARTNOINTR && waiter.pi !== null) throw EAGAIN;
    throw error;
  } finally {
    detach(waiter);
  }
}

/**
 * FUTEX_CMP_REQUEUE_PI: the first waiter gets the lock if it is free, up to `most` others wait for it from now on.
 * Answers how many of both. EINVAL for waiters that did not ask for that, or for another lock.
 */
export const requeuePi = (task: Task, from: FutexKey, to: PiFutex, most: number): number => {
  const { futexes } = task.system;
  let state: PiState | null = null;
  let count = 0;
  task.memory.read(u32, to.address);
  const first = topWaiter(task, from);
  if (first !== undefined) {
    checkRequeued(first, to.key);
    state = tryAtomic(task, first.task, to, most > 0);
    if (state === null || state.owner === first.task) {
      first.wake();
      count++;
    }
  }
  for (const waiter of [...(futexes.find(from)?.waiters ?? [])]) {
    if (count - 1 >= most || state === null) break;
    try {
      checkRequeued(waiter, to.key);
      if (leadsTo(state, waiter.task)) throw EDEADLK;
    } catch (error) {
      drop(task, state);
      throw error;
    }
    waiter.list.remove(waiter);
    futexes.listOf(to.key).add(waiter);
    attach(waiter, state, words.get(waiter) ?? to.address);
    count++;
  }
  if (state !== null) drop(task, state);
  return count;
};

/** What a task that ends owns goes on to who waits for it (exit_pi_state_list). */
export const releasePiLocks = (task: Task): void => {
  for (const state of [...task.piLocks]) {
    task.piLocks.delete(state);
    state.owner = null;
    const waiter = [...(task.system.futexes.find(state.key)?.waiters ?? [])].find((other) => other.pi === state);
    if (waiter === undefined) continue;
    const { memory } = waiter.task;
    try {
      const mark = (shownPid(waiter.task, waiter.task.tid) | FUTEX_WAITERS | FUTEX_OWNER_DIED) >>> 0;
      memory.write(u32, words.get(waiter) ?? 0, mark);
    } catch {
      // The word is gone; the lock is the waiter's all the same.
    }
    pass(state, waiter);
  }
};

/**
 * futex_lock_pi_atomic for `taker`: null when it has the lock now, else the state to wait at, with FUTEX_WAITERS set.
 * With `hasOthers` more are about to wait: the state is made even for a lock that is free, and `taker` owns it.
 */
const tryAtomic = (task: Task, taker: Task, { address, key }: PiFutex, hasOthers: boolean): PiState | null => {
  const value = task.memory.read(u32, address);
  const id = shownPid(task, taker.tid);
  const owner = value & FUTEX_TID_MASK;
  if (owner === id) throw EDEADLK;
  const waiter = topWaiter(task, key);
  if (waiter !== undefined) {
    if (waiter.pi === null) throw EINVAL;
    const known = waiter.pi.owner;
    const isOf = known !== null && owner === shownPid(task, known.tid);
    if (!isOf && !((value & FUTEX_OWNER_DIED) !== 0 && owner === 0)) throw EINVAL;
    return waiter.pi;
  }
  if (owner === 0) {
    const waiters = hasOthers ? FUTEX_WAITERS : 0;
    task.memory.write(u32, address, ((value & FUTEX_OWNER_DIED) | id | waiters) >>> 0);
    return hasOthers ? ownedBy(taker, key) : null;
  }
  task.memory.write(u32, address, (value | FUTEX_WAITERS) >>> 0);
  const holder = task.system.pids.tasks.get(namedPid(task, owner));
  if (holder === undefined || holder.isExited) throw ESRCH;
  return ownedBy(holder, key);
};

const ownedBy = (owner: Task, key: FutexKey): PiState => {
  const state: PiState = { owner, key };
  owner.piLocks.add(state);
  return state;
};

const attach = (waiter: Waiter, state: PiState, address: number): void => {
  waiter.pi = state;
  waiter.task.blockedOn = state;
  words.set(waiter, address);
};

/** It waits no more: with the lock, or without. */
const detach = (waiter: Waiter): void => {
  const { pi, task } = waiter;
  if (waiter.isWoken) return;
  waiter.list.remove(waiter);
  if (pi === null) return;
  task.blockedOn = null;
  drop(task, pi);
};

/** A state that nobody waits at is forgotten. */
const drop = (task: Task, state: PiState): void => {
  for (const waiter of task.system.futexes.find(state.key)?.waiters ?? []) if (waiter.pi === state) return;
  state.owner?.piLocks.delete(state);
};

/** The lock is the waiter's, who runs. */
const pass = (state: PiState, waiter: Waiter): void => {
  const { task } = waiter;
  state.owner?.piLocks.delete(state);
  state.owner = task;
  task.piLocks.add(state);
  task.blockedOn = null;
  waiter.wake();
  drop(task, state);
};

/** Whether the owner waits, over however many locks, for the task (rt_mutex_adjust_prio_chain). */
const leadsTo = (state: PiState, task: Task): boolean => {
  const seen = new Set<PiState>();
  for (let at: PiState | null = state; at !== null && !seen.has(at); at = at.owner?.blockedOn ?? null) {
    if (at.owner === task) return true;
    seen.add(at);
  }
  return false;
};

const checkRequeued = (waiter: Waiter, to: FutexKey): void => {
  const { requeueTo } = waiter;
  if (waiter.pi !== null || requeueTo === null) throw EINVAL;
  if (requeueTo.home !== to.home || requeueTo.address !== to.address) throw EINVAL;
};
