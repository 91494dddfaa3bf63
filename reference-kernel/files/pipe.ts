/**
 * The pipe behind pipe(2) ends and FIFOs (struct pipe_inode_info, fs/pipe.c): a ring of page-sized slots, not of bytes.
 * A small write goes into the last slot if it fits there, otherwise every page of a write takes a slot of its own. So a
 * pipe is full when its slots are used up, and a half-read slot still counts as used (pipe(7), "Pipe capacity").
 *
 * Readers and writers have a queue each. Wakes are per event: a write wakes readers' pollers even while data is unread
 * (once somebody has polled the pipe), a read wakes writers when the ring goes from full to not full.
 */
import { EBUSY, EFAULT, EINVAL, EPERM, EPIPE } from "../abi/errors.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import { POLL_IN, POLL_OUT } from "../abi/signal.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { Sink, Source } from "../memory/io.ts";
import { AsyncFiles } from "./async-io.ts";
import { WOULD_BLOCK, type WouldBlock } from "./open-file.ts";

const PAGE_SIZE = 4096;
/** Slots of a new pipe: 64 KiB (PIPE_DEF_BUFFERS). */
const DEFAULT_SLOTS = 16;
/** /proc/sys/fs/pipe-max-size: what F_SETPIPE_SZ allows without CAP_SYS_RESOURCE. */
export const PIPE_MAX_SIZE = 1 << 20;

interface Slot {
  readonly page: Uint8Array;
  /** Gives the page back to whom it belongs (splice); null for pages of the pipe's own. */
  readonly giveBack: (() => void) | null;
  offset: number;
  length: number;
  /** Written in packet mode (O_DIRECT): a read takes it whole or drops the rest; nothing is merged into it. */
  packet: boolean;
  /** Written by write(2): a later small write may join it. What was spliced in stays as it is. */
  mergeable: boolean;
}

/** Bytes of somebody's page that go into a pipe without being copied. */
export interface SplicedPage {
  readonly page: Uint8Array;
  readonly offset: number;
  readonly length: number;
  readonly giveBack: (() => void) | null;
}

const newSlot = (): Slot => ({
  page: new Uint8Array(PAGE_SIZE),
  giveBack: null,
  offset: 0,
  length: 0,
  packet: false,
  mergeable: false,
});

export class Pipe {
  readonly readWait = new WaitQueue();
  readonly writeWait = new WaitQueue();
  /** Open files that can read, that can write. */
  readers = 0;
  writers = 0;
  /** How many times it was opened for reading, for writing: what a FIFO's opener waits to see change. */
  readOpens = 0;
  writeOpens = 0;
  /** Somebody polled it: from then on every write wakes, not only the first into an empty pipe (poll_usage). */
  #polled = false;
  /** Ends that send signals: readers hear of writes, writers of reads. */
  readonly asyncReaders = new AsyncFiles();
  readonly asyncWriters = new AsyncFiles();
  #slots: (Slot | undefined)[] = [];
  #slotCount = DEFAULT_SLOTS;
  /** Slots ever filled, slots ever emptied; the ring index is the remainder by the slot count. */
  #head = 0;
  #tail = 0;

  get isEmpty(): boolean {
    return this.#head === this.#tail;
  }

  get isFull(): boolean {
    return this.#head - this.#tail >= this.#slotCount;
  }

