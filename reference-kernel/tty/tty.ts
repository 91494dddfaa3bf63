/**
 * One end of a pseudo-terminal (struct tty_struct with drivers/tty/pty.c): its settings, its line discipline, who waits
 * for it, and whose terminal it is. What is written to one end arrives at the other through that one's flip buffer.
 */

import { POLLIN, POLLOUT, POLLRDNORM } from "../abi/poll.ts";
import { POLL_IN, POLL_OUT, SIGWINCH } from "../abi/signal.ts";
import {
  CREAD,
  CS8,
  CSIZE,
  EXTPROC,
  IXON,
  PARENB,
  TIOCPKT_DOSTOP,
  TIOCPKT_FLUSHREAD,
  TIOCPKT_FLUSHWRITE,
  TIOCPKT_IOCTL,
  TIOCPKT_NOSTOP,
  TIOCPKT_START,
  TIOCPKT_STOP,
  VSTART,
  VSTOP,
} from "../abi/termios.ts";
import type { Clock } from "../core/clock.ts";
import type { Scheduler } from "../core/scheduler.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import { Worker } from "../core/worker.ts";
import { AsyncFiles } from "../files/async-io.ts";
import { FlipBuffer, type Receiver } from "./flip-buffer.ts";
import { Input, type TerminalEvents } from "./input.ts";
import type { Sessions } from "./sessions.ts";
import { masterTermios, nothingLocked, slaveTermios, type Termios, withLocked } from "./termios.ts";

/** What all terminals of a kernel share. */
export interface TtyServices {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly sessions: Sessions;
}

export interface WindowSize {
  readonly row: number;
  readonly col: number;
  readonly xpixel: number;
  readonly ypixel: number;
}

/** An open file on this end, as hang-ups see it. */
export interface HangUpFile {
  hangUp(): void;
}

export class Tty implements Receiver, TerminalEvents {
  readonly services: TtyServices;
  readonly index: number;
  readonly isMaster: boolean;
  readonly readWait = new WaitQueue();
  readonly writeWait = new WaitQueue();
  readonly async = new AsyncFiles();
  readonly files = new Set<HangUpFile>();
  /** What the other end sent. */
  readonly arriving: FlipBuffer;
  /** Readers and writers come one after the other; who has to wait stands here. */
  isBeingRead = false;
  isBeingWritten = false;
  readonly turns = new WaitQueue();

  #link: Tty | null = null;
  #termios: Termios;
  #input: Input;
  /** Flags and characters that nobody may change. */
  locked = nothingLocked();
  windowSize: WindowSize = { row: 0, col: 0, xpixel: 0, ypixel: 0 };

  /** Open files, and for a slave the master. */
  openCount = 0;
  /** Nobody has it open, or it never could be: reads and writes are EIO (TTY_IO_ERROR). */
  isBroken = false;
  isOtherClosed = false;
  /** TIOCEXCL. */
  isExclusive = false;
  /** A master's: its slave cannot be opened yet (TIOCSPTLCK). */
  isLocked = false;
  /** A master's: reads tell of more than data (TIOCPKT), and what is to be told of a slave. */
  isPacket = false;
  packetStatus = 0;
  isStopped = false;
  isHeld = false;
  /** A write was cut short: POLL_OUT is to be signalled (TTY_DO_WRITE_WAKEUP). */
  owesWriteSignal = false;

  /** Whose controlling terminal it is, and the group in the foreground; 0 for none. */
  #session = 0;
  #foreground = 0;

  readonly #onGone: () => void;

  constructor(services: TtyServices, index: number, isMaster: boolean, onGone: () => void) {
    this.#onGone = onGone;
    this.services = services;
    this.index = index;
    this.isMaster = isMaster;
    this.#termios = isMaster ? masterTermios() : slaveTermios();
    this.arriving = new FlipBuffer(new Worker(services.scheduler, services.clock), this);
    this.#input = new Input(this);
  }

  /** The two ends of a new pseudo-terminal; the master is open, the slave locked. `onGone`: nobody has either open. */
  static pair(services: TtyServices, index: number, onGone: () => void): { readonly master: Tty; readonly slave: Tty } {
    const master = new Tty(services, index, true, onGone);
    const slave = new Tty(services, index, false, onGone);
    master.#link = slave;
    slave.#link = master;
    master.openCount = 1;
    slave.openCount = 1;
    master.isLocked = true;
    return { master, slave };
  }

  get link(): Tty {
    return this.#link as Tty;
  }

  /** The slave of the pair: whose settings and session are meant, whichever end is asked (tty_pair_get_tty). */
  get real(): Tty {
    return this.isMaster ? this.link : this;
  }

  get termios(): Termios {
    return this.#termios;
  }

  get input(): Input {
    return this.#input;
  }

  /** One open file less. */
  close(): void {
    if (--this.openCount === 0) this.clearSession();
    if (this.openCount === 0 && this.link.openCount === 0) this.#onGone();
  }

  // --- the way of bytes -----------------------------------------------------------------------------------------

  receive(data: Uint8Array, start: number, end: number): number {
    return this.#input.receive(data, start, end);
  }

  lookAhead(data: Uint8Array, start: number, end: number): void {
    this.#input.lookAhead(data, start, end);
  }

  get room(): number {
    return this.isStopped ? 0 : this.link.arriving.room;
  }

  send(bytes: Uint8Array, start: number, end: number): number {
    return this.isStopped ? 0 : this.link.arriving.insert(bytes, start, end);
  }

  restartInput(): void {
    this.arriving.restart();
  }

