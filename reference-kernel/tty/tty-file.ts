/** An open file on one end of a terminal (tty_fops of drivers/tty/tty_io.c). */
import { EAGAIN, EIO, ENOTTY } from "../abi/errors.ts";
import { F_OWNER_PGRP, F_OWNER_PID } from "../abi/fcntl.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import { TIOCSPGRP, VMIN, VTIME } from "../abi/termios.ts";
import type { Caller } from "../core/caller.ts";
import type { Blocking } from "../core/thread.ts";
import type { WaitQueue } from "../core/wait-queue.ts";
import type { IoOwner } from "../files/async-io.ts";
import { WOULD_BLOCK, type WouldBlock } from "../files/open-file.ts";
import type { Path } from "../fs/mount.ts";
import { VfsFile } from "../fs/vfs-file.ts";
import { KernelBuffer, type Sink, type Source } from "../memory/io.ts";
import { terminalIoctl } from "./ioctls.ts";
import { readTerminal } from "./reading.ts";
import type { TtyCaller } from "./sessions.ts";
import type { Tty } from "./tty.ts";
import { writeTerminal } from "./writing.ts";

const READ = POLLIN | POLLRDNORM;
const WRITE = POLLOUT | POLLWRNORM;
/** Most bytes that one may become on the way out (a tab). */
const WIDEST = 8;

export class TtyFile extends VfsFile {
  readonly tty: Tty;
  /** The line is gone: it reads as ended, and nothing else works. */
  isHungUp = false;
  readonly #queues: readonly WaitQueue[];
  readonly #onClose: () => void;

  /** `onClose` is the driver's part of the last close. */
  constructor(path: Path, flags: number, tty: Tty, onClose: () => void) {
    super(path, flags);
    this.tty = tty;
    this.#queues = [tty.readWait, tty.writeWait];
    this.#onClose = onClose;
    tty.files.add(this);
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override get canSpliceFrom(): boolean {
    return true;
  }

  override get canSpliceTo(): boolean {
    return true;
  }

  override get takesAsync(): boolean {
    return true;
  }

  override poll(): number {
    if (this.isHungUp) return READ | WRITE | POLLERR | POLLHUP;
    const { tty } = this;
    const { cc } = tty.termios;
    let mask = 0;
    if (tty.hasInput(cc[VTIME] === 0 && cc[VMIN]! > 0 ? cc[VMIN]! : 1)) mask |= READ;
    if (tty.isPacket && tty.link.packetStatus !== 0) mask |= POLLPRI | READ;
    if (tty.isOtherClosed) mask |= POLLHUP;
    if (!tty.isBeingWritten && tty.room > 0) mask |= WRITE;
    return mask;
  }

  // --- reading and writing --------------------------------------------------------------------------------------

  override readSleeping(caller: Caller, sink: Sink, nonBlocking = this.isNonBlocking): Blocking<number> {
    return this.#read(caller as TtyCaller, sink, nonBlocking);
  }

  *#read(caller: TtyCaller, sink: Sink, nonBlocking: boolean): Blocking<number> {
    if (this.isHungUp) return 0;
    if (this.tty.isBroken) throw EIO;
    const count = yield* readTerminal(this.tty, this, caller, sink, nonBlocking);
    if (count > 0) this.#touch(false);
    return count;
  }

  override writeSleeping(caller: Caller, source: Source, nonBlocking = this.isNonBlocking): Blocking<number> {
    return this.#write(caller as TtyCaller, source, nonBlocking);
  }

  *#write(caller: TtyCaller, source: Source, nonBlocking: boolean): Blocking<number> {
    if (this.isHungUp || this.tty.isBroken) throw EIO;
    const count = yield* writeTerminal(this.tty, this, caller, source, nonBlocking);
    if (count > 0) this.#touch(true);
    return count;
  }

  override read(caller: Caller, sink: Sink): number | WouldBlock {
    return atOnce(this.readSleeping(caller, sink, true));
  }

  /** Takes no more from the source than there is room for, whatever it becomes. */
  override write(caller: Caller, source: Source): number | WouldBlock {
    const sure = Math.min(source.remaining, Math.floor(this.tty.room / WIDEST));
    if (sure === 0 && source.remaining > 0 && !this.isHungUp && !this.tty.isBroken) return WOULD_BLOCK;
    const bytes = new Uint8Array(sure);
    return atOnce(this.writeSleeping(caller, new KernelBuffer(bytes.subarray(0, source.take(bytes, 0, sure))), true));
  }

  /** Times of a terminal move in steps of eight seconds, so that nobody can time keystrokes (tty_update_time). */
  #touch(isWrite: boolean): void {
    const { sec } = this.tty.services.clock.realtime();
    const { inode } = this;
    const before = isWrite ? inode.mtime : inode.atime;
    if (((sec ^ before.sec) & ~7) === 0) return;
    if (isWrite) inode.mtime = { sec, nsec: 0 };
    else inode.atime = { sec, nsec: 0 };
  }

  // --- the rest -------------------------------------------------------------------------------------------------

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (this.isHungUp) throw request === TIOCSPGRP ? ENOTTY : EIO;
    return terminalIoctl(this, caller as TtyCaller, request, argument);
  }

  override asyncChanged(isAsync: boolean): void {
    if (this.isHungUp) throw ENOTTY;
    this.tty.async.update(this, isAsync);
  }

  /** Signals of readiness go to the foreground, where nobody was named (tty_fasync). */
  override defaultOwner(caller: Caller): IoOwner {
    const { uid, euid } = caller.credentials;
    const group = this.tty.foreground;
    const named = group === 0 ? { kind: F_OWNER_PID, id: caller.pid } : { kind: F_OWNER_PGRP, id: group };
    return { ...named, uid, euid } as IoOwner;
  }

  hangUp(): void {
    this.tty.async.update(this, false);
    this.isHungUp = true;
  }

  protected override onRelease(): void {
    this.tty.async.update(this, false);
    super.onRelease();
    this.tty.files.delete(this);
    this.#onClose();
  }
}

/** The result of what does not sleep. */
const atOnce = (call: Blocking<number>): number | WouldBlock => {
  try {
    const step = call.next();
    if (!step.done) throw new Error("a terminal slept although it was told not to");
    return step.value;
  } catch (error) {
    if (error === EAGAIN) return WOULD_BLOCK;
    throw error;
  }
};
