/**
 * Bytes on their way to one end of a terminal (drivers/tty/tty_buffer.c): the sender puts them here, and a worker hands
 * them to the line discipline as far as that has room. Memory is counted by buffers, not by bytes; what is left of it is
 * what the sender may write.
 */
import type { Worker } from "../core/worker.ts";

/** Bytes of buffers that may wait for a pty (tty_buffer_set_limit). */
const LIMIT = 8192;
/** Sizes of buffers are multiples of this; each holds two bytes for one of its size, as no flags are kept. */
const ALIGN = 256;
/** Most that is put into one buffer: half a page, less its head (TTY_BUFFER_PAGE). */
const LARGEST = 1792;

class Buffer {
  readonly size: number;
  readonly data: Uint8Array;
  used = 0;
  /** What the worker may take. */
  committed = 0;
  taken = 0;
  /** Up to where flow control characters were looked for. */
  lookedAt = 0;
  next: Buffer | null = null;

  constructor(size: number) {
    this.size = size;
    this.data = new Uint8Array(2 * size);
  }
}

/** Who takes the bytes: a line discipline. */
export interface Receiver {
  /** Takes `data[start, end)` from the front; answers how many there was room for. */
  receive(data: Uint8Array, start: number, end: number): number;
  /** These will have to wait: only what must not wait is heeded. */
  lookAhead(data: Uint8Array, start: number, end: number): void;
}

export class FlipBuffer {
  readonly worker: Worker;
  readonly #receiver: Receiver;
  #head: Buffer = new Buffer(0);
  #tail: Buffer = this.#head;
  #memory = 0;
  #isQueued = false;

  constructor(worker: Worker, receiver: Receiver) {
    this.worker = worker;
    this.#receiver = receiver;
  }

  /** How much a writer may put in (tty_buffer_space_avail). */
  get room(): number {
    return Math.max(LIMIT - this.#memory, 0);
  }

  /** Puts bytes in and lets the worker know. Answers how many there was memory for. */
  insert(data: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const wanted = Math.min(end - at, LARGEST);
      const space = this.#request(wanted);
      const tail = this.#tail;
      tail.data.set(data.subarray(at, at + space), tail.used);
      tail.used += space;
      at += space;
      if (space < wanted) break;
    }
    if (at > start) {
      this.#tail.committed = this.#tail.used;
      this.restart();
    }
    return at - start;
  }

  /** The worker has something to do (again). */
  restart(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.worker.queue(() => this.#flushToReceiver());
  }

  /** Drops what waits (tty_buffer_flush). */
  drop(): void {
    for (let next = this.#head.next; next !== null; next = this.#head.next) this.#leaveHead(next);
    this.#head.taken = this.#head.committed;
    this.#head.lookedAt = this.#head.taken;
  }

  /** Makes room for `size` bytes in the tail, in a new buffer if need be; answers how many fit. */
  #request(size: number): number {
    const left = this.#tail.data.length - this.#tail.used;
    if (left >= size) return size;
    if (this.#memory > LIMIT) return left;
    const buffer = new Buffer(Math.ceil(size / ALIGN) * ALIGN);
    this.#memory += buffer.size;
    this.#tail.committed = this.#tail.used;
    this.#tail.next = buffer;
    this.#tail = buffer;
    return size;
  }

  #leaveHead(next: Buffer): void {
    this.#memory -= this.#head.size;
    this.#head = next;
  }

  #flushToReceiver(): void {
    this.#isQueued = false;
    for (;;) {
      const head = this.#head;
      const count = head.committed - head.taken;
      if (count === 0) {
        if (head.next === null) return;
        this.#leaveHead(head.next);
        continue;
      }
      const received = this.#receiver.receive(head.data, head.taken, head.committed);
      head.taken += received;
      if (received < count) this.#lookAhead(head);
      if (received === 0) return;
    }
  }

  /** All that waits is looked through for what must not wait, once. */
  #lookAhead(head: Buffer): void {
    head.lookedAt = Math.max(head.lookedAt, head.taken);
    for (let buffer: Buffer | null = head; buffer !== null; buffer = buffer.next) {
      const { lookedAt, committed } = buffer;
      buffer.lookedAt = committed;
      if (committed > lookedAt) this.#receiver.lookAhead(buffer.data, lookedAt, committed);
    }
  }
}
