/** What TCP_CORK and MSG_MORE hold back: less than a segment, and not for long (tcp(7), TCP_CORK). */
import type { Clock, Timer } from "../../core/clock.ts";

/** Held back no longer than this, in nanoseconds. */
const LONGEST = 200e6;

export class Cork {
  readonly #clock: Clock;
  readonly #flush: () => void;
  #parts: Uint8Array[] = [];
  #timer: Timer | null = null;
  /** Bytes that are held back. */
  size = 0;

  constructor(clock: Clock, flush: () => void) {
    this.#clock = clock;
    this.#flush = flush;
  }

  /** Holds `data` back, behind what is. */
  push(data: Uint8Array): void {
    this.#parts.push(data);
    this.size += data.length;
    this.#timer ??= this.#clock.arm(this.#clock.now + LONGEST, () => {
      this.#timer = null;
      this.#flush();
    });
  }

  /** Everything that was held back, as one piece. */
  takeAll(): Uint8Array {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.size = 0;
    return whole;
  }
}
