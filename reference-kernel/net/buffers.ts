/**
 * Large pieces of data on their way between sockets: made once and used again, since making them costs more than filling
 * them. Whoever takes one gives it back when nobody reads it any more; one that is not given back is simply collected.
 */

/** Longest piece, and the shortest that is worth keeping. */
const SIZE = 65536;
const LARGE = 8192;
/** Kept at most. */
const MOST = 64;

export class Buffers {
  readonly #free: ArrayBuffer[] = [];

  /** Room for `length` bytes; what was there before may still be. */
  take(length: number): Uint8Array {
    if (length < LARGE || length > SIZE) return new Uint8Array(length);
    return new Uint8Array(this.#free.pop() ?? new ArrayBuffer(SIZE), 0, length);
  }

  give(data: Uint8Array): void {
    if (data.length < LARGE) return;
    const { buffer } = data;
    if (buffer.byteLength === SIZE && buffer instanceof ArrayBuffer && this.#free.length < MOST)
      this.#free.push(buffer);
  }
}
