/** ITIMER_REAL (setitimer(2), alarm(2)): one per process, sends SIGALRM, may repeat. Times are nanoseconds. */
import type { Clock, Timer } from "../core/clock.ts";

export class IntervalTimer {
  readonly #clock: Clock;
  readonly #expire: () => void;
  #timer: Timer | null = null;
  #interval = 0;

  constructor(clock: Clock, expire: () => void) {
    this.#clock = clock;
    this.#expire = expire;
  }

  /** Time left and interval; zero when it is not armed. */
  get(): { left: number; interval: number } {
    const left = this.#timer === null ? 0 : Math.max(this.#timer.deadline - this.#clock.now, 1000);
    return { left, interval: this.#interval };
  }

  /** Arms anew; `value` 0 disarms. */
  set(value: number, interval: number): void {
    this.cancel();
    this.#interval = interval;
    if (value > 0) this.#arm(this.#clock.now + value);
  }

  cancel(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  #arm(deadline: number): void {
    this.#timer = this.#clock.arm(deadline, () => {
      this.#timer = null;
      if (this.#interval > 0) this.#arm(deadline + this.#interval);
      this.#expire();
    });
  }
}
