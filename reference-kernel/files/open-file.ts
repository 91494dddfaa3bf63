/**
 * The open file (struct file): what descriptors point to. It owns the offset and the status flags; FD_CLOEXEC belongs
 * to the descriptor, data and attributes to the inode. The class comment of each kind is its contract.
 *
 * Nothing here blocks. An operation that cannot go on answers WOULD_BLOCK, and the system call decides to sleep on
 * the queues of `waitQueues` until `poll()` shows what it needs. Pollables wake these queues per event (see
 * docs/architecture.md, "Readiness").
 */
import { EBADF, EINVAL, ENODEV, ENOTTY, ESPIPE } from "../abi/errors.ts";
import { O_ASYNC, O_NONBLOCK, O_PATH } from "../abi/open.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import type { Caller } from "../core/caller.ts";
import type { Blocking } from "../core/thread.ts";
import type { WaitQueue } from "../core/wait-queue.ts";
import type { Inode } from "../fs/inode.ts";
import type { Path } from "../fs/mount.ts";
import type { Sink, Source } from "../memory/io.ts";
import type { Mappable } from "../memory/mappable.ts";
import type { AsyncIo, IoOwner } from "./async-io.ts";
import type { DirectoryNote } from "./directory-notes.ts";

export type { Mappable } from "../memory/mappable.ts";

/** The answer of an operation that would have to sleep. */
export const WOULD_BLOCK: unique symbol = Symbol("would block");
export type WouldBlock = typeof WOULD_BLOCK;

/** What fstat and /proc/PID/fd need of the thing behind the file; `fs/inode.ts` implements it for files of a VFS. */
export interface FileIdentity {
  /** What readlink("/proc/self/fd/N") shows: "pipe:[3]", "/tmp/x". */
  describe(): string;
}

export abstract class OpenFile {
  /** O_* status flags and access mode as F_GETFL shows them (without O_CLOEXEC, O_CREAT and the like). */
  flags: number;
  /** Where sequential reads and writes go on, in bytes. */
  offset = 0;
  /** Descriptors and kernel holders. At zero `onRelease` runs and every epoll interest in it is gone. */
  #references = 1;
  /** What fstat shows; null for kinds without an inode of their own (eventfd, epoll: the anonymous inode). */
  inode: Inode | null = null;
  /** Where it was opened; null for what has no path (pipes, sockets). */
  path: Path | null = null;
  /** Its signals of readiness, once somebody asked for them. */
  async: AsyncIo | null = null;
  /** Who wants signals about this directory (F_NOTIFY). */
  notes: readonly DirectoryNote[] = [];
  /** Run once when the last reference is gone (epoll and locks hook in here). */
  readonly releaseHooks = new Set<() => void>();

  constructor(flags: number) {
    this.flags = flags;
  }

  // --- what every kind says of itself -------------------------------------------------------------------------

  /** What readlink("/proc/self/fd/N") shows. */
  abstract describe(): string;

  /** Its own lines of /proc/PID/fdinfo. */
  get infoText(): string {
    return "";
  }

  /** Further lines of /proc/PID/fdinfo (show_fdinfo), each with its newline; `caller` is who reads them. */
  details(_caller: Caller): string {
    return "";
  }

  /** Poll bits that hold now, whether asked for or not; HUP, ERR and NVAL included. */
  poll(): number {
    return POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
  }

  /** The queues that are woken when `poll()` may have changed. Empty: always ready (epoll answers EPERM for it). */
  get waitQueues(): readonly WaitQueue[] {
    return [];
  }

  /** Whether epoll can watch it (has a poll operation); regular files and directories cannot be watched: EPERM. */
  get isPollable(): boolean {
    return this.waitQueues.length > 0;
  }

  /** Whether splice(2) can take from it, into it; EINVAL for a kind without the operation (eventfd, epoll). */
  get canSpliceFrom(): boolean {
    return false;
  }

  get canSpliceTo(): boolean {
    return false;
  }

  /** Whether it has an offset (lseek, pread, pwrite); pipes, sockets and FIFOs have none: ESPIPE. */
  get isSeekable(): boolean {
    return false;
  }

  /** Sleeping readers and writers are woken one an event (pipes); elsewhere all of them are. */
  get sleepsExclusively(): boolean {
    return false;
  }

  /** A blocking write goes on until every byte is taken (pipes, stream sockets). */
  get writesAll(): boolean {
    return false;
  }

