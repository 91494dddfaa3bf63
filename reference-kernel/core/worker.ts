/**
 * A thread of the kernel's own that does work put off (a kworker): each turn of its does one piece. So what Linux leaves
 * to another processor happens here at some later turn, and the schedule's seed decides which.
 */
import type { Clock } from "./clock.ts";
import type { Scheduler } from "./scheduler.ts";
import { Thread } from "./thread.ts";

export class Worker extends Thread {
  #work: (() => void)[] = [];

  constructor(scheduler: Scheduler, clock: Clock) {
    super(scheduler, clock);
    this.state = "sleeping";
  }

  /** Puts a piece of work off (queue_work). */
  queue(work: () => void): void {
    this.#work.push(work);
    this.wake();
  }

  /** Does at once whatever is put off (flush_work). */
  flush(): void {
    for (let work = this.#work.shift(); work !== undefined; work = this.#work.shift()) work();
  }

  override hasPendingSignal(): boolean {
    return false;
  }

  override isDying(): boolean {
    return false;
  }

  override runSlice(): void {
    this.#work.shift()?.();
    if (this.#work.length > 0) this.scheduler.enqueue(this);
    else this.state = "sleeping";
  }
}
