/**
 * Wait queues, as Linux has them (kernel/sched/wait.c): everything that blocks or can be polled is woken through one.
 * Waiters that are not exclusive stand at the head, exclusive ones at the tail, and one of those is woken an event.
 */

/** One waiter on one queue. `onWake` answers true if it took the event (this is what counts for exclusive waiters). */
export class WaitEntry {
  readonly exclusive: boolean;
  readonly onWake: (mask: number) => boolean;
  /** @internal */ queue: WaitQueue | null = null;
  /** @internal */ previous: WaitEntry | null = null;
  /** @internal */ next: WaitEntry | null = null;

  constructor(onWake: (mask: number) => boolean, exclusive = false) {
    this.onWake = onWake;
    this.exclusive = exclusive;
  }

  get isQueued(): boolean {
    return this.queue !== null;
  }

  /** Leaves its queue; nothing happens if it is in none. */
  remove(): void {
    this.queue?.unlink(this);
  }
}

export class WaitQueue {
  #head: WaitEntry | null = null;
  #tail: WaitEntry | null = null;

  get isEmpty(): boolean {
    return this.#head === null;
  }

  add(entry: WaitEntry): void {
    if (entry.queue !== null) throw new Error("a wait entry stands in one queue at a time");
    entry.queue = this;
    if (entry.exclusive) {
      entry.previous = this.#tail;
      if (this.#tail === null) this.#head = entry;
      else this.#tail.next = entry;
      this.#tail = entry;
    } else {
      entry.next = this.#head;
      if (this.#head === null) this.#tail = entry;
      else this.#head.previous = entry;
      this.#head = entry;
    }
  }

  /**
   * Tells the waiters that the events in `mask` (poll bits; all by default) happened. Every waiter that is not
   * exclusive hears of it, and `exclusive` of the exclusive ones that take it. Returns how many took it.
   */
  wake(mask = -1, exclusive = 1): number {
    let taken = 0;
    let left = exclusive;
    for (let entry = this.#head; entry !== null; ) {
      const next: WaitEntry | null = entry.next;
      if (entry.onWake(mask)) {
        taken++;
        if (entry.exclusive && --left === 0) break;
      }
      entry = next;
    }
    return taken;
  }

  wakeAll(mask = -1): number {
    return this.wake(mask, Number.POSITIVE_INFINITY);
  }

  /** @internal */
  unlink(entry: WaitEntry): void {
    if (entry.previous === null) this.#head = entry.next;
    else entry.previous.next = entry.next;
    if (entry.next === null) this.#tail = entry.previous;
    else entry.next.previous = entry.previous;
    entry.queue = null;
    entry.previous = null;
    entry.next = null;
  }
}
