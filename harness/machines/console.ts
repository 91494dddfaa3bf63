/** What machine.c says on a console on which a kernel may speak as well. Pure but for its state. */
import { type Frame, parseFrame } from "../sandbox/frame.ts";

export type Word =
  | { readonly kind: "hello" }
  /** Run number `number` begins. */
  | { readonly kind: "run"; readonly number: number }
  /** It has ended; `frame` is null if what came over the console is not what was sent. */
  | { readonly kind: "end"; readonly number: number; readonly frame: Frame | null }
  | { readonly kind: "done" };

/** Characters of the kernel's own messages that are kept, the last ones. */
const keptTail = 4000;
/** No line of ours is longer; what is, is someone else's. */
const longestLine = 4096;

export class Console {
  #unfinished = "";
  #tail = "";
  #frame: { number: number; length: number; check: number; parts: string[] } | null = null;

  /** What others wrote last. */
  get tail(): string {
    return this.#tail;
  }

  /** What others wrote elsewhere, on standard error. */
  note(text: string): void {
    this.#tail = `${this.#tail}${text}`.slice(-keptTail);
  }

  /** `timeoutOf` answers the milliseconds that a run had. */
  add(chunk: Buffer, timeoutOf: (number: number) => number): readonly Word[] {
    const lines = (this.#unfinished + chunk.toString("latin1")).split("\n");
    this.#unfinished = (lines.pop() ?? "").slice(-longestLine);
    return lines.flatMap((line) => this.#line(line.replace(/\r+$/, ""), timeoutOf) ?? []);
  }

  #line(line: string, timeoutOf: (number: number) => number): Word | null {
    const start = line.indexOf("@contracts ");
    if (start < 0 || line.length > longestLine) {
      this.note(`${line.slice(0, longestLine)}\n`);
      return null;
    }
    const [word, ...rest] = line.slice(start + "@contracts ".length).split(" ");
    const [number = 0, length = 0, check = 0] = rest.map(Number);
    switch (word) {
      case "hello":
      case "done":
        return { kind: word };
      case "run":
        return { kind: "run", number };
      case "frame":
        this.#frame = { number, length, check, parts: [] };
        return null;
      case "+":
        this.#frame?.parts.push(rest[0] ?? "");
        return null;
      case "end":
        return { kind: "end", number, frame: this.#finish(number, timeoutOf(number)) };
      default:
        return null;
    }
  }

  #finish(number: number, timeout: number): Frame | null {
    const frame = this.#frame;
    this.#frame = null;
    if (frame?.number !== number) return null;
    const bytes = Buffer.concat(frame.parts.map((part) => Buffer.from(part, "base64")));
    if (bytes.length !== frame.length || checksum(bytes) !== frame.check) return null;
    return bytes.length === 0 ? null : parseFrame(bytes, timeout);
  }
}

/** FNV-1a, 32 bits. */
export function checksum(bytes: Uint8Array): number {
  let sum = 2166136261;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 16777619) >>> 0;
  return sum >>> 0;
}
