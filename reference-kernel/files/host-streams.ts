/**
 * Standard input and output of the first process where they lead out of the guest: to the guest they are the ends of
 * pipes whose other ends somebody outside holds.
 */
import { O_RDONLY, O_WRONLY } from "../abi/open.ts";
import { POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import type { Caller } from "../core/caller.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { Sink, Source } from "../memory/io.ts";
import { OpenFile } from "./open-file.ts";

/** Never full, so writing never sleeps. */
export class HostOutput extends OpenFile {
  readonly #onChunk: (chunk: Uint8Array) => void;
  readonly #number: number;
  readonly #queue = new WaitQueue();

  constructor(number: number, onChunk: (chunk: Uint8Array) => void) {
    super(O_WRONLY);
    this.#number = number;
    this.#onChunk = onChunk;
  }

  override get canSpliceTo(): boolean {
    return true;
  }

  override describe(): string {
    return `pipe:[${this.#number}]`;
  }

  override poll(): number {
    return POLLOUT | POLLWRNORM;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return [this.#queue];
  }

  override write(_caller: Caller, source: Source): number {
    const chunk = new Uint8Array(source.remaining);
    const count = source.take(chunk, 0, chunk.length);
    if (count > 0) this.#onChunk(chunk.subarray(0, count));
    return count;
  }
}

/** `next` answers the next bytes, null at the end. It may take its time: the guest's clock stands still meanwhile. */
export class HostInput extends OpenFile {
  readonly #next: () => Uint8Array | null;
  readonly #number: number;
  readonly #queue = new WaitQueue();
  #chunk: Uint8Array = new Uint8Array(0);
  #isAtEnd = false;

  constructor(number: number, next: () => Uint8Array | null) {
    super(O_RDONLY);
    this.#number = number;
    this.#next = next;
  }

  override get canSpliceFrom(): boolean {
    return true;
  }

  override describe(): string {
    return `pipe:[${this.#number}]`;
  }

  override poll(): number {
    return this.#isAtEnd ? POLLHUP : POLLIN | POLLRDNORM;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return [this.#queue];
  }

  override read(_caller: Caller, sink: Sink): number {
    while (this.#chunk.length === 0 && !this.#isAtEnd) {
      const next = this.#next();
      if (next === null) this.#isAtEnd = true;
      else this.#chunk = next;
    }
    const count = sink.put(this.#chunk, 0, Math.min(this.#chunk.length, sink.remaining));
    this.#chunk = this.#chunk.subarray(count);
    return count;
  }
}