  /** Whether a read would get something; what is on its way is fetched first (tty_buffer_flush_work). */
  hasInput(least = 1): boolean {
    if (this.#input.hasInput(least)) return true;
    this.arriving.worker.flush();
    return this.#input.hasInput(least);
  }

  /** What was read leaves room: the other end may write on (n_tty_check_unthrottle). */
  afterRead(): void {
    if (this.#input.readable > 128) return;
    this.#input.restart();
    this.link.tellWriters();
  }

  // --- telling --------------------------------------------------------------------------------------------------

  /**
   * A signal for who asked for signals, and then a wake for who waits. Linux promises no order to the one who is told
   * both: another processor may run between them, and so another thread may here.
   */
  tellReaders(): void {
    const wake = (): void => {
      this.readWait.wake(POLLIN | POLLRDNORM);
    };
    if (this.async.isEmpty) {
      wake();
      return;
    }
    this.async.tell(POLL_IN);
    this.arriving.worker.queue(wake);
  }

  tellWriters(): void {
    if (this.owesWriteSignal) {
      this.owesWriteSignal = false;
      this.async.tell(POLL_OUT);
    }
    this.writeWait.wake(POLLOUT);
  }

  wakeAll(): void {
    this.readWait.wakeAll();
    this.writeWait.wakeAll();
  }

  // --- flow control ---------------------------------------------------------------------------------------------

  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.#tellPacket(TIOCPKT_STOP, TIOCPKT_START);
  }

  start(): void {
    if (!this.isStopped || this.isHeld) return;
    this.isStopped = false;
    this.#tellPacket(TIOCPKT_START, TIOCPKT_STOP);
    this.tellWriters();
  }

  /** Lets a master in packet mode know something of this slave. */
  #tellPacket(bit: number, instead = 0): void {
    if (this.isMaster || !this.link.isPacket) return;
    this.packetStatus = (this.packetStatus & ~instead) | bit;
    this.link.readWait.wake();
  }

  // --- flushing -------------------------------------------------------------------------------------------------

  flushOutput(): void {
    this.link.arriving.drop();
    if (!this.link.isPacket) return;
    this.packetStatus |= TIOCPKT_FLUSHWRITE;
    this.link.readWait.wake();
  }

  flushInput(): void {
    this.#input.reset();
    this.#input.restart();
    this.tellInputFlushed();
  }

  tellInputFlushed(): void {
    if (!this.link.isPacket) return;
    this.packetStatus |= TIOCPKT_FLUSHREAD;
    this.link.readWait.wake();
  }

  // --- settings -------------------------------------------------------------------------------------------------

  /** Others; a pty has always 8 bits and receives (pty_set_termios). */
  changeTermios(given: Termios): void {
    const before = this.#termios;
    const wanted = withLocked(given, before, this.locked);
    this.#termios = { ...wanted, cflag: ((wanted.cflag & ~(CSIZE | PARENB)) | CS8 | CREAD) >>> 0 };
    this.#tellSettings(before);
    this.#input.settingsChanged(before);
    this.wakeAll();
  }

  #tellSettings(before: Termios): void {
    const old = flowsAsUsual(before);
    const now = flowsAsUsual(this.#termios);
    const external = ((before.lflag | this.#termios.lflag) & EXTPROC) !== 0;
    if (old === now && !external) return;
    if (old !== now) this.#tellPacket(now ? TIOCPKT_DOSTOP : TIOCPKT_NOSTOP, TIOCPKT_DOSTOP | TIOCPKT_NOSTOP);
    if (external) this.#tellPacket(TIOCPKT_IOCTL);
  }

  /** The window of both ends (pty_resize). */
  resize(size: WindowSize): void {
    const { row, col, xpixel, ypixel } = this.windowSize;
    if (row === size.row && col === size.col && xpixel === size.xpixel && ypixel === size.ypixel) return;
    for (const group of new Set([this.#foreground, this.link.#foreground])) {
      if (group !== 0) this.services.sessions.signalGroup(group, SIGWINCH);
    }
    this.windowSize = size;
    this.link.windowSize = size;
  }

  /** As if it were new (tty_ldisc_hangup): settings, line discipline. */
  reset(): void {
    this.#termios = this.isMaster ? masterTermios() : slaveTermios();
    this.#input = new Input(this);
  }

  // --- whose it is ----------------------------------------------------------------------------------------------

  get session(): number {
    return this.#session;
  }

  get foreground(): number {
    return this.#foreground;
  }

  set foreground(group: number) {
    const { sessions } = this.services;
    if (group !== 0) sessions.hold(group);
    if (this.#foreground !== 0) sessions.letGo(this.#foreground);
    this.#foreground = group;
  }

  set session(session: number) {
    const { sessions } = this.services;
    if (session !== 0) sessions.hold(session);
    if (this.#session !== 0) sessions.letGo(this.#session);
    this.#session = session;
  }

  signalForeground(signal: number): void {
    if (this.#foreground !== 0) this.services.sessions.signalGroup(this.#foreground, signal);
  }

  /** Nobody has it for a controlling terminal any more (session_clear_tty). */
  clearSession(): void {
    if (this.#session === 0) return;
    for (const member of this.services.sessions.members(this.#session)) member.terminal = null;
  }
}

/** Output stops with ^S and starts with ^Q, as a packet mode's reader may do by itself. */
const flowsAsUsual = ({ iflag, cc }: Termios): boolean =>
  (iflag & IXON) !== 0 && cc[VSTOP] === 0x13 && cc[VSTART] === 0x11;
