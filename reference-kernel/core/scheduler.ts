/**
 * The deterministic scheduler: one queue of runnable threads, served in turn, an instruction budget each. When nobody
 * can run, time jumps to the next timer; when there is none, that is a deadlock, known at once.
 */
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";
import type { Thread } from "./thread.ts";

/** Jumps to a timer in a row after which no one is expected to run any more. */
const MAX_IDLE_JUMPS = 5_000_000;

export class Scheduler {
  readonly #clock: Clock;
  readonly #random: Random | null;
  /** The thread whose turn it is. */
  current: Thread | null = null;
  /** Jumps to a timer since a thread last got to run instructions; whoever runs them sets it back. */
  idleJumps = 0;
  readonly #queue: Thread[] = [];
  #head = 0;

  /** With `random`, the order of turns is drawn from it (schedule seeds); without, it is first come, first served. */
  constructor(clock: Clock, random: Random | null = null) {
    this.#clock = clock;
    this.#random = random;
  }

  get runnable(): number {
    return this.#queue.length - this.#head;
  }

  enqueue(thread: Thread): void {
    if (thread.isQueued) return;
    thread.isQueued = true;
    this.#queue.push(thread);
  }

  /**
   * Runs threads until `done` answers true ("done"), nobody can ever run again ("deadlock"), or timers fire over and
   * over of which nobody takes notice ("idle").
   */
  run(done: () => boolean): "done" | "deadlock" | "idle" {
    for (;;) {
      if (done()) return "done";
      this.#clock.runExpired();
      const thread = this.#next();
      if (thread === null) {
        if (!this.#clock.jump()) return "deadlock";
        if (++this.idleJumps >= MAX_IDLE_JUMPS) return "idle";
        continue;
      }
      if (thread.state !== "runnable") continue;
      this.current = thread;
      thread.runSlice();
    }
  }

  #next(): Thread | null {
    const length = this.runnable;
    if (length === 0) return null;
    if (this.#random !== null && length > 1) {
      const other = this.#head + this.#random.below(length);
      const swapped = this.#queue[other] as Thread;
      this.#queue[other] = this.#queue[this.#head] as Thread;
      this.#queue[this.#head] = swapped;
    }
    const thread = this.#queue[this.#head++] as Thread;
    thread.isQueued = false;
    if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
      this.#queue.copyWithin(0, this.#head);
      this.#queue.length -= this.#head;
      this.#head = 0;
    }
    return thread;
  }
}
