/**
 * The open file of eventfd(2) (fs/eventfd.c): a 64-bit counter. A read takes it whole (or one, with EFD_SEMAPHORE) and
 * blocks at zero; a write adds and blocks where the sum would pass 2^64 − 2. Both move exactly 8 bytes: EINVAL.
 */
import { EFAULT, EINVAL } from "../abi/errors.ts";
import { POLLERR, POLLIN, POLLOUT } from "../abi/poll.ts";
import type { Caller } from "../core/caller.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { Sink, Source } from "../memory/io.ts";
import { anonymous } from "./anonymous.ts";
import { OpenFile, WOULD_BLOCK, type WouldBlock } from "./open-file.ts";

const MAXIMUM = 2n ** 64n - 1n;
const identity = anonymous("[eventfd]");

export class EventFile extends OpenFile {
  readonly #queue = new WaitQueue();
  readonly #queues = [this.#queue];
  readonly #isSemaphore: boolean;
  readonly #bytes = new Uint8Array(8);
  readonly #view = new DataView(this.#bytes.buffer);
  /** What writes that sleep have taken from the guest. */
  readonly #blocked = new WeakMap<Source, bigint>();
  #count: bigint;

  constructor(initial: number, flags: number, isSemaphore: boolean) {
    super(flags);
    this.#count = BigInt(initial);
    this.#isSemaphore = isSemaphore;
  }

  override describe(): string {
    return identity.describe();
  }

  override details(): string {
    const count = this.#count.toString(16).padStart(16);
    return `eventfd-count: ${count}\neventfd-id: 0\neventfd-semaphore: ${this.#isSemaphore ? 1 : 0}\n`;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override poll(): number {
    let mask = 0;
    if (this.#count > 0n) mask |= POLLIN;
    if (this.#count === MAXIMUM) mask |= POLLERR;
    if (this.#count < MAXIMUM - 1n) mask |= POLLOUT;
    return mask;
  }

  /** The count is taken even if the guest's buffer turns out to be bad. */
  override read(_caller: Caller, sink: Sink): number | WouldBlock {
    if (sink.remaining < 8) throw EINVAL;
    if (this.#count === 0n) return WOULD_BLOCK;
    const value = this.#isSemaphore ? 1n : this.#count;
    this.#count -= value;
    this.#queue.wake(POLLOUT);
    this.#view.setBigUint64(0, value, true);
    if (sink.put(this.#bytes, 0, 8) < 8) throw EFAULT;
    return 8;
  }

  override write(_caller: Caller, source: Source): number | WouldBlock {
    const value = this.#blocked.get(source) ?? this.#take(source);
    if (value === MAXIMUM) throw EINVAL;
    if (MAXIMUM - this.#count <= value) {
      this.#blocked.set(source, value);
      return WOULD_BLOCK;
    }
    this.#count += value;
    this.#queue.wake(POLLIN);
    return 8;
  }

  override seek(): number {
    return 0;
  }

  #take(source: Source): bigint {
    if (source.remaining !== 8) throw EINVAL;
    if (source.take(this.#bytes, 0, 8) < 8) throw EFAULT;
    return this.#view.getBigUint64(0, true);
  }
}
