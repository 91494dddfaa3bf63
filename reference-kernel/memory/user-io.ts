/** Sinks and sources over the guest's memory: what read, write, readv, writev hand to an open file. */
import { EFAULT } from "../abi/errors.ts";
import type { Sink, Source } from "./io.ts";
import type { IoVector, UserMemory } from "./user-memory.ts";

const NONE: readonly IoVector[] = [];

/** A cursor over iovecs. A fault after some bytes makes a short count; at the first byte it is EFAULT. */
export class UserBuffer implements Sink, Source {
  readonly #memory: UserMemory;
  /** Where the cursor stands, and how many bytes its vector has from there. */
  #address: number;
  #left: number;
  /** The vectors after it begin at `#index`. */
  readonly #vectors: readonly IoVector[];
  #index = 0;
  #remaining: number;
  #hasMoved = false;

  /** One vector, and those after it. */
  constructor(memory: UserMemory, base: number, length: number, vectors = NONE) {
    this.#memory = memory;
    this.#address = base;
    this.#left = length;
    this.#vectors = vectors;
    this.#remaining = length;
    for (let i = 0; i < vectors.length; i++) this.#remaining += (vectors[i] as IoVector).length;
  }

  static over(memory: UserMemory, vectors: readonly IoVector[]): UserBuffer {
    return new UserBuffer(memory, 0, 0, vectors);
  }

  get remaining(): number {
    return this.#remaining;
  }

  put(source: Uint8Array, start: number, end: number): number {
    const total = Math.min(end - start, this.#remaining);
    let done = 0;
    while (done < total) {
      const count = this.#piece(total - done);
      const copied = this.#memory.copyOut(this.#address, source, start + done, count);
      done += copied;
      if (!this.#advance(copied, count)) break;
    }
    return done;
  }

  putZeroes(wanted: number): number {
    const total = Math.min(wanted, this.#remaining);
    let done = 0;
    while (done < total) {
      const count = this.#piece(total - done);
      const copied = this.#memory.zero(this.#address, count);
      done += copied;
      if (!this.#advance(copied, count)) break;
    }
    return done;
  }

  take(target: Uint8Array, start: number, end: number): number {
    const total = Math.min(end - start, this.#remaining);
    let done = 0;
    while (done < total) {
      const count = this.#piece(total - done);
      const copied = this.#memory.copyIn(this.#address, target, start + done, count);
      done += copied;
      if (!this.#advance(copied, count)) break;
    }
    return done;
  }

  /** How many of `wanted` bytes lie in the vector under the cursor; goes to the next one at its end. */
  #piece(wanted: number): number {
    while (this.#left === 0) {
      const { base, length } = this.#vectors[this.#index++] as IoVector;
      this.#address = base;
      this.#left = length;
    }
    return Math.min(wanted, this.#left);
  }

  /** Moves the cursor over what was copied. False when that is less than there was: a fault ends it all. */
  #advance(copied: number, count: number): boolean {
    this.#address += copied;
    this.#left -= copied;
    this.#remaining -= copied;
    if (copied > 0) this.#hasMoved = true;
    if (copied === count) return true;
    if (!this.#hasMoved) throw EFAULT;
    this.#remaining = 0;
    return false;
  }
}
