/**
 * An open file on a pipe: one end of pipe(2), or an open FIFO (which may be both ends: O_RDWR). It cannot be sought
 * (ESPIPE), polls as pipe(7) says, and its release counts its side down.
 */
import { EBADF, EPIPE } from "../abi/errors.ts";
import { FIONREAD } from "../abi/ioctl.ts";
import { O_DIRECT } from "../abi/open.ts";
import { POLLIN, POLLOUT } from "../abi/poll.ts";
import { SIGPIPE } from "../abi/signal.ts";
import { i32 } from "../abi/struct.ts";
import type { Caller } from "../core/caller.ts";
import type { WaitQueue } from "../core/wait-queue.ts";
import { touchAtime } from "../fs/mount.ts";
import { IN, notifyFile } from "../fs/notify.ts";
import type { Sink, Source } from "../memory/io.ts";
import { type FileIdentity, OpenFile, WOULD_BLOCK, type WouldBlock } from "./open-file.ts";
import type { Pipe } from "./pipe.ts";

export class PipeEnd extends OpenFile {
  readonly pipe: Pipe;
  readonly #identity: FileIdentity;
  readonly #queues: readonly WaitQueue[];
  /** For a FIFO opened for reading with O_NONBLOCK before any writer: no POLLHUP until one came and went. */
  readonly #writeOpensAtStart: number | null;

  /** Takes over one count on each side that `flags` opens (Pipe.addEnd). */
  constructor(pipe: Pipe, flags: number, identity: FileIdentity, writeOpensAtStart: number | null = null) {
    super(flags);
    this.pipe = pipe;
    this.#identity = identity;
    this.#writeOpensAtStart = writeOpensAtStart;
    const queues: WaitQueue[] = [];
    if (this.isReadable) queues.push(pipe.readWait);
    if (this.isWritable) queues.push(pipe.writeWait);
    this.#queues = queues;
  }

  override describe(): string {
    return this.#identity.describe();
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override get takesAsync(): boolean {
    return true;
  }

  override get takesDirect(): boolean {
    return true;
  }

  override get sleepsExclusively(): boolean {
    return true;
  }

  override get writesAll(): boolean {
    return true;
  }

  override poll(): number {
    let mask = 0;
    if (this.isReadable) mask |= this.pipe.pollRead(this.pipe.writeOpens !== this.#writeOpensAtStart);
    if (this.isWritable) mask |= this.pipe.pollWrite();
    return mask;
  }

  /** A FIFO's times move with its data (pipe_read, pipe_write); pipes without a name keep theirs. */
  override read(caller: Caller, sink: Sink): number | WouldBlock {
    if (!this.isReadable) throw EBADF;
    const count = this.pipe.read(sink);
    if (this.path !== null && count !== WOULD_BLOCK && count > 0) {
      touchAtime(this.path, caller.clock);
      notifyFile(this.path.dentry, IN.access);
    }
    return count;
  }

  override write(caller: Caller, source: Source, resumed = false): number | WouldBlock {
    if (!this.isWritable) throw EBADF;
    try {
      const count = this.pipe.write(source, this.isNonBlocking, (this.flags & O_DIRECT) !== 0, resumed);
      if (this.path !== null && count !== WOULD_BLOCK && count > 0) {
        this.path.inode.modified(caller.clock);
        notifyFile(this.path.dentry, IN.modify);
      }
      return count;
    } catch (error) {
      if (error === EPIPE) caller.raise(SIGPIPE);
      throw error;
    }
  }

  override passOnWake(events: number): void {
    if ((events & POLLIN) !== 0) this.pipe.passOnRead();
    if ((events & POLLOUT) !== 0) this.pipe.passOnWrite();
  }

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (request !== FIONREAD) return super.ioctl(caller, request, argument);
    caller.memory.write(i32, argument, this.pipe.unread);
    return 0;
  }

  override asyncChanged(isAsync: boolean): void {
    if (this.isReadable) this.pipe.asyncReaders.update(this, isAsync);
    if (this.isWritable) this.pipe.asyncWriters.update(this, isAsync);
  }

  protected override onRelease(): void {
    this.asyncChanged(false);
    this.pipe.removeEnd(this.isReadable, this.isWritable);
  }
}
