/**
 * The open file of timerfd_create(2) (fs/timerfd.c). A read takes the number of expirations since the last one; an
 * interval timer wakes its waiters at the first of them and is wound on by whoever looks: read or gettime.
 */
import { ECANCELED, EFAULT, EINVAL } from "../abi/errors.ts";
import { O_RDWR } from "../abi/open.ts";
import { POLLIN } from "../abi/poll.ts";
import { u64 } from "../abi/struct.ts";
import type { Caller } from "../core/caller.ts";
import type { Clock, Timer } from "../core/clock.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { Sink } from "../memory/io.ts";
import { anonymous } from "./anonymous.ts";
import { OpenFile, WOULD_BLOCK, type WouldBlock } from "./open-file.ts";

const identity = anonymous("[timerfd]");

/** Nanoseconds: until the next expiration (0: disarmed), and between expirations (0: one shot). */
export interface TimerSetting {
  readonly value: number;
  readonly interval: number;
}

/** What setting the real-time clock does to it: moves it, and makes its next read ECANCELED. */
export interface ClockRules {
  readonly followsClock: boolean;
  readonly cancels: boolean;
}

const NO_RULES: ClockRules = { followsClock: false, cancels: false };

export class TimerFile extends OpenFile {
  readonly clockId: number;
  /** TFD_* of the last timerfd_settime. */
  settimeFlags = 0;
  readonly #clock: Clock;
  readonly #queue = new WaitQueue();
  readonly #queues = [this.#queue];
  #timer: Timer | null = null;
  /** Nanoseconds since boot at which the timer expires (or has, last). */
  #expiry = 0;
  #interval = 0;
  #ticks = 0;
  /** It expired and was not wound on since. */
  #expired = false;
  #rules = NO_RULES;
  /** The clock was set, and whoever reads is to hear of it. */
  #isCancelled = false;

  constructor(clockId: number, clock: Clock, flags: number) {
    super(O_RDWR | flags);
    this.clockId = clockId;
    this.#clock = clock;
  }

  override describe(): string {
    return identity.describe();
  }

  override details(): string {
    const time = (nanoseconds: number): string => `(${Math.floor(nanoseconds / 1e9)}, ${nanoseconds % 1e9})`;
    const left = this.#timer === null ? 0 : Math.max(0, this.#expiry - this.#clock.now);
    return (
      `clockid: ${this.clockId}\nticks: ${this.#ticks}\nsettime flags: 0${this.settimeFlags.toString(8)}\n` +
      `it_value: ${time(left)}\nit_interval: ${time(this.#interval)}\n`
    );
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override poll(): number {
    return this.#ticks > 0 ? POLLIN : 0;
  }

  override read(_caller: Caller, sink: Sink): number | WouldBlock {
    if (sink.remaining < 8) throw EINVAL;
    if (this.#isCancelled) {
      this.#isCancelled = false;
      this.#ticks = 0;
      this.#expired = false;
      throw ECANCELED;
    }
    if (this.#ticks === 0) return WOULD_BLOCK;
    if (this.#expired && this.#interval > 0) this.#ticks += this.#windOn() - 1;
    if (this.#interval > 0) this.#arm();
    const out = new Uint8Array(8);
    u64.write(new DataView(out.buffer), 0, BigInt(this.#ticks));
    this.#ticks = 0;
    this.#expired = false;
    if (sink.put(out, 0, 8) < 8) throw EFAULT;
    return 8;
  }

  override seek(): number {
    return 0;
  }

  /** timerfd_settime: answers the old setting. `expiry` is nanoseconds since boot, null to disarm. */
  set(expiry: number | null, interval: number, rules: ClockRules = NO_RULES): TimerSetting {
    this.#rules = rules;
    this.#isCancelled = false;
    if (rules.followsClock) this.#clock.onSet.add(this.#clockSet);
    else this.#clock.onSet.delete(this.#clockSet);
    this.#disarm();
    if (this.#expired && this.#interval > 0) this.#windOn();
    const old = { value: this.#remaining(), interval: this.#interval };
    this.#expired = false;
    this.#ticks = 0;
    this.#interval = interval;
    this.#expiry = expiry ?? 0;
    if (expiry !== null) this.#arm();
    return old;
  }

  /** timerfd_gettime. */
  get setting(): TimerSetting {
    if (this.#expired && this.#interval > 0) {
      this.#expired = false;
      this.#ticks += this.#windOn() - 1;
      this.#arm();
    }
    return { value: this.#remaining(), interval: this.#interval };
  }

  readonly #clockSet = (leap: number): void => {
    if (this.#expiry !== 0) this.#expiry -= leap;
    if (this.#timer !== null) this.#arm();
    if (!this.#rules.cancels) return;
    this.#isCancelled = true;
    this.#ticks++;
    this.#queue.wake(POLLIN);
  };

  protected override onRelease(): void {
    this.#clock.onSet.delete(this.#clockSet);
    this.#disarm();
  }

  #remaining(): number {
    return this.#expiry === 0 ? 0 : Math.max(0, this.#expiry - this.#clock.now);
  }

  /** Moves the expiry past now; answers how many intervals that took (hrtimer_forward_now). */
  #windOn(): number {
    const late = this.#clock.now - this.#expiry;
    if (late < 0) return 0;
    const intervals = Math.floor(late / this.#interval) + 1;
    this.#expiry += intervals * this.#interval;
    return intervals;
  }

  #arm(): void {
    this.#disarm();
    this.#timer = this.#clock.arm(this.#expiry, () => this.#expire());
  }

  #disarm(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  #expire(): void {
    this.#timer = null;
    this.#expired = true;
    this.#ticks++;
    this.#queue.wake(POLLIN);
  }
}
