/** The pids controller: how many threads there may be in a group and below (kernel/cgroup/pids.c). */
import { EAGAIN, EINVAL } from "../abi/errors.ts";

/** PID_MAX_LIMIT and one. */
const PIDS_MAX = (1 << 22) + 1;

export class PidsControl {
  readonly #parent: PidsControl | null;
  readonly #onRefusal: () => void;
  /** Numbers in use: living threads, and processes that were not waited for. */
  current = 0;
  peak = 0;
  max = Number.POSITIVE_INFINITY;
  /** Forks that were refused for the sake of a limit here or above. */
  refusals = 0;

  constructor(parent: PidsControl | null, onRefusal: () => void) {
    this.#parent = parent;
    this.#onRefusal = onRefusal;
  }

  /** A number more, whatever the limits say: who is moved here is not refused. */
  charge(): void {
    for (let at: PidsControl | null = this; at !== null; at = at.#parent) {
      at.current++;
      at.peak = Math.max(at.peak, at.current);
    }
  }

  /** A number more for a fork: EAGAIN when that is beyond a limit here or above. */
  chargeFork(): void {
    for (let at: PidsControl | null = this; at !== null; at = at.#parent) {
      if (at.current + 1 <= at.max) continue;
      this.refusals++;
      this.#onRefusal();
      throw EAGAIN;
    }
    this.charge();
  }

  uncharge(): void {
    for (let at: PidsControl | null = this; at !== null; at = at.#parent) at.current--;
  }

  /** Writing to pids.max. */
  setMax(text: string): void {
    if (text === "max") {
      this.max = Number.POSITIVE_INFINITY;
      return;
    }
    const value = /^\+?(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text.replace("+", "")) : Number.NaN;
    if (!(value < PIDS_MAX)) throw EINVAL;
    this.max = value;
  }

  reset(): void {
    this.max = Number.POSITIVE_INFINITY;
    this.peak = this.current;
    this.refusals = 0;
  }
}
