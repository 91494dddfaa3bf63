/** The bytes that came over a connection and were not read yet. */
import { EFAULT } from "../../abi/errors.ts";
import { MSG_PEEK, MSG_TRUNC } from "../../abi/socket.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { InMessage } from "../message.ts";

interface Chunk {
  readonly data: Uint8Array;
  consumed: number;
}

export class ReceiveBuffer {
  #chunks: Chunk[] = [];
  /** Bytes unread. */
  unread = 0;

  push(data: Uint8Array): void {
    this.#chunks.push({ data, consumed: 0 });
    this.unread += data.length;
  }

  clear(): void {
    this.#chunks = [];
    this.unread = 0;
  }

  /**
   * Moves up to `limit` bytes to the reader and counts them in `message.received`. MSG_PEEK leaves them, and goes on
   * behind what the same call has seen; MSG_TRUNC drops them without copying. EFAULT if nothing was moved before.
   */
  copy(sink: Sink, message: InMessage, limit: number): void {
    const peeks = (message.flags & MSG_PEEK) !== 0;
    const discards = (message.flags & MSG_TRUNC) !== 0;
    let skip = peeks ? message.received : 0;
    let left = limit;
    for (let index = 0; left > 0; ) {
      const chunk = this.#chunks[index];
      if (chunk === undefined) return;
      const start = chunk.consumed + skip;
      const available = chunk.data.length - start;
      if (available <= 0) {
        skip = -available;
        index++;
        continue;
      }
      const count = Math.min(available, left);
      if (!discards && !put(sink, chunk.data, start, count, message.received)) return;
      message.received += count;
      left -= count;
      skip = 0;
      if (peeks) {
        index++;
        continue;
      }
      chunk.consumed += count;
      this.unread -= count;
      if (chunk.consumed === chunk.data.length) this.#chunks.shift();
    }
  }
}

/** Takes `data.length` bytes from the sender. False when its buffer is bad after something was sent; EFAULT before. */
export const takeFrom = (source: Source, data: Uint8Array, before: number): boolean => {
  let taken = 0;
  try {
    taken = source.take(data, 0, data.length);
  } catch (error) {
    if (before === 0) throw error;
  }
  if (taken === data.length) return true;
  if (before === 0) throw EFAULT;
  return false;
};

const put = (sink: Sink, data: Uint8Array, start: number, count: number, before: number): boolean => {
  let copied = 0;
  try {
    copied = sink.put(data, start, start + count);
  } catch (error) {
    if (before === 0) throw error;
  }
  if (copied === count) return true;
  if (before === 0) throw EFAULT;
  return false;
};
