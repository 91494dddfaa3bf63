/**
 * POSIX timers (timer_create(2); kernel/time/posix-timers.c). An interval timer is armed again only when its signal is
 * taken: the periods that went by meanwhile are its overruns.
 */
import { SI_TIMER } from "../abi/signal.ts";
import type { Clock, Timer } from "../core/clock.ts";
import type { SignalInfo } from "./signals/siginfo.ts";

/** Overruns are told in an int (DELAYTIMER_MAX). */
const MAX_OVERRUN = 0x7fff_ffff;

export interface TimerEvent {
  readonly signo: number;
  readonly value: bigint;
  /** Sends the signal; null for SIGEV_NONE. False when nobody would take it. */
  /** As /proc/PID/timers says it: what is notified, and which thread; null for the process. */
  readonly notify: "signal" | "none" | "thread";
  readonly tid: number | null;
  readonly send: ((info: SignalInfo) => boolean) | null;
}

export class PosixTimer {
  readonly id: number;
  readonly clockId: number;
  overrun = 0;
  #interval = 0;
  /** What it counts: the virtual clock or a CPU clock. */
  readonly clock: Clock;
  readonly event: TimerEvent;
  #timer: Timer | null = null;
  /** When it fires next or fired last, nanoseconds since boot. */
  #deadline = 0;
  #isPending = false;
  #generation = 0;

  constructor(id: number, clockId: number, clock: Clock, event: TimerEvent) {
    this.id = id;
    this.clockId = clockId;
    this.clock = clock;
    this.event = event;
  }

  /** Nanoseconds left and interval; zeroes when disarmed. */
  get(): { left: number; interval: number } {
    const { now } = this.clock;
    if (this.#timer !== null) return { left: Math.max(this.#deadline - now, 1), interval: this.#interval };
    if (this.#isPending && this.#interval > 0) {
      const next = this.#deadline + this.#periodsSince(now) * this.#interval + this.#interval;
      return { left: Math.max(next - now, 1), interval: this.#interval };
    }
    // A timer without a signal goes on counting by itself.
    if (this.event.send === null && this.#interval > 0 && this.#deadline > 0) {
      const next = this.#deadline + (this.#periodsSince(now) + 1) * this.#interval;
      return { left: next - now, interval: this.#interval };
    }
    return { left: 0, interval: this.#interval };
  }

  /** Arms at `deadline` (nanoseconds since boot), repeating; Infinity disarms. */
  set(deadline: number, interval: number): void {
    this.cancel();
    this.#interval = interval;
    this.overrun = 0;
    this.#deadline = 0;
    if (deadline !== Number.POSITIVE_INFINITY) this.#arm(deadline);
  }

  cancel(): void {
    if (this.#timer !== null) this.clock.cancel(this.#timer);
    this.#timer = null;
    this.#isPending = false;
    this.#generation++;
  }

  #periodsSince(now: number): number {
    return Math.max(0, Math.floor((now - this.#deadline) / this.#interval));
  }

  #arm(deadline: number): void {
    this.#deadline = deadline;
    this.#timer = this.clock.arm(deadline, () => {
      this.#timer = null;
      this.#expire();
    });
  }

  #expire(): void {
    const { send, signo, value } = this.event;
    if (send === null) return;
    const generation = this.#generation;
    this.#isPending = true;
    const onTake = (): number => (generation === this.#generation ? this.#taken() : 0);
    const sent = send({ kind: "timer", signo, code: SI_TIMER, timerid: this.id, overrun: 0, value, onTake });
    if (!sent) this.#taken();
  }

  /** The signal was taken: counts what was missed and arms the next period. */
  #taken(): number {
    this.#isPending = false;
    if (this.#interval === 0) {
      this.overrun = 0;
      return 0;
    }
    const missed = this.#periodsSince(this.clock.now);
    this.overrun = Math.min(missed, MAX_OVERRUN);
    this.#arm(this.#deadline + (missed + 1) * this.#interval);
    return this.overrun;
  }
}
