/** The cpu controller: shares, and a bound on processor time in each period (kernel/sched/core.c, cpu_cgroup_subsys). */
import { EINVAL, ERANGE } from "../abi/errors.ts";

/** sched_prio_to_weight: what nice −20 to 19 weigh. */
const NICE_WEIGHTS = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991,
  1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
];

const DEFAULT_SHARES = 1024;
const DEFAULT_PERIOD = 100_000;
/** Microseconds that quota and period must have, and that a period may have. */
const SHORTEST = 1000;
const LONGEST_PERIOD = 1_000_000;

export class CpuControl {
  readonly parent: CpuControl | null;
  /** In the scheduler's measure, where 1024 is the usual share. */
  shares = DEFAULT_SHARES;
  isIdle = false;
  /** Microseconds; a quota of Infinity is no bound. */
  quota = Number.POSITIVE_INFINITY;
  period = DEFAULT_PERIOD;
  burst = 0;
  /** Nanoseconds used by all that lived here and below. */
  user = 0;
  system = 0;

  /** Periods that began with a quota, those in which it was used up, and nanoseconds waited for the next. */
  periods = 0;
  throttledPeriods = 0;
  throttledTime = 0;
  /** Nanoseconds of the virtual clock; 0 before the first period. */
  #periodEnd = 0;
  /** Nanoseconds of use until which it may run in this period. */
  #usedUntil = 0;
  #isThrottled = false;

  constructor(parent: CpuControl | null) {
    this.parent = parent;
  }

  charge(user: number, system: number): void {
    for (let at: CpuControl | null = this; at !== null; at = at.parent) {
      at.user += user;
      at.system += system;
    }
  }

  /** cpu.weight, 1 to 10000. */
  get weight(): number {
    return Math.round((this.shares * 100) / DEFAULT_SHARES);
  }

  set weight(weight: number) {
    if (weight < 1 || weight > 10_000) throw ERANGE;
    if (this.isIdle) throw EINVAL;
    this.shares = Math.round((weight * DEFAULT_SHARES) / 100);
  }

  /** The nice value that weighs most like it (cpu_weight_nice_read_s64). */
  get nice(): number {
    let last = Number.POSITIVE_INFINITY;
    let index = 0;
    for (; index < NICE_WEIGHTS.length; index++) {
      const delta = Math.abs((NICE_WEIGHTS[index] ?? 0) - this.shares);
      if (delta >= last) break;
      last = delta;
    }
    return index - 1 - 20;
  }

  set nice(nice: number) {
    if (nice < -20 || nice > 19) throw ERANGE;
    if (this.isIdle) throw EINVAL;
    this.shares = NICE_WEIGHTS[nice + 20] ?? DEFAULT_SHARES;
  }

  get maxText(): string {
    return `${this.quota === Number.POSITIVE_INFINITY ? "max" : this.quota} ${this.period}\n`;
  }

  /** Writing to cpu.max: "QUOTA", "QUOTA PERIOD" or "max". */
  setMax(text: string): void {
    const [quotaText = "", periodText = String(this.period)] = text.split(/\s+/);
    if (!/^\d+$/.test(periodText) || !(quotaText === "max" || /^\d+$/.test(quotaText))) throw EINVAL;
    const quota = quotaText === "max" ? Number.POSITIVE_INFINITY : Number(quotaText);
    const period = Number(periodText);
    if (quota < SHORTEST || period < SHORTEST || period > LONGEST_PERIOD) throw EINVAL;
    this.quota = quota;
    this.period = period;
    this.#periodEnd = 0;
    this.#usedUntil = 0;
  }

  /** What is left of the quota in this period, here and above, in nanoseconds; Infinity without a quota. */
  left(now: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let at: CpuControl | null = this; at !== null; at = at.parent) {
      if (at.quota !== Number.POSITIVE_INFINITY) least = Math.min(least, at.#leftHere(now));
    }
    return least;
  }

  /** When somebody who has nothing left may run again; counts the wait. */
  nextPeriod(now: number): number {
    let end = now;
    for (let at: CpuControl | null = this; at !== null; at = at.parent) {
      if (at.quota === Number.POSITIVE_INFINITY || at.#leftHere(now) > 0) continue;
      end = Math.max(end, at.#periodEnd);
      if (at.#isThrottled) continue;
      at.#isThrottled = true;
      at.throttledPeriods++;
      at.throttledTime += at.#periodEnd - now;
    }
    return end;
  }

  #leftHere(now: number): number {
    const length = this.period * 1000;
    if (now >= this.#periodEnd) {
      if (this.#periodEnd > 0) this.periods++;
      this.#isThrottled = false;
      // What a turn took too much counts in the next period.
      const over = Math.max(0, this.user + this.system - this.#usedUntil);
      this.#periodEnd = now + length;
      this.#usedUntil = this.user + this.system + this.quota * 1000 - (this.#usedUntil === 0 ? 0 : over);
    }
    return this.#usedUntil - this.user - this.system;
  }

  setIdle(isIdle: boolean): void {
    if (this.isIdle && !isIdle) this.shares = DEFAULT_SHARES;
    this.isIdle = isIdle;
  }

  reset(): void {
    this.#periodEnd = 0;
    this.#usedUntil = 0;
    this.#isThrottled = false;
    this.periods = 0;
    this.throttledPeriods = 0;
    this.throttledTime = 0;
    this.shares = DEFAULT_SHARES;
    this.isIdle = false;
    this.quota = Number.POSITIVE_INFINITY;
    this.period = DEFAULT_PERIOD;
    this.burst = 0;
  }
}