  /** Nanoseconds that a read (POLLIN) or write (POLLOUT) sleeps at most (SO_RCVTIMEO, SO_SNDTIMEO). */
  sleepTimeout(_events: number): number {
    return Number.POSITIVE_INFINITY;
  }

  /** A read (POLLIN) or write (POLLOUT) that had slept is over: the wake is passed on to the next sleeper. */
  passOnWake(_events: number): void {}

  // --- operations; the default is what Linux answers for a kind without the operation ---------------------------

  /** Reads at the own offset. 0 at end of file. */
  read(_caller: Caller, _sink: Sink): number | WouldBlock {
    throw EINVAL;
  }

  /** Writes at the own offset (at the end with O_APPEND). `resumed`: the same call goes on after a sleep. */
  write(_caller: Caller, _source: Source, _resumed = false): number | WouldBlock {
    throw EINVAL;
  }

  /**
   * A whole read or write with the sleeping it takes, for kinds with rules of their own for that (terminals); else null.
   * Where `nonBlocking` is not said, the file's own flag counts.
   */
  readSleeping(_caller: Caller, _sink: Sink, _nonBlocking: boolean | undefined): Blocking<number> | null {
    return null;
  }

  writeSleeping(_caller: Caller, _source: Source, _nonBlocking: boolean | undefined): Blocking<number> | null {
    return null;
  }

  /** pread: reads at `offset`, leaves the own one. */
  readAt(_caller: Caller, _sink: Sink, _offset: number): number | WouldBlock {
    throw ESPIPE;
  }

  writeAt(_caller: Caller, _source: Source, _offset: number): number | WouldBlock {
    throw ESPIPE;
  }

  /** lseek(2); answers the new offset. */
  seek(_caller: Caller, _offset: number, _whence: number): number {
    throw ESPIPE;
  }

  /** Device- and file-specific ioctl(2) requests; FIONBIO, FIOCLEX and the like are the system call's own. */
  ioctl(_caller: Caller, _request: number, _argument: number): number {
    throw ENOTTY;
  }

  /** Whether O_DIRECT can be set (FMODE_CAN_ODIRECT, or packet mode of pipes). */
  get takesDirect(): boolean {
    return false;
  }

  /** Whether it can send SIGIO (has a fasync operation): elsewhere O_ASYNC cannot be set. */
  get takesAsync(): boolean {
    return false;
  }

  /** O_ASYNC was set or cleared. */
  asyncChanged(_isAsync: boolean): void {}

  /** Whom O_ASYNC tells where no owner was named; null for nobody. */
  defaultOwner(_caller: Caller): IoOwner | null {
    return null;
  }

  /** Tells the owner that something happened, if O_ASYNC is set. `reason` is POLL_IN, POLL_OUT, POLL_ERR, POLL_HUP. */
  signalIo(reason: number): void {
    if (this.async !== null && (this.flags & O_ASYNC) !== 0) this.async.send(this.async, reason);
  }

  /** What mmap(2) maps: the pages behind the file. Memory asks; ENODEV for kinds without pages. */
  mappable(): Mappable {
    throw ENODEV;
  }

  /** close(2) of one descriptor by a process (POSIX locks, flush errors). May throw an errno that close answers. */
  flush(_caller: Caller): void {}

  /** The last reference is gone. */
  protected onRelease(): void {}

  // --- what all kinds share ---------------------------------------------------------------------------------------

  /** Access mode 3 (fit for ioctl only) is neither readable nor writable: OPEN_FMODE counts from one. */
  get isReadable(): boolean {
    const { flags } = this;
    return ((flags + 1) & 1) !== 0 && (flags & O_PATH) === 0;
  }

  get isWritable(): boolean {
    const { flags } = this;
    return ((flags + 1) & 2) !== 0 && (flags & O_PATH) === 0;
  }

  get isNonBlocking(): boolean {
    return (this.flags & O_NONBLOCK) !== 0;
  }

  /** Opened with O_PATH: most operations on it are EBADF. */
  get isPath(): boolean {
    return (this.flags & O_PATH) !== 0;
  }

  get references(): number {
    return this.#references;
  }

  retain(): this {
    if (this.#references === 0) throw EBADF;
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references > 0) return;
    for (const hook of this.releaseHooks) hook();
    this.releaseHooks.clear();
    this.onRelease();
  }
}
