/** Sinks and sources over the guest's memory: what read, write, readv, writev hand to an open file. */
import { EFAULT } from "../abi/errors.ts";
import type { Sink, Source } from "./io.ts";
import type { IoVector, UserMemory } from "./user-memory.ts";

/** A cursor over iovecs. A fault after some bytes makes a short count; at the first byte it is EFAULT. */
export class UserBuffer implements Sink, Source {
  readonly #memory: UserMemory;
  readonly #vectors: readonly IoVector[];
  #index = 0;
  #inVector = 0;
  #remaining: number;
  #moved = 0;

  constructor(memory: UserMemory, vectors: readonly IoVector[]) {
    this.#memory = memory;
    this.#vectors = vectors;
    this.#remaining = 0;
    for (const vector of vectors) this.#remaining += vector.length;
  }

  get remaining(): number {
    return this.#remaining;
  }

  put(source: Uint8Array, start: number, end: number): number {
    return this.#move(end - start, (address, done, count) =>
      this.#memory.copyOut(address, source, start + done, count),
    );
  }

  putZeroes(count: number): number {
    return this.#move(count, (address, _done, length) => this.#memory.zero(address, length));
  }

  take(target: Uint8Array, start: number, end: number): number {
    return this.#move(end - start, (address, done, count) => this.#memory.copyIn(address, target, start + done, count));
  }

  #move(wanted: number, copy: (address: number, done: number, count: number) => number): number {
    const total = Math.min(wanted, this.#remaining);
    let done = 0;
    while (done < total) {
      const vector = this.#vectors[this.#index] as IoVector;
      const count = Math.min(total - done, vector.length - this.#inVector);
      const copied = copy(vector.base + this.#inVector, done, count);
      done += copied;
      this.#inVector += copied;
      this.#remaining -= copied;
      this.#moved += copied;
      if (copied < count) {
        if (this.#moved === 0) throw EFAULT;
        this.#remaining = 0;
        break;
      }
      if (this.#inVector === vector.length) {
        this.#index++;
        this.#inVector = 0;
      }
    }
    return done;
  }
}
