/**
 * What was typed and not yet read: a ring of 4096 bytes, in which the ends of lines are marked (the read buffer of
 * drivers/tty/n_tty.c). Positions count on for ever; where they lie in the ring is their rest.
 */
import { DISABLED } from "../abi/termios.ts";

export const QUEUE_SIZE = 4096;
const MASK = QUEUE_SIZE - 1;

/** Where a read puts bytes: `buffer[used, limit)`. */
export interface ReadChunk {
  readonly buffer: Uint8Array;
  used: number;
  readonly limit: number;
}

export class InputQueue {
  readonly #bytes = new Uint8Array(QUEUE_SIZE);
  readonly #ends = new Uint8Array(QUEUE_SIZE);
  /** Where the next byte goes, and what has been read. */
  head = 0;
  tail = 0;
  /** End of the last whole line; what follows can still be erased. */
  lineHead = 0;
  /** End of what may be read outside canonical mode. */
  commitHead = 0;

  get count(): number {
    return this.head - this.tail;
  }

  byteAt(position: number): number {
    return this.#bytes[position & MASK]!;
  }

  put(byte: number): void {
    this.#bytes[this.head++ & MASK] = byte;
  }

  /** The last byte of a line: all of it may be read now. */
  putLineEnd(byte: number): void {
    this.#ends[this.head & MASK] = 1;
    this.put(byte);
    this.lineHead = this.head;
  }

  commit(): void {
    this.commitHead = this.head;
  }

  /** Nothing was ever typed (reset_buffer_flags). */
  reset(): void {
    this.head = 0;
    this.tail = 0;
    this.lineHead = 0;
    this.commitHead = 0;
    this.#ends.fill(0);
  }

  /** Canonical mode was entered or left: what waits can be read, as if it were one line. */
  changeMode(isCanonical: boolean): void {
    this.#ends.fill(0);
    if (!isCanonical || this.count === 0) {
      this.lineHead = this.tail;
    } else {
      this.#ends[(this.head - 1) & MASK] = 1;
      this.lineHead = this.head;
    }
    this.commit();
  }

  /** Copies as much as fits, up to the ring's end. True when there is more (copy_from_read_buf). */
  copyBytes(chunk: ReadChunk): boolean {
    const start = this.tail & MASK;
    const count = Math.min(this.commitHead - this.tail, QUEUE_SIZE - start, chunk.limit - chunk.used);
    if (count <= 0) return false;
    chunk.buffer.set(this.#bytes.subarray(start, start + count), chunk.used);
    chunk.used += count;
    this.tail += count;
    return this.commitHead !== this.tail;
  }

  /** Copies one line, or its beginning. True when the line goes on (canon_copy_from_read_buf). */
  copyLine(chunk: ReadChunk): boolean {
    if (chunk.used === chunk.limit) return false;
    const most = Math.min(this.lineHead - this.tail, chunk.limit - chunk.used);
    let count = 0;
    let isEnd = false;
    while (count < most && !isEnd) isEnd = this.#ends[(this.tail + count++) & MASK] !== 0;
    const copied = isEnd && this.byteAt(this.tail + count - 1) === DISABLED ? count - 1 : count;
    for (let i = 0; i < copied; i++) chunk.buffer[chunk.used++] = this.byteAt(this.tail + i);
    if (isEnd) this.#ends[(this.tail + count - 1) & MASK] = 0;
    this.tail += count;
    return !isEnd && this.tail !== this.lineHead;
  }

  /** The reader's buffer was full right before an end of file: that belongs to what was read (canon_skip_eof). */
  skipEndOfFile(): void {
    if (this.tail === this.lineHead || this.#ends[this.tail & MASK] === 0) return;
    if (this.byteAt(this.tail) !== DISABLED) return;
    this.#ends[this.tail & MASK] = 0;
    this.tail++;
  }

  /** Bytes of whole lines, ends of file not counted (inq_canon). */
  lineBytes(): number {
    let count = this.lineHead - this.tail;
    for (let at = this.tail; at < this.lineHead; at++) {
      if (this.#ends[at & MASK] !== 0 && this.byteAt(at) === DISABLED) count--;
    }
    return count;
  }
}
