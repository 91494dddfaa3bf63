/**
 * A thread as the scheduler and the wait queues see it: something that runs, sleeps and is woken. `process/task.ts`
 * makes it a Linux task.
 *
 * Blocking calls are generators (`Blocking<T>`): `yield` gives the processor away, and the thread goes on there once
 * it has been woken. All sleeping goes through `waitEvent`.
 */
import { ERESTARTSYS, type Errno } from "../abi/errors.ts";
import type { Clock } from "./clock.ts";
import type { Scheduler } from "./scheduler.ts";
import { WaitEntry, type WaitQueue } from "./wait-queue.ts";

export type Blocking<T> = Generator<undefined, T, undefined>;

/** What `waitEvent` answers when its deadline came first. */
export const TIMED_OUT: unique symbol = Symbol("timed out");

const NOTHING: readonly WaitQueue[] = [];

export type ThreadState = "runnable" | "sleeping" | "stopped" | "traced" | "frozen" | "dead";

export interface WaitOptions {
  /** Nanoseconds since boot; Infinity (the default) waits for ever. */
  readonly deadline?: number;
  /** Stand at the tail and be woken one at a time. */
  readonly exclusive?: boolean;
  /** Which events of the queues count, as poll bits; all by default. */
  readonly mask?: number;
  /** What is thrown when a signal is pending; ERESTARTSYS by default. */
  readonly interrupt?: Errno;
  /** Only a fatal signal interrupts (TASK_KILLABLE). */
  readonly killable?: boolean;
  /** What is waited for, for the wait graph of a deadlock report: "pipe_read", "futex_wait". */
  readonly reason: string;
}

export abstract class Thread {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  state: ThreadState = "runnable";
  /** What it sleeps for, while it does; for reports. */
  waitingFor: string | null = null;
  /** The queues that it stands in, while it sleeps; for reports. */
  waitingOn: readonly WaitQueue[] = NOTHING;
  /** @internal Stands in the run queue. */ isQueued = false;

  constructor(scheduler: Scheduler, clock: Clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** A signal that this thread must act on is pending (signal_pending). */
  abstract hasPendingSignal(): boolean;
  /** It is being killed (fatal_signal_pending). */
  abstract isDying(): boolean;
  /** Runs for at most one quantum; called by the scheduler. */
  abstract runSlice(): void;

  /** Makes a sleeping thread runnable (wake_up_process). Answers whether it slept. */
  wake(): boolean {
    if (this.state !== "sleeping") return false;
    this.state = "runnable";
    this.scheduler.enqueue(this);
    return true;
  }

  /**
   * Sleeps until `condition` answers something other than undefined, and answers it. It is tried first, and again after
   * each wake of any of the queues. At the deadline the answer is TIMED_OUT; a pending signal throws.
   */
  *waitEvent<T>(
    queues: readonly WaitQueue[],
    condition: () => T | undefined,
    options: WaitOptions,
  ): Blocking<T | typeof TIMED_OUT> {
    const { deadline = Number.POSITIVE_INFINITY, mask = -1, exclusive = false, interrupt = ERESTARTSYS } = options;
    const onWake = (events: number): boolean => (events & mask) !== 0 && this.wake();
    const entries: WaitEntry[] = [];
    for (let i = 0; i < queues.length; i++) {
      const entry = new WaitEntry(onWake, exclusive);
      (queues[i] as WaitQueue).add(entry);
      entries.push(entry);
    }
    const timer = deadline === Number.POSITIVE_INFINITY ? null : this.clock.arm(deadline, () => this.wake());
    try {
      for (;;) {
        const value = condition();
        if (value !== undefined) return value;
        if (options.killable ? this.isDying() : this.hasPendingSignal()) throw interrupt;
        if (this.clock.now >= deadline) return TIMED_OUT;
        this.state = "sleeping";
        this.waitingFor = options.reason;
        this.waitingOn = queues;
        yield;
        this.waitingFor = null;
        this.waitingOn = NOTHING;
      }
    } finally {
      for (let i = 0; i < entries.length; i++) (entries[i] as WaitEntry).remove();
      if (timer !== null) this.clock.cancel(timer);
    }
  }

  /** Gives the processor away and stays runnable (sched_yield). */
  *yieldProcessor(): Blocking<void> {
    this.scheduler.enqueue(this);
    yield;
  }
}
