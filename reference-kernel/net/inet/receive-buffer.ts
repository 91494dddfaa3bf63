/** The bytes that came over a connection and were not read yet, and the mark of urgent data among them. */
import { EFAULT } from "../../abi/errors.ts";
import { MSG_PEEK, MSG_TRUNC } from "../../abi/socket.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { Buffers } from "../buffers.ts";
import type { InMessage } from "../message.ts";
import type { SocketOptions } from "../options.ts";

interface Chunk {
  readonly data: Uint8Array;
  consumed: number;
}

/** The byte that MSG_OOB sent last: where it stands, counted from the first byte ever received. */
interface Urgent {
  readonly at: number;
  readonly byte: number;
  /** It was read with MSG_OOB; its place still counts as the mark. */
  wasRead: boolean;
}

export class ReceiveBuffer {
  readonly #options: SocketOptions;
  readonly #buffers: Buffers;
  #chunks: Chunk[] = [];
  #urgent: Urgent | null = null;
  /** Bytes that ever came, and that were read of them (rcv_nxt, copied_seq). */
  #end = 0;
  #position = 0;

  constructor(options: SocketOptions, buffers: Buffers) {
    this.#options = options;
    this.#buffers = buffers;
  }

  /** Bytes unread, an urgent one among them. */
  get unread(): number {
    return this.#end - this.#position;
  }

  /** Bytes that ever came. */
  get total(): number {
    return this.#end;
  }

  /** What FIONREAD tells: up to the mark (tcp_inq). */
  get pending(): number {
    const urgent = this.#urgent;
    if (urgent === null || this.#options.outOfBandInline || urgent.at < this.#position) return this.unread;
    return urgent.at - this.#position;
  }

  /** A reader finds as much as it waits for (tcp_stream_is_readable). */
  get isReadable(): boolean {
    const beside = this.isAtMark && !this.#options.outOfBandInline ? 1 : 0;
    return this.unread >= this.#options.receiveLowWater + beside;
  }

  /** POLLPRI: an urgent byte that nobody read. */
  get hasUrgent(): boolean {
    return this.#urgent?.wasRead === false;
  }

  /** SIOCATMARK: the urgent byte comes next. */
  get isAtMark(): boolean {
    return this.#urgent?.at === this.#position;
  }

  push(data: Uint8Array, isUrgent = false): void {
    // An older urgent byte that would be passed over next goes with its mark (tcp_check_urg).
    if (isUrgent && this.isAtMark && !this.#options.outOfBandInline && this.unread > 0) this.#advance(1);
    this.#chunks.push({ data, consumed: 0 });
    this.#end += data.length;
    if (isUrgent) this.#urgent = { at: this.#end - 1, byte: data[data.length - 1] ?? 0, wasRead: false };
  }

  clear(): void {
    this.#chunks = [];
    this.#urgent = null;
    this.#position = this.#end;
  }

  /** The urgent byte, once (tcp_recv_urg); null when there is none or it stands in line. */
  takeUrgent(peeks: boolean): number | null {
    const urgent = this.#urgent;
    if (urgent === null || urgent.wasRead || this.#options.outOfBandInline) return null;
    if (!peeks) urgent.wasRead = true;
    return urgent.byte;
  }

  /**
   * Moves up to `limit` bytes to the reader and counts them in `message.received`. MSG_PEEK leaves them, and goes on
   * behind what the same call has seen; MSG_TRUNC drops them without copying. It stops before an urgent byte, and
   * passes over one that is first. EFAULT if nothing was moved before.
   */
  copy(sink: Sink, message: InMessage, limit: number): void {
    const peeks = (message.flags & MSG_PEEK) !== 0;
    const discards = (message.flags & MSG_TRUNC) !== 0;
    const { peekOffset, outOfBandInline } = this.#options;
    let ahead = peeks ? (peekOffset < 0 ? message.received : peekOffset) : 0;
    let left = limit;
    while (left > 0) {
      const toMark = this.#urgent === null ? Number.POSITIVE_INFINITY : this.#urgent.at - this.#position - ahead;
      if (toMark === 0) {
        if (message.received > 0) return;
        if (!outOfBandInline) {
          if (peeks) ahead++;
          else this.#advance(1);
          continue;
        }
      }
      const place = this.#find(ahead);
      if (place === null) return;
      const { chunk, start } = place;
      const bound = toMark > 0 ? toMark : Number.POSITIVE_INFINITY;
      const count = Math.min(chunk.data.length - start, left, bound);
      if (!discards && !put(sink, chunk.data, start, count, message.received)) return;
      message.received += count;
      left -= count;
      this.#options.movePeekOffset(peeks ? count : -count);
      if (peeks) ahead += count;
      else this.#advance(count);
    }
  }

  /** The chunk with the byte that stands `ahead` of the next. */
  #find(ahead: number): { readonly chunk: Chunk; readonly start: number } | null {
    let skip = ahead;
    for (const chunk of this.#chunks) {
      const start = chunk.consumed + skip;
      if (start < chunk.data.length) return { chunk, start };
      skip = start - chunk.data.length;
    }
    return null;
  }

  /** Leaves bytes of the first chunk behind, and a mark that was passed. */
  #advance(count: number): void {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return;
    chunk.consumed += count;
    this.#position += count;
    if (chunk.consumed === chunk.data.length) {
      this.#chunks.shift();
      this.#buffers.give(chunk.data);
    }
    if (this.#urgent !== null && this.#position > this.#urgent.at) this.#urgent = null;
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