  get freeSlots(): number {
    return Math.max(0, this.#slotCount - (this.#head - this.#tail));
  }

  /** Bytes unread (FIONREAD). */
  get unread(): number {
    let total = 0;
    for (let at = this.#tail; at !== this.#head; at++) total += this.#slot(at).length;
    return total;
  }

  /** Capacity in bytes (F_GETPIPE_SZ). */
  get size(): number {
    return this.#slotCount * PAGE_SIZE;
  }

  /** F_SETPIPE_SZ: rounds up to a power of two of pages; EINVAL, EPERM over the limit, EBUSY when the data would not fit. */
  resize(bytes: number, privileged: boolean): number {
    if (!(bytes >= 0 && bytes <= 2 ** 31)) throw EINVAL;
    let count = 1;
    while (count * PAGE_SIZE < bytes) count *= 2;
    if (count > this.#slotCount && count * PAGE_SIZE > PIPE_MAX_SIZE && !privileged) throw EPERM;
    const used = this.#head - this.#tail;
    if (used > count) throw EBUSY;
    const kept: (Slot | undefined)[] = [];
    for (let at = this.#tail; at !== this.#head; at++) kept.push(this.#slot(at));
    this.#slots = kept;
    this.#slotCount = count;
    this.#tail = 0;
    this.#head = used;
    this.writeWait.wake();
    return this.size;
  }

  /** Reads what is there; 0 at end of file (nothing left and no writer). EFAULT leaves the data where it was. */
  read(sink: Sink): number | WouldBlock {
    if (sink.remaining === 0) return 0;
    let done = 0;
    let freedFull = false;
    while (this.#head !== this.#tail) {
      const slot = this.#slot(this.#tail);
      const count = Math.min(slot.length, sink.remaining);
      let copied = 0;
      try {
        copied = sink.put(slot.page, slot.offset, slot.offset + count);
      } catch (error) {
        if (done === 0) throw error;
        break;
      }
      if (copied < count) {
        if (done === 0) throw EFAULT;
        break;
      }
      done += count;
      slot.offset += count;
      slot.length -= count;
      const packet = slot.packet;
      if (packet) slot.length = 0;
      if (slot.length === 0) {
        freedFull ||= this.isFull;
        this.#dropTail();
      }
      if (packet || sink.remaining === 0) break;
    }
    if (freedFull) this.writeWait.wake(POLLOUT | POLLWRNORM);
    if (done > 0 || this.writers === 0) this.asyncWriters.tell(POLL_OUT);
    if (done > 0 || this.writers === 0) return done;
    return WOULD_BLOCK;
  }

  /**
   * Writes what fits and answers how much that was. When nothing fits: WOULD_BLOCK, and EPIPE when nobody can read
   * (the caller raises SIGPIPE). Up to PIPE_BUF (4096) bytes fit whole or not at all. `packets` is O_DIRECT;
   * `resumed` says that the call goes on after a sleep, when what is left takes slots of its own.
   */
  write(source: Source, nonBlocking: boolean, packets: boolean, resumed: boolean): number | WouldBlock {
    if (source.remaining === 0) return 0;
    if (this.readers === 0) throw EPIPE;
    const wasEmpty = this.isEmpty;
    let done = 0;
    let waits = false;
    let fault: unknown = null;
    try {
      done = wasEmpty || resumed ? 0 : this.#merge(source);
      while (source.remaining > 0) {
        if (this.isFull) {
          waits = true;
          break;
        }
        const slot = this.#free();
        const wanted = Math.min(PAGE_SIZE, source.remaining);
        const copied = source.take(slot.page, 0, wanted);
        if (copied < wanted) throw EFAULT;
        slot.offset = 0;
        slot.length = copied;
        slot.packet = packets;
        slot.mergeable = true;
        this.#head++;
        done += copied;
      }
    } catch (error) {
      fault = error;
    }
    // A writer that goes to sleep wakes readers of a pipe that was empty; at its end every poller hears of it.
    const sleeps = waits && !nonBlocking;
    if (wasEmpty || (this.#polled && !sleeps)) this.readWait.wake(POLLIN | POLLRDNORM);
    this.asyncReaders.tell(POLL_IN);
    if (done > 0) return done;
    if (fault !== null) throw fault;
    return WOULD_BLOCK;
  }

  /** Poll bits of the reading side; `seenWriter` is false for a FIFO opened without O_NONBLOCK's partner so far. */
  pollRead(seenWriter: boolean): number {
    this.#polled = true;
    let mask = this.isEmpty ? 0 : POLLIN | POLLRDNORM;
    if (this.writers === 0 && seenWriter) mask |= POLLHUP;
    return mask;
  }

  pollWrite(): number {
    this.#polled = true;
    let mask = this.isFull ? 0 : POLLOUT | POLLWRNORM;
    if (this.readers === 0) mask |= POLLERR;
    return mask;
  }

  /** A reader that had slept is done: the next one gets its turn if something is left. */
  passOnRead(): void {
    if (!this.isEmpty) this.readWait.wake(POLLIN | POLLRDNORM);
  }

  /** A writer that had slept is done: the next one gets its turn if there is room. */
  passOnWrite(): void {
    if (!this.isFull) this.writeWait.wake(POLLOUT | POLLWRNORM);
  }

  // --- splice, tee, vmsplice ---------------------------------------------------------------------------------------

  /** Takes a page into a slot of its own; there must be room. */
  addPage(spliced: SplicedPage): void {
    let { page } = spliced;
    if (page.length < PAGE_SIZE) {
      // Pages of the pipe's own are used again, so they have their whole size.
      page = new Uint8Array(PAGE_SIZE);
      page.set(spliced.page);
    }
    this.#slots[this.#head % this.#slotCount] = { ...spliced, page, packet: false, mergeable: false };
    this.#head++;
  }

  /** The bytes at the reading end, in one slot; null when there are none. */
  peek(): { readonly page: Uint8Array; readonly offset: number; readonly length: number } | null {
    return this.isEmpty ? null : this.#slot(this.#tail);
  }

  /** Takes `count` bytes of what `peek` showed. */
  consume(count: number): void {
    const slot = this.#slot(this.#tail);
    slot.offset += count;
    slot.length -= count;
    if (slot.length === 0) this.#dropTail();
  }

  /** Moves up to `count` bytes slot by slot into another pipe, as long as that has room (splice_pipe_to_pipe). */
  moveTo(other: Pipe, count: number): number {
    let moved = 0;
    while (moved < count && !this.isEmpty && !other.isFull) {
      const slot = this.#slot(this.#tail);
      const part = Math.min(slot.length, count - moved);
      if (part === slot.length) {
        this.#slots[this.#tail % this.#slotCount] = undefined;
        other.#slots[other.#head % other.#slotCount] = slot;
        other.#head++;
        this.#tail++;
      } else {
        other.addPage(copied(slot, part));
        slot.offset += part;
        slot.length -= part;
      }
      moved += part;
    }
    return moved;
  }

  /** Copies up to `count` bytes slot by slot into another pipe and keeps them here (link_pipe). */
  copyTo(other: Pipe, count: number): number {
    let done = 0;
    for (let at = this.#tail; at !== this.#head && done < count && !other.isFull; at++) {
      const slot = this.#slot(at);
      const part = Math.min(slot.length, count - done);
      other.addPage(copied(slot, part));
      done += part;
    }
    return done;
  }

  #dropTail(): void {
    const index = this.#tail % this.#slotCount;
    const slot = this.#slots[index] as Slot;
    if (slot.giveBack !== null) {
      slot.giveBack();
      // A page of the pipe's own is made when somebody writes here.
      this.#slots[index] = undefined;
    }
    this.#tail++;
  }

  /** An open file joins (or an opener that will wait for its partner). */
  addEnd(reads: boolean, writes: boolean): void {
    if (reads) {
      this.readers++;
      this.readOpens++;
    }
    if (writes) {
      this.writers++;
      this.writeOpens++;
    }
  }

  /** An open file is gone; if it was the last of its side, everybody on the other hears of it. */
  removeEnd(reads: boolean, writes: boolean): void {
    if (reads) this.readers--;
    if (writes) this.writers--;
    if ((this.readers === 0) !== (this.writers === 0)) {
      this.readWait.wakeAll();
      this.writeWait.wakeAll();
      this.asyncReaders.tell(POLL_IN);
      this.asyncWriters.tell(POLL_OUT);
    }
    if (this.readers === 0 && this.writers === 0) while (!this.isEmpty) this.#dropTail();
  }

  #slot(at: number): Slot {
    return this.#slots[at % this.#slotCount] as Slot;
  }

  #free(): Slot {
    const index = this.#head % this.#slotCount;
    const slot = this.#slots[index];
    if (slot !== undefined) return slot;
    const made = newSlot();
    this.#slots[index] = made;
    return made;
  }

  /** The part of a write beyond whole pages goes into the last slot if it fits there as one piece. */
  #merge(source: Source): number {
    const count = source.remaining % PAGE_SIZE;
    if (count === 0) return 0;
    const slot = this.#slot(this.#head - 1);
    const end = slot.offset + slot.length;
    if (slot.packet || !slot.mergeable || end + count > PAGE_SIZE) return 0;
    if (source.take(slot.page, end, end + count) < count) throw EFAULT;
    slot.length += count;
    return count;
  }
}

/** The first bytes of a slot as a page of their own. */
const copied = (slot: Slot, length: number): SplicedPage => ({
  page: slot.page.slice(slot.offset, slot.offset + length),
  offset: 0,
  length,
  giveBack: null,
});
