/**
 * Opening a FIFO (fifo(7), fifo_open in fs/pipe.c). A FIFO's inode owns one `Fifo`; the pipe lives while any open file
 * (or opener that sleeps) uses it, and unread data goes with the last of them.
 */
import { EINVAL, ENXIO, ERESTARTSYS } from "../abi/errors.ts";
import { O_ACCMODE, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } from "../abi/open.ts";
import type { Caller } from "../core/caller.ts";
import type { Blocking } from "../core/thread.ts";
import type { FileIdentity } from "./open-file.ts";
import { Pipe } from "./pipe.ts";
import { PipeEnd } from "./pipe-end.ts";

export class Fifo {
  #pipe: Pipe | null = null;

  /**
   * The open file, at once or after the other side came: readers wait for a writer and writers for a reader, unless
   * O_NONBLOCK is set: then a reader opens at once and a writer without reader is ENXIO. O_RDWR never waits.
   */
  open(caller: Caller, flags: number, identity: FileIdentity): PipeEnd | Blocking<PipeEnd> {
    const access = flags & O_ACCMODE;
    const nonBlocking = (flags & O_NONBLOCK) !== 0;
    const pipe = this.#current();
    switch (access) {
      case O_RDONLY: {
        const known = pipe.writeOpens;
        this.#join(pipe, true, false);
        if (pipe.writers > 0) return new PipeEnd(pipe, flags, identity);
        if (nonBlocking) return new PipeEnd(pipe, flags, identity, known);
        return this.#awaitPartner(caller, pipe, flags, identity, () => pipe.writeOpens !== known);
      }
      case O_WRONLY: {
        if (nonBlocking && pipe.readers === 0) throw ENXIO;
        const known = pipe.readOpens;
        this.#join(pipe, false, true);
        if (pipe.readers > 0) return new PipeEnd(pipe, flags, identity);
        return this.#awaitPartner(caller, pipe, flags, identity, () => pipe.readOpens !== known);
      }
      case O_RDWR:
        this.#join(pipe, true, true);
        return new PipeEnd(pipe, flags, identity);
      default:
        throw EINVAL;
    }
  }

  /** The pipe in use, or a new one: a pipe without any end is gone. */
  #current(): Pipe {
    const pipe = this.#pipe;
    if (pipe !== null && pipe.readers + pipe.writers > 0) return pipe;
    const made = new Pipe();
    this.#pipe = made;
    return made;
  }

  #join(pipe: Pipe, reads: boolean, writes: boolean): void {
    const first = (reads && pipe.readers === 0) || (writes && pipe.writers === 0);
    pipe.addEnd(reads, writes);
    if (first) pipe.readWait.wakeAll();
  }

  *#awaitPartner(
    caller: Caller,
    pipe: Pipe,
    flags: number,
    identity: FileIdentity,
    came: () => boolean,
  ): Blocking<PipeEnd> {
    const reads = (flags & O_ACCMODE) === O_RDONLY;
    try {
      yield* caller.thread.waitEvent([pipe.readWait], () => (came() ? true : undefined), {
        reason: "fifo_open",
        interrupt: ERESTARTSYS,
      });
    } catch (error) {
      pipe.removeEnd(reads, !reads);
      throw error;
    }
    return new PipeEnd(pipe, flags, identity);
  }
}
