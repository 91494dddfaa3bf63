/**
 * The buffers of read and write, apart from where they lie: in the guest's memory (one or many iovecs) or in the
 * kernel's own (splice, sendfile, execve). Whoever copies names an Uint8Array range; the cursor moves by itself.
 */

/** Where a read puts its bytes. */
export interface Sink {
  /** Bytes still wanted. */
  readonly remaining: number;
  /**
   * Copies `source[start, end)` to the cursor and moves it; at most `remaining` bytes. Answers how many were copied:
   * fewer than asked where the guest's memory faults in the middle; throws EFAULT if it faults at the first byte.
   */
  put(source: Uint8Array, start: number, end: number): number;
  /** Puts `count` zero bytes, by the same rules. */
  putZeroes(count: number): number;
}

/** Where a write takes its bytes from. */
export interface Source {
  readonly remaining: number;
  /** Copies up to `end - start` bytes from the cursor to `target[start, end)`, by the rules of `Sink.put`. */
  take(target: Uint8Array, start: number, end: number): number;
}

/** A sink and a source over the kernel's own bytes. */
export class KernelBuffer implements Sink, Source {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** What was put so far. */
  get filled(): Uint8Array {
    return this.#bytes.subarray(0, this.#position);
  }

  put(source: Uint8Array, start: number, end: number): number {
    const count = Math.min(end - start, this.remaining);
    this.#bytes.set(source.subarray(start, start + count), this.#position);
    this.#position += count;
    return count;
  }

  putZeroes(count: number): number {
    const length = Math.min(count, this.remaining);
    this.#bytes.fill(0, this.#position, this.#position + length);
    this.#position += length;
    return length;
  }

  take(target: Uint8Array, start: number, end: number): number {
    const count = Math.min(end - start, this.remaining);
    target.set(this.#bytes.subarray(this.#position, this.#position + count), start);
    this.#position += count;
    return count;
  }
}
