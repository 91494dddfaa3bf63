/**
 * What a terminal writes to the other end: output processed as OPOST asks, and echoes, which wait in a ring of their own
 * until there is room and so keep their place among what programs write (drivers/tty/n_tty.c).
 */
import {
  ECHO,
  ECHOCTL,
  ECHONL,
  IUTF8,
  OCRNL,
  OLCUC,
  ONLCR,
  ONLRET,
  ONOCR,
  OPOST,
  TABDLY,
  XTABS,
} from "../abi/termios.ts";
import { isContinuation, isControl, toUpper } from "./characters.ts";
import type { Termios } from "./termios.ts";

const RING = 4096;
const MASK = RING - 1;
/** Echoes are written once this many wait, at the latest with the end of the input that caused them. */
const BLOCK = 256;
/** So many echoes that nobody fetches are given up. */
const DISCARD = RING - (BLOCK + 32);

/** In the ring, this byte begins an operation; itself it stands there twice. */
const OPERATION = 0xff;
const MOVE_BACK = 0x80;
const SET_LINE_COLUMN = 0x81;
const ERASE_TAB = 0x82;

const LF = 10;
const CR = 13;
const TAB = 9;
const BACKSPACE = 8;
const CARET = 94;
const CRLF = new Uint8Array([CR, LF]);
const SPACES = new Uint8Array(8).fill(32);

/** Where the bytes go. */
export interface Wire {
  readonly termios: Termios;
  /** Bytes that `send` takes now. */
  readonly room: number;
  send(bytes: Uint8Array, start: number, end: number): number;
}

export class Output {
  readonly #wire: Wire;
  readonly #one = new Uint8Array(1);
  /** Column of the cursor, and where the line that is being typed began. */
  #column = 0;
  #lineColumn = 0;
  readonly #ring = new Uint8Array(RING);
  #head = 0;
  #tail = 0;
  /** May be written: up to here. */
  #committed = 0;
  /** To be committed when there is an occasion. */
  #marked = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  // --- echoes ---------------------------------------------------------------------------------------------------

  /** Echoes a byte as it is. */
  echoRaw(c: number): void {
    if (c === OPERATION) this.#add(OPERATION);
    this.#add(c);
  }

