/**
 * Futexes (futex(2); kernel/futex/): queues of waiters by address. A key says which memory is meant: a private futex its
 * address in one address space, a shared one the byte of the frame behind a shared mapping. A shared operation on
 * private memory has a key of its own, as on Linux (FUT_OFF_MMSHARED).
 */

import { EINVAL, type Errno } from "../abi/errors.ts";
import type { Blocking } from "../core/thread.ts";
import { TIMED_OUT } from "../core/thread.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { AddressSpace } from "../memory/address-space.ts";
import type { PiState } from "./pi-futex.ts";
import type { Task } from "./task.ts";

export class Waiter {
  readonly task: Task;
  readonly bitset: number;
  readonly queue = new WaitQueue();
  isWoken = false;
  /** The list it stands in; requeue changes it. */
  list: WaiterList;
  /** The lock that it waits for; null for one that waits to be woken. */
  pi: PiState | null = null;
  /** The lock that it is to be moved to (FUTEX_WAIT_REQUEUE_PI). */
  requeueTo: FutexKey | null = null;

  constructor(task: Task, bitset: number, list: WaiterList) {
    this.task = task;
    this.bitset = bitset;
    this.list = list;
  }

  /** Only the operations on locks may wake or move it. */
  get isOfLock(): boolean {
    return this.pi !== null || this.requeueTo !== null;
  }

  /** It leaves its list, and runs. */
  wake(): void {
    this.list.remove(this);
    this.isWoken = true;
    this.queue.wakeAll();
  }
}

export class WaiterList {
  readonly waiters = new Set<Waiter>();
  readonly home: Map<number, WaiterList>;
  readonly address: number;

  constructor(home: Map<number, WaiterList>, address: number) {
    this.home = home;
    this.address = address;
  }

  add(waiter: Waiter): void {
    this.waiters.add(waiter);
    waiter.list = this;
  }

  remove(waiter: Waiter): void {
    // A waiter that was woken has left already; meanwhile another list may stand under the same address.
    if (this.waiters.delete(waiter) && this.waiters.size === 0) this.home.delete(this.address);
  }
}

/** Where a futex is: made by `FutexTable.key`, valid until the memory map changes. */
export interface FutexKey {
  readonly home: Map<number, WaiterList>;
  readonly address: number;
}

interface SpaceFutexes {
  readonly private: Map<number, WaiterList>;
  readonly shared: Map<number, WaiterList>;
}

export class FutexTable {
  readonly #spaces = new WeakMap<AddressSpace, SpaceFutexes>();
  readonly #frames = new Map<number, WaiterList>();

  /** get_futex_key. */
  key(space: AddressSpace, address: number, isPrivate: boolean): FutexKey {
    let own = this.#spaces.get(space);
    if (own === undefined) {
      own = { private: new Map(), shared: new Map() };
      this.#spaces.set(space, own);
    }
    if (isPrivate) return { home: own.private, address };
    const frameByte = space.sharedByte(address);
    return frameByte === null ? { home: own.shared, address } : { home: this.#frames, address: frameByte };
  }

  /**
   * Sleeps until woken (true) or the deadline (false). The caller has compared the futex's value and must not have
   * yielded since.
   */
  *wait(task: Task, key: FutexKey, bitset: number, deadline: number, interrupt: Errno): Blocking<boolean> {
    const waiter = this.enqueue(task, key, bitset);
    try {
      const answer = yield* task.waitEvent([waiter.queue], () => (waiter.isWoken ? true : undefined), {
        deadline,
        interrupt,
        reason: "futex_wait",
      });
      return answer !== TIMED_OUT;
    } finally {
      waiter.list.remove(waiter);
    }
  }

  /** A new waiter at the end of a list. */
  enqueue(task: Task, key: FutexKey, bitset: number): Waiter {
    const list = this.listOf(key);
    const waiter = new Waiter(task, bitset, list);
    list.add(waiter);
    return waiter;
  }

  /** The list of a futex, where anybody waits. */
  find(key: FutexKey): WaiterList | undefined {
    return key.home.get(key.address);
  }

  /** The list of a futex, made where there is none; somebody is to be added to it. */
  listOf(key: FutexKey): WaiterList {
    const list = key.home.get(key.address) ?? new WaiterList(key.home, key.address);
    key.home.set(key.address, list);
    return list;
  }

  /**
   * Wakes up to `count` waiters whose bitset meets `bitset`, the longest waiting first. Answers how many; EINVAL when it
   * comes to one that waits for a lock.
   */
  wake(key: FutexKey, count: number, bitset = -1): number {
    const list = key.home.get(key.address);
    if (list === undefined) return 0;
    let woken = 0;
    for (const waiter of list.waiters) {
      if (woken >= count) break;
      if (waiter.isOfLock) throw EINVAL;
      if ((waiter.bitset & bitset) === 0) continue;
      waiter.wake();
      woken++;
    }
    return woken;
  }

  /** What the kernel does on its own for ended threads: a shared wake. */
  wakeShared(space: AddressSpace, address: number, count: number): void {
    try {
      this.wake(this.key(space, address, false), count);
    } catch (error) {
      // Who waits for a lock there is woken by other means.
      if (error !== EINVAL) throw error;
    }
  }

  /** Wakes `wake` waiters and moves up to `move` others to another futex. Answers how many of each. */
  requeue(from: FutexKey, to: FutexKey, wake: number, move: number): { woken: number; moved: number } {
    const woken = wake > 0 ? this.wake(from, wake) : 0;
    const source = from.home.get(from.address);
    let moved = 0;
    if (source !== undefined && move > 0) {
      for (const waiter of [...source.waiters].slice(0, move)) {
        if (waiter.isOfLock) throw EINVAL;
        source.remove(waiter);
        this.listOf(to).add(waiter);
        moved++;
      }
    }
    return { woken, moved };
  }
}
