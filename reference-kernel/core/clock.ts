/**
 * Virtual time and its timers. Time advances with the instructions executed and, when every thread sleeps, jumps to
 * the next timer; it has nothing to do with the host's clocks.
 *
 * Times are nanoseconds since boot in a JS number: exact for the first 104 days, rounded to powers of two beyond.
 */

/** Seconds since 1970 at which every kernel boots: 2026-01-01T00:00:00Z. */
export const BOOT_REALTIME_SECONDS = 1_767_225_600;

export class Timer {
  /** Nanoseconds since boot. */
  readonly deadline: number;
  readonly fire: () => void;
  /** @internal Position in the heap; -1 when not armed. */ index = -1;
  /** @internal Order among equal deadlines: first armed, first fired. */ sequence: number;

  constructor(deadline: number, sequence: number, fire: () => void) {
    this.deadline = deadline;
    this.sequence = sequence;
    this.fire = fire;
  }

  get isArmed(): boolean {
    return this.index >= 0;
  }
}

const before = (a: Timer, b: Timer): boolean =>
  a.deadline < b.deadline || (a.deadline === b.deadline && a.sequence < b.sequence);

export class Clock {
  /** Nanoseconds since boot, what CLOCK_MONOTONIC and CLOCK_BOOTTIME show. */
  now = 0;
  /** What CLOCK_REALTIME is ahead of `now`, in nanoseconds beyond BOOT_REALTIME_SECONDS (clock_settime moves it). */
  realtimeOffset = 0;
  /** Told when CLOCK_REALTIME was set, and by how many nanoseconds it leapt (clock_was_set). */
  readonly onSet = new Set<(leap: number) => void>();
  /** Deadline of the next timer, Infinity when none is armed. */
  nextDeadline = Number.POSITIVE_INFINITY;
  #heap: Timer[] = [];
  #sequence = 0;

  /** Arms a timer; `fire` runs when `now` reaches `deadline` (at the next `runExpired`). */
  arm(deadline: number, fire: () => void): Timer {
    const timer = new Timer(deadline, this.#sequence++, fire);
    timer.index = this.#heap.length;
    this.#heap.push(timer);
    this.#up(timer.index);
    this.#lookAhead();
    return timer;
  }

  cancel(timer: Timer): void {
    const index = timer.index;
    if (index < 0) return;
    timer.index = -1;
    const last = this.#heap.pop() as Timer;
    if (last !== timer) {
      this.#place(last, index);
      this.#up(index);
      this.#down(last.index);
    }
    this.#lookAhead();
  }

  advance(nanoseconds: number): void {
    this.now += nanoseconds;
  }

  /** Fires every timer whose deadline has come, in order of deadline, then of arming. */
  runExpired(): void {
    while (this.nextDeadline <= this.now) {
      const timer = this.#heap[0] as Timer;
      this.cancel(timer);
      timer.fire();
    }
  }

  /** Jumps to the next timer and fires it; false when none is armed. */
  jump(): boolean {
    const deadline = this.nextDeadline;
    if (deadline === Number.POSITIVE_INFINITY) return false;
    if (deadline > this.now) this.now = deadline;
    this.runExpired();
    return true;
  }

  /** CLOCK_REALTIME as whole seconds since 1970 and nanoseconds. */
  realtime(): { sec: number; nsec: number } {
    const beyond = this.now + this.realtimeOffset;
    const sec = Math.floor(beyond / 1e9);
    return { sec: BOOT_REALTIME_SECONDS + sec, nsec: beyond - sec * 1e9 };
  }

  /** Sets CLOCK_REALTIME: whole seconds since 1970 and nanoseconds. False for a time before the boot. */
  setRealtime(sec: number, nsec: number): boolean {
    const offset = (sec - BOOT_REALTIME_SECONDS) * 1e9 + nsec - Math.floor(this.now);
    if (offset + BOOT_REALTIME_SECONDS * 1e9 < 0) return false;
    const leap = offset - this.realtimeOffset;
    this.realtimeOffset = offset;
    for (const told of [...this.onSet]) told(leap);
    return true;
  }

  /** Every turn and every system call asks for the next deadline: it is kept, not looked for. */
  #lookAhead(): void {
    this.nextDeadline = this.#heap[0]?.deadline ?? Number.POSITIVE_INFINITY;
  }

  #place(timer: Timer, index: number): void {
    this.#heap[index] = timer;
    timer.index = index;
  }

  #up(start: number): void {
    let index = start;
    const timer = this.#heap[index] as Timer;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent] as Timer;
      if (!before(timer, above)) break;
      this.#place(above, index);
      index = parent;
    }
    this.#place(timer, index);
  }

  #down(start: number): void {
    let index = start;
    const timer = this.#heap[index] as Timer;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && before(this.#heap[child + 1] as Timer, this.#heap[child] as Timer)) child++;
      const below = this.#heap[child] as Timer;
      if (!before(below, timer)) break;
      this.#place(below, index);
      index = child;
    }
    this.#place(timer, index);
  }
}