  /** Echoes a byte; control characters as ^X where ECHOCTL is set. */
  echo(c: number): void {
    const isShown = (this.#wire.termios.lflag & ECHOCTL) !== 0 && isControl(c) && c !== TAB;
    if (c === OPERATION || isShown) this.#add(OPERATION);
    this.#add(c);
  }

  /** What is typed begins here. */
  echoLineStart(): void {
    this.#add(OPERATION);
    this.#add(SET_LINE_COLUMN);
  }

  /** The column before counts one too many: a byte of the same character was shown. */
  echoMoveBack(): void {
    this.#add(OPERATION);
    this.#add(MOVE_BACK);
  }

  /** Goes back over a tab that stands `columns` after the line's start, or after another tab. */
  echoTabErased(columns: number, followsTab: boolean): void {
    this.#add(OPERATION);
    this.#add(ERASE_TAB);
    this.#add((columns & 7) | (followsTab ? 0x80 : 0));
  }

  /** Writes echoes once a block of them waits (commit_echoes). */
  commit(): void {
    this.#marked = this.#head;
    const before = this.#committed - this.#tail;
    const waiting = this.#head - this.#tail;
    if (waiting < BLOCK || waiting % BLOCK > before % BLOCK) return;
    this.#committed = this.#head;
    this.#writeEchoes();
  }

  /** Writes those that were marked (process_echoes). */
  process(): void {
    if (this.#marked === this.#tail) return;
    this.#committed = this.#marked;
    this.#writeEchoes();
  }

  /** Writes all: the input that caused them is done (flush_echoes). */
  flush(): void {
    if ((this.#wire.termios.lflag & (ECHO | ECHONL)) === 0 || this.#committed === this.#head) return;
    this.#committed = this.#head;
    this.#writeEchoes();
  }

  /** Forgets what was not written. */
  dropEchoes(): void {
    this.#head = 0;
    this.#tail = 0;
    this.#committed = 0;
    this.#marked = 0;
  }

  #add(byte: number): void {
    this.#ring[this.#head++ & MASK] = byte;
  }

  #writeEchoes(): void {
    let tail = this.#tail;
    while (tail < this.#committed) {
      const size = this.#writeEcho(tail);
      if (size === 0) break;
      tail += size;
    }
    while (this.#committed - tail >= DISCARD) tail += this.#echoSize(tail);
    this.#tail = tail;
  }

  #echoSize(at: number): number {
    if (this.#ring[at & MASK] !== OPERATION) return 1;
    return this.#ring[(at + 1) & MASK] === ERASE_TAB ? 3 : 2;
  }

  /** Writes the echo at a position; its size in the ring, or 0 where there is no room, or not all of it is there. */
  #writeEcho(at: number): number {
    const first = this.#ring[at & MASK]!;
    const size = this.#echoSize(at);
    const { room } = this.#wire;
    if (first !== OPERATION) {
      if ((this.#wire.termios.oflag & OPOST) !== 0) return this.#outputCharacter(first, room) < 0 ? 0 : size;
      if (room === 0) return 0;
      this.#sendByte(first);
      return size;
    }
    if (at + size > this.#committed) return 0;
    const operation = this.#ring[(at + 1) & MASK]!;
    switch (operation) {
      case ERASE_TAB: {
        let columns = this.#ring[(at + 2) & MASK]!;
        if ((columns & 0x80) === 0) columns += this.#lineColumn;
        const back = 8 - (columns & 7);
        if (back > room) return 0;
        for (let i = 0; i < back; i++) this.#sendByte(BACKSPACE);
        this.#column = Math.max(this.#column - back, 0);
        return size;
      }
      case SET_LINE_COLUMN:
        this.#lineColumn = this.#column;
        return size;
      case MOVE_BACK:
        if (this.#column > 0) this.#column--;
        return size;
      case OPERATION:
        if (room === 0) return 0;
        this.#sendByte(OPERATION);
        this.#column++;
        return size;
      default:
        if (room < 2) return 0;
        this.#sendByte(CARET);
        this.#sendByte(operation ^ 0o100);
        this.#column += 2;
        return size;
    }
  }

  // --- what programs write --------------------------------------------------------------------------------------

  /** Writes `bytes[start, end)`; answers how many of them went. */
  write(bytes: Uint8Array, start: number, end: number): number {
    if ((this.#wire.termios.oflag & OPOST) === 0) return this.#wire.send(bytes, start, end);
    let at = start;
    for (;;) {
      at += this.#writePlain(bytes, at, end);
      if (at === end || this.#outputCharacter(bytes[at]!, this.#wire.room) < 0) break;
      if (++at === end) break;
    }
    return at - start;
  }

  /** Writes up to the first character that needs more than being counted (process_output_block). */
  #writePlain(bytes: Uint8Array, start: number, end: number): number {
    const { oflag } = this.#wire.termios;
    const stop = Math.min(end, start + this.#wire.room);
    let at = start;
    for (; at < stop; at++) {
      const c = bytes[at]!;
      if (c === TAB) break;
      if (c === LF) {
        if ((oflag & ONLRET) !== 0) this.#column = 0;
        if ((oflag & ONLCR) !== 0) break;
        this.#lineColumn = this.#column;
      } else if (c === CR) {
        if (((oflag & ONOCR) !== 0 && this.#column === 0) || (oflag & OCRNL) !== 0) break;
        this.#column = 0;
        this.#lineColumn = 0;
      } else if (c === BACKSPACE) {
        if (this.#column > 0) this.#column--;
      } else if (!isControl(c)) {
        if ((oflag & OLCUC) !== 0) break;
        this.#count(c);
      }
    }
    return at > start ? this.#wire.send(bytes, start, at) : 0;
  }

  /** Writes one character as OPOST asks; bytes of room used, or -1 where it does not fit (do_output_char). */
  #outputCharacter(given: number, room: number): number {
    if (room === 0) return -1;
    const { oflag } = this.#wire.termios;
    let c = given;
    switch (c) {
      case LF:
        if ((oflag & ONLRET) !== 0) this.#column = 0;
        if ((oflag & ONLCR) !== 0) {
          if (room < 2) return -1;
          this.#column = 0;
          this.#lineColumn = 0;
          this.#wire.send(CRLF, 0, 2);
          return 2;
        }
        this.#lineColumn = this.#column;
        break;
      case CR:
        if ((oflag & ONOCR) !== 0 && this.#column === 0) return 0;
        if ((oflag & OCRNL) !== 0) c = LF;
        if ((oflag & OCRNL) === 0 || (oflag & ONLRET) !== 0) {
          this.#column = 0;
          this.#lineColumn = 0;
        }
        break;
      case TAB: {
        const spaces = 8 - (this.#column & 7);
        if ((oflag & TABDLY) === XTABS) {
          if (room < spaces) return -1;
          this.#column += spaces;
          this.#wire.send(SPACES, 0, spaces);
          return spaces;
        }
        this.#column += spaces;
        break;
      }
      case BACKSPACE:
        if (this.#column > 0) this.#column--;
        break;
      default:
        if (!isControl(c)) {
          if ((oflag & OLCUC) !== 0) c = toUpper(c);
          this.#count(c);
        }
    }
    this.#sendByte(c);
    return 1;
  }

  /** A character that takes a column, unless it is a further byte of one. */
  #count(c: number): void {
    if ((this.#wire.termios.iflag & IUTF8) === 0 || !isContinuation(c)) this.#column++;
  }

  #sendByte(byte: number): void {
    this.#one[0] = byte;
    this.#wire.send(this.#one, 0, 1);
  }
}
