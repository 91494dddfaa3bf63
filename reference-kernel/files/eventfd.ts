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

/** All ones, in each half of the count. */
const MAXIMUM = 0xffff_ffff;
const HALF = 0x1_0000_0000;
const identity = anonymous("[eventfd]");

export class EventFile extends OpenFile {
  readonly #queue = new WaitQueue();
  readonly #queues = [this.#queue];
  readonly #isSemaphore: boolean;
  /** What is moved, as bytes and as halves. */
  readonly #bytes = new Uint8Array(8);
  readonly #halves = new Uint32Array(this.#bytes.buffer);
  /** What writes that sleep have taken from the guest. */
  readonly #blocked = new WeakMap<Source, { readonly low: number; readonly high: number }>();
  /** The count's halves. */
  #low: number;
  #high = 0;

  constructor(initial: number, flags: number, isSemaphore: boolean) {
    super(flags);
    this.#low = initial;
    this.#isSemaphore = isSemaphore;
  }

  override describe(): string {
    return identity.describe();
  }

  override details(): string {
    const count = (BigInt(this.#high) * BigInt(HALF) + BigInt(this.#low)).toString(16).padStart(16);
    return `eventfd-count: ${count}\neventfd-id: 0\neventfd-semaphore: ${this.#isSemaphore ? 1 : 0}\n`;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override poll(): number {
    let mask = 0;
    if (!this.#isZero) mask |= POLLIN;
    if (this.#high === MAXIMUM && this.#low === MAXIMUM) mask |= POLLERR;
    if (this.#high < MAXIMUM || this.#low < MAXIMUM - 1) mask |= POLLOUT;
    return mask;
  }

  /** The count is taken even if the guest's buffer turns out to be bad. */
  override read(_caller: Caller, sink: Sink): number | WouldBlock {
    if (sink.remaining < 8) throw EINVAL;
    if (this.#isZero) return WOULD_BLOCK;
    if (this.#isSemaphore) {
      this.#halves[0] = 1;
      this.#halves[1] = 0;
      if (this.#low === 0) this.#high--;
      this.#low = (this.#low - 1) >>> 0;
    } else {
      this.#halves[0] = this.#low;
      this.#halves[1] = this.#high;
      this.#low = 0;
      this.#high = 0;
    }
    this.#queue.wake(POLLOUT);
    if (sink.put(this.#bytes, 0, 8) < 8) throw EFAULT;
    return 8;
  }

  override write(_caller: Caller, source: Source, resumed = false): number | WouldBlock {
    const taken = resumed ? this.#blocked.get(source) : undefined;
    if (taken === undefined) this.#take(source);
    const low = taken === undefined ? this.#halves[0]! : taken.low;
    const high = taken === undefined ? this.#halves[1]! : taken.high;
    if (low === MAXIMUM && high === MAXIMUM) throw EINVAL;
    const sum = this.#low + low;
    const carried = this.#high + high + (sum >= HALF ? 1 : 0);
    if (carried > MAXIMUM || (carried === MAXIMUM && sum >>> 0 === MAXIMUM)) {
      if (taken === undefined) this.#blocked.set(source, { low, high });
      return WOULD_BLOCK;
    }
    this.#low = sum >>> 0;
    this.#high = carried;
    this.#queue.wake(POLLIN);
    return 8;
  }

  get #isZero(): boolean {
    return this.#low === 0 && this.#high === 0;
  }

  override seek(): number {
    return 0;
  }

  #take(source: Source): void {
    if (source.remaining !== 8) throw EINVAL;
    if (source.take(this.#bytes, 0, 8) < 8) throw EFAULT;
  }
}
