/** Erasing what was typed: a character, a word, the line (eraser in drivers/tty/n_tty.c). */
import { ECHO, ECHOCTL, ECHOE, ECHOK, ECHOKE, ECHOPRT, IUTF8, VERASE, VKILL, VWERASE } from "../abi/termios.ts";
import { isContinuation, isControl, isWordCharacter } from "./characters.ts";
import type { InputQueue } from "./input-queue.ts";
import type { Output } from "./output.ts";
import type { Termios } from "./termios.ts";

const LF = 10;
const TAB = 9;
const BACKSPACE = 8;
const SPACE = 32;
const BACKSLASH = 92;
const SLASH = 47;

export class Eraser {
  readonly #queue: InputQueue;
  readonly #output: Output;
  /** ECHOPRT shows what is erased between backslash and slash; the slash is still to come. */
  isErasing = false;

  constructor(queue: InputQueue, output: Output) {
    this.#queue = queue;
    this.#output = output;
  }

  /** Something else is typed. */
  finish(): void {
    if (!this.isErasing) return;
    this.#output.echoRaw(SLASH);
    this.isErasing = false;
  }

  /** `character` is VERASE, VWERASE or VKILL. */
  erase(character: number, termios: Termios): void {
    const queue = this.#queue;
    if (queue.head === queue.lineHead) return;
    const { cc, lflag } = termios;
    const echoes = (lflag & ECHO) !== 0;
    const what = character === cc[VERASE] ? "character" : character === cc[VWERASE] ? "word" : "line";
    if (what === "line" && (!echoes || !has(lflag, ECHOK | ECHOKE | ECHOE))) {
      queue.head = queue.lineHead;
      if (!echoes) return;
      this.finish();
      this.#output.echo(cc[VKILL]!);
      if ((lflag & ECHOK) !== 0) this.#output.echoRaw(LF);
      return;
    }
    let seenWord = false;
    while (queue.head !== queue.lineHead) {
      const at = this.#previous(termios);
      const c = queue.byteAt(at);
      if (this.#isPart(c, termios)) break;
      if (what === "word") {
        if (isWordCharacter(c)) seenWord = true;
        else if (seenWord) break;
      }
      const size = queue.head - at;
      queue.head = at;
      if (echoes) this.#show(c, size, what === "character", termios);
      if (what === "character") break;
    }
    if (queue.head === queue.lineHead && echoes) this.finish();
  }

  /** Where the last character begins. */
  #previous(termios: Termios): number {
    const queue = this.#queue;
    let at = queue.head;
    do at--;
    while (this.#isPart(queue.byteAt(at), termios) && at !== queue.lineHead);
    return at;
  }

  #isPart(c: number, { iflag }: Termios): boolean {
    return (iflag & IUTF8) !== 0 && isContinuation(c);
  }

  /** Shows that the character at the head of the queue, `size` bytes, is gone. */
  #show(c: number, size: number, isSingle: boolean, termios: Termios): void {
    const { cc, lflag } = termios;
    const output = this.#output;
    const { head } = this.#queue;
    if ((lflag & ECHOPRT) !== 0) {
      if (!this.isErasing) output.echoRaw(BACKSLASH);
      this.isErasing = true;
      output.echo(c);
      for (let i = 1; i < size; i++) {
        output.echoRaw(this.#queue.byteAt(head + i));
        output.echoMoveBack();
      }
    } else if (isSingle && (lflag & ECHOE) === 0) {
      output.echo(cc[VERASE]!);
    } else if (c === TAB) {
      this.#showTab(termios);
    } else {
      const columns = isControl(c) ? ((lflag & ECHOCTL) !== 0 ? 2 : 0) : 1;
      for (let i = 0; i < columns; i++) {
        for (const byte of [BACKSPACE, SPACE, BACKSPACE]) output.echoRaw(byte);
      }
    }
  }

  /** How wide a tab was follows from what stands before it, back to the line's start or to another tab. */
  #showTab(termios: Termios): void {
    const queue = this.#queue;
    let columns = 0;
    for (let at = queue.head; at !== queue.lineHead; ) {
      const c = queue.byteAt(--at);
      if (c === TAB) {
        this.#output.echoTabErased(columns, true);
        return;
      }
      if (isControl(c)) columns += (termios.lflag & ECHOCTL) !== 0 ? 2 : 0;
      else if (!this.#isPart(c, termios)) columns++;
    }
    this.#output.echoTabErased(columns, false);
  }
}

const has = (flags: number, all: number): boolean => (flags & all) === all;
