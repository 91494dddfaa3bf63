/**
 * What becomes of each byte that arrives at a terminal: signals, flow control, editing, echo, and the queue that programs
 * read from (the receiving side of drivers/tty/n_tty.c).
 */
import { SIGINT, SIGQUIT, SIGTSTP } from "../abi/signal.ts";
import {
  DISABLED,
  ECHO,
  ECHOCTL,
  ECHONL,
  EXTPROC,
  ICANON,
  ICRNL,
  IEXTEN,
  IGNCR,
  INLCR,
  ISIG,
  ISTRIP,
  IUCLC,
  IXANY,
  IXON,
  NOFLSH,
  PARMRK,
  VEOF,
  VEOL,
  VEOL2,
  VERASE,
  VINTR,
  VKILL,
  VLNEXT,
  VQUIT,
  VREPRINT,
  VSTART,
  VSTOP,
  VSUSP,
  VWERASE,
} from "../abi/termios.ts";
import { toLower } from "./characters.ts";
import { Eraser } from "./eraser.ts";
import { InputQueue, QUEUE_SIZE, type ReadChunk } from "./input-queue.ts";
import { Output, type Wire } from "./output.ts";
import type { Termios } from "./termios.ts";

const LF = 10;
const CR = 13;
const BACKSPACE = 8;
const CARET = 94;
const MARK = 0xff;

/** What input brings about at the terminal. */
export interface TerminalEvents extends Wire {
  readonly isStopped: boolean;
  /** Stopped by tcflow, not by a character: only tcflow starts it again. */
  readonly isHeld: boolean;
  start(): void;
  stop(): void;
  /** There is something to read. */
  tellReaders(): void;
  signalForeground(signal: number): void;
  /** Drops what was written and has not arrived, and tells a master in packet mode of both flushes. */
  flushOutput(): void;
  tellInputFlushed(): void;
  /** Room was made by force: the other side may write. */
  tellWriters(): void;
  /** There is room again for what waits in the flip buffer. */
  restartInput(): void;
}

export class Input {
  readonly queue = new InputQueue();
  readonly output: Output;
  readonly #eraser: Eraser;
  readonly #terminal: TerminalEvents;
  /** Canonical mode, as the queue was last told. */
  isCanonical = false;
  /** Nothing is to be done to bytes. */
  #isRaw = false;
  /** The next byte means itself (VLNEXT). */
  #isLiteral = false;
  /** Bytes wait in the flip buffer, as there was no room. */
  #hasNoRoom = false;
  /** Bytes in the flip buffer whose flow control characters have been acted on. */
  #lookedAhead = 0;
  /** Characters that mean something now. */
  readonly #special = new Uint8Array(256);

  constructor(terminal: TerminalEvents) {
    this.#terminal = terminal;
    this.output = new Output(terminal);
    this.#eraser = new Eraser(this.queue, this.output);
    this.settingsChanged(null);
  }

