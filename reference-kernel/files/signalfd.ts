/**
 * The open file of signalfd(2) (fs/signalfd.c). It holds no signals: whoever reads or polls it looks at its own
 * pending ones, so a child that inherited it reads the child's.
 */
import { EFAULT, EINVAL } from "../abi/errors.ts";
import { O_RDWR } from "../abi/open.ts";
import { POLLIN } from "../abi/poll.ts";
import type { Caller } from "../core/caller.ts";
import type { WaitQueue } from "../core/wait-queue.ts";
import type { Sink } from "../memory/io.ts";
import { anonymous } from "./anonymous.ts";
import { OpenFile, WOULD_BLOCK, type WouldBlock } from "./open-file.ts";

/** The pending signals of a thread and its process. */
export interface SignalSource {
  /** Woken when a signal comes, blocked or not. */
  readonly arrivals: WaitQueue;
  hasWanted(wanted: bigint): boolean;
  /** Takes the next of these signals, as a struct signalfd_siginfo. */
  take(wanted: bigint): Uint8Array | null;
}

export const SIGNALFD_SIGINFO_SIZE = 128;

const identity = anonymous("[signalfd]");

export class SignalFile extends OpenFile {
  mask: bigint;
  readonly #current: () => SignalSource;

  /** `current` answers the signals of the thread that runs. */
  constructor(mask: bigint, flags: number, current: () => SignalSource) {
    super(O_RDWR | flags);
    this.mask = mask;
    this.#current = current;
  }

  override describe(): string {
    return identity.describe();
  }

  /** The queue of the thread that asks. */
  override details(): string {
    return `sigmask:\t${this.mask.toString(16).padStart(16, "0")}\n`;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return [this.#current().arrivals];
  }

  override poll(): number {
    return this.#current().hasWanted(this.mask) ? POLLIN : 0;
  }

  /** As many whole structs as fit and wait; the signals are taken even if the guest's buffer turns out to be bad. */
  override read(_caller: Caller, sink: Sink): number | WouldBlock {
    let left = Math.floor(sink.remaining / SIGNALFD_SIGINFO_SIZE);
    if (left === 0) throw EINVAL;
    const source = this.#current();
    let done = 0;
    for (; left > 0; left--) {
      const info = source.take(this.mask);
      if (info === null) break;
      let copied = 0;
      try {
        copied = sink.put(info, 0, info.length);
      } catch (error) {
        if (done === 0) throw error;
      }
      if (copied < info.length) {
        if (done === 0) throw EFAULT;
        break;
      }
      done += copied;
    }
    return done === 0 ? WOULD_BLOCK : done;
  }

  override seek(): number {
    return 0;
  }
}