  get #termios(): Termios {
    return this.#terminal.termios;
  }

  /** Whether reads are cut at lines. */
  get readsLines(): boolean {
    return this.isCanonical && (this.#termios.lflag & EXTPROC) === 0;
  }

  /** What of it may be read (chars_in_buffer). */
  get readable(): number {
    return (this.isCanonical ? this.queue.lineHead : this.queue.commitHead) - this.queue.tail;
  }

  /** Whether a read would get something; outside canonical mode at least `least` bytes (input_available_p). */
  hasInput(least = 1): boolean {
    if (this.readsLines) return this.queue.lineHead !== this.queue.tail;
    return this.queue.commitHead - this.queue.tail >= least;
  }

  /**
   * Takes bytes for a reader; true when there are more. Where somebody outside edits lines (EXTPROC), VEOF at the end of
   * what there is, alone, is an end of file (copy_from_read_buf).
   */
  takeBytes(chunk: ReadChunk): boolean {
    const before = chunk.used;
    const isMore = this.queue.copyBytes(chunk);
    const isEnd = chunk.used - before === 1 && chunk.buffer[before] === this.#termios.cc[VEOF] && !isMore;
    if (isEnd && this.isCanonical && (this.#termios.lflag & EXTPROC) !== 0) chunk.used = before;
    return isMore;
  }

  /** Forgets what was typed (reset_buffer_flags). */
  reset(): void {
    this.queue.reset();
    this.#eraser.isErasing = false;
    this.#lookedAhead = 0;
  }

  /** Takes up again what found no room, if there was such (n_tty_kick_worker). */
  restart(): void {
    if (!this.#hasNoRoom) return;
    this.#hasNoRoom = false;
    this.#terminal.restartInput();
  }

  // --- settings -------------------------------------------------------------------------------------------------

  /** The terminal's settings are others now (n_tty_set_termios); `before` is null for the first ones. */
  settingsChanged(before: Termios | null): void {
    const { iflag, lflag } = this.#termios;
    if (before === null || ((before.lflag ^ lflag) & (ICANON | EXTPROC)) !== 0) {
      this.queue.changeMode((lflag & ICANON) !== 0);
      this.#eraser.isErasing = false;
      this.#isLiteral = false;
    }
    this.isCanonical = (lflag & ICANON) !== 0;
    const acts =
      (iflag & (ISTRIP | IUCLC | IGNCR | ICRNL | INLCR | IXON | PARMRK)) !== 0 ||
      (lflag & (ICANON | ISIG | ECHO)) !== 0;
    this.#isRaw = !acts;
    if (acts) this.#findSpecial();
    if ((iflag & IXON) === 0 && before !== null && (before.iflag & IXON) !== 0 && !this.#terminal.isHeld) {
      this.#terminal.start();
      this.output.process();
    }
  }

  #findSpecial(): void {
    const { iflag, lflag, cc } = this.#termios;
    const special = this.#special.fill(0);
    const mark = (...characters: readonly number[]): void => {
      for (const index of characters) special[cc[index]!] = 1;
    };
    if ((iflag & (IGNCR | ICRNL)) !== 0) special[CR] = 1;
    if ((iflag & INLCR) !== 0) special[LF] = 1;
    if ((lflag & ICANON) !== 0) {
      special[LF] = 1;
      mark(VERASE, VKILL, VEOF, VEOL);
      if ((lflag & IEXTEN) !== 0) {
        mark(VWERASE, VLNEXT, VEOL2);
        if ((lflag & ECHO) !== 0) mark(VREPRINT);
      }
    }
    if ((iflag & IXON) !== 0) mark(VSTART, VSTOP);
    if ((lflag & ISIG) !== 0) mark(VINTR, VQUIT, VSUSP);
    special[DISABLED] = 0;
  }

  // --- receiving ------------------------------------------------------------------------------------------------

  /**
   * Takes `data[start, end)` as far as there is room; answers how many. While a line is typed there is always room: what
   * is too much takes the last byte's place, so that the line can still be ended. Without `waits`, nobody keeps the rest.
   */
  receive(data: Uint8Array, start: number, end: number, waits = true): number {
    const { queue } = this;
    let at = start;
    let overflows = false;
    for (;;) {
      let room = QUEUE_SIZE - queue.count;
      if ((this.#termios.iflag & PARMRK) !== 0) room = Math.ceil(room / 3);
      room--;
      overflows = false;
      if (room <= 0) {
        overflows = this.isCanonical && queue.lineHead === queue.tail;
        if (overflows && room < 0) queue.head--;
        room = overflows ? 1 : 0;
        this.#hasNoRoom = waits && room === 0;
      }
      const count = Math.min(end - at, room);
      if (count === 0) break;
      this.#receiveBlock(data, at, at + count);
      at += count;
    }
    if (overflows) this.#terminal.tellWriters();
    if (this.#hasNoRoom && this.readable === 0) this.restart();
    return at - start;
  }

  #receiveBlock(data: Uint8Array, start: number, end: number): void {
    const { iflag, lflag } = this.#termios;
    const changes = (iflag & ISTRIP) !== 0 || ((iflag & IUCLC) !== 0 && (lflag & IEXTEN) !== 0);
    const seen = Math.min(this.#lookedAhead, end - start);
    if (this.#isRaw || ((lflag & EXTPROC) !== 0 && !changes)) {
      for (let at = start; at < end; at++) this.queue.put(data[at]!);
    } else {
      for (let at = start; at < end; at++) this.#receiveByte(data[at]!, at - start < seen);
      this.output.flush();
    }
    this.#lookedAhead -= seen;
    if (this.readsLines) return;
    this.queue.commit();
    if (this.queue.count > 0) this.#terminal.tellReaders();
  }

  /** Bytes that have to wait: start and stop characters among them count at once (n_tty_lookahead_flow_ctrl). */
  lookAhead(data: Uint8Array, start: number, end: number): void {
    this.#lookedAhead += end - start;
    if ((this.#termios.iflag & IXON) === 0) return;
    for (let at = start; at < end; at++) this.#controlFlow(data[at]!, false);
  }

  #receiveByte(given: number, seen: boolean): void {
    const { iflag, lflag } = this.#termios;
    let c = (iflag & ISTRIP) !== 0 ? given & 0x7f : given;
    if ((iflag & IUCLC) !== 0 && (lflag & IEXTEN) !== 0) c = toLower(c);
    if (this.#isLiteral) {
      this.#isLiteral = false;
      this.#typed(c);
    } else if ((lflag & EXTPROC) !== 0) this.queue.put(c);
    else if (this.#special[c]! !== 0) this.#receiveSpecial(c, seen);
    else this.#typed(c);
  }

  /** A character that means itself. */
  #typed(c: number): void {
    this.#startByAny();
    const { iflag, lflag } = this.#termios;
    if ((lflag & ECHO) !== 0) this.#echoTyped(c);
    if (c === MARK && (iflag & PARMRK) !== 0) this.queue.put(c);
    this.queue.put(c);
  }

  #echoTyped(c: number): void {
    this.#eraser.finish();
    if (this.queue.lineHead === this.queue.head) this.output.echoLineStart();
    this.output.echo(c);
    this.output.commit();
  }

  /** IXANY: whatever is typed starts output again. */
  #startByAny(): void {
    const terminal = this.#terminal;
    if (!terminal.isStopped || terminal.isHeld) return;
    if ((this.#termios.iflag & (IXON | IXANY)) !== (IXON | IXANY)) return;
    terminal.start();
    this.output.process();
  }

  /** True for the start and the stop character; `seen`: they have been acted on when they had to wait. */
  #controlFlow(c: number, seen: boolean): boolean {
    const { cc } = this.#termios;
    if (c !== cc[VSTART] && c !== cc[VSTOP]) return false;
    if (seen) return true;
    if (c === cc[VSTART]) {
      this.#terminal.start();
      this.output.process();
    } else this.#terminal.stop();
    return true;
  }

  #receiveSpecial(given: number, seen: boolean): void {
    const { iflag, lflag, cc } = this.#termios;
    if ((iflag & IXON) !== 0 && this.#controlFlow(given, seen)) return;
    if ((lflag & ISIG) !== 0) {
      const signal = given === cc[VINTR] ? SIGINT : given === cc[VQUIT] ? SIGQUIT : given === cc[VSUSP] ? SIGTSTP : 0;
      if (signal !== 0) {
        this.#receiveSignal(signal, given);
        return;
      }
    }
    this.#startByAny();
    let c = given;
    if (c === CR) {
      if ((iflag & IGNCR) !== 0) return;
      if ((iflag & ICRNL) !== 0) c = LF;
    } else if (c === LF && (iflag & INLCR) !== 0) c = CR;
    if (this.isCanonical && this.#edit(c)) return;
    if ((lflag & ECHO) !== 0) {
      if (c === LF) {
        this.#eraser.finish();
        this.output.echoRaw(LF);
        this.output.commit();
      } else this.#echoTyped(c);
    }
    if (c === MARK && (iflag & PARMRK) !== 0) this.queue.put(c);
    this.queue.put(c);
  }

  /** ^C and its like: the foreground group gets the signal; what was typed and written is dropped unless NOFLSH is set. */
  #receiveSignal(signal: number, c: number): void {
    const { iflag, lflag } = this.#termios;
    const terminal = this.#terminal;
    terminal.signalForeground(signal);
    if ((lflag & NOFLSH) === 0) {
      this.output.dropEchoes();
      terminal.flushOutput();
      this.reset();
      terminal.tellInputFlushed();
    }
    if ((iflag & IXON) !== 0) terminal.start();
    if ((lflag & ECHO) !== 0) {
      this.output.echo(c);
      this.output.commit();
    } else this.output.process();
  }

  /** Canonical mode's own characters; false for one that is none of them (n_tty_receive_char_canon). */
  #edit(c: number): boolean {
    const { iflag, lflag, cc } = this.#termios;
    const { output, queue } = this;
    const echoes = (lflag & ECHO) !== 0;
    const extended = (lflag & IEXTEN) !== 0;
    if (c === cc[VERASE] || c === cc[VKILL] || (c === cc[VWERASE] && extended)) {
      this.#eraser.erase(c, this.#termios);
      output.commit();
      return true;
    }
    if (c === cc[VLNEXT] && extended) {
      this.#isLiteral = true;
      if (echoes) {
        this.#eraser.finish();
        if ((lflag & ECHOCTL) !== 0) {
          output.echoRaw(CARET);
          output.echoRaw(BACKSPACE);
          output.commit();
        }
      }
      return true;
    }
    if (c === cc[VREPRINT] && echoes && extended) {
      this.#eraser.finish();
      output.echo(c);
      output.echoRaw(LF);
      for (let at = queue.lineHead; at < queue.head; at++) output.echo(queue.byteAt(at));
      output.commit();
      return true;
    }
    if (c === LF) {
      if (echoes || (lflag & ECHONL) !== 0) {
        output.echoRaw(LF);
        output.commit();
      }
      this.#endLine(c);
      return true;
    }
    if (c === cc[VEOF]) {
      this.#endLine(DISABLED);
      return true;
    }
    if (c === cc[VEOL] || (c === cc[VEOL2] && extended)) {
      if (echoes) {
        if (queue.lineHead === queue.head) output.echoLineStart();
        output.echo(c);
        output.commit();
      }
      if (c === MARK && (iflag & PARMRK) !== 0) queue.put(c);
      this.#endLine(c);
      return true;
    }
    return false;
  }

  #endLine(c: number): void {
    this.queue.putLineEnd(c);
    this.#terminal.tellReaders();
  }
}
