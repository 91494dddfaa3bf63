/**
 * Reads traces as strace writes them (strace(1): `-f`, to a terminal or with `-o`) and as the reference kernel does:
 * `[pid] name(argument, argument) = result ERRNO (text)`. What it does not understand becomes a note, never an error:
 * a trace is cut where its program was killed.
 */

export interface Call {
  readonly kind: "call";
  /** As the trace names the process or thread; null where the trace did not say (strace, while there is only one). */
  readonly pid: string | null;
  readonly name: string;
  readonly arguments: readonly string[];
  /** `3`, `-1`, `0x7f…`, `?`; null if the call had not returned when the trace ended. */
  readonly result: string | null;
  /** `EAGAIN`, for a result of -1. */
  readonly error: string | null;
  /** The number of the process that the call made, as seen by the tracer, if the trace tells (`--pidns-translation`). */
  readonly tracerPid: string | null;
}

/** A signal that arrived (`--- SIGCHLD {…} ---`) or an end (`+++ exited with 0 +++`), or a line of unknown form. */
export interface Note {
  readonly kind: "signal" | "end" | "note";
  readonly pid: string | null;
  readonly text: string;
}

export type TraceEvent = Call | Note;

const prefix = /^(?:\[pid\s+(\d+)\]\s+|\[(\d+)\]\s+|(\d+)\s+)?(.*)$/s;
const resumed = /^<\.\.\. (\w+) resumed>(.*)$/s;
const unfinished = /\s*<unfinished \.\.\.>\s*$/;

/** Events in the order in which the calls began. */
export function parseTrace(lines: readonly string[]): readonly TraceEvent[] {
  const events: (TraceEvent | null)[] = [];
  /** Calls that other threads' lines interrupted: where they began and what was printed of them, by thread. */
  const open = new Map<string | null, { readonly index: number; readonly text: string }>();
  for (const line of lines) {
    const [, terminal, bracketed, plain, rest = ""] = prefix.exec(line.trimEnd()) ?? [];
    const pid = terminal ?? bracketed ?? plain ?? null;
    const text = rest.trim();
    if (text === "") continue;
    const again = resumed.exec(text);
    if (again !== null) {
      const key = open.has(pid) ? pid : openOf(open, again[1] ?? "");
      const begun = key === undefined ? undefined : open.get(key);
      if (key === undefined || begun === undefined) continue;
      open.delete(key);
      events[begun.index] = parseCall(pid ?? key, begun.text + (again[2] ?? "")) ?? note(pid, begun.text);
    } else if (unfinished.test(text)) {
      open.set(pid, { index: events.length, text: text.replace(unfinished, "") });
      events.push(null);
    } else events.push(parseEvent(pid, text));
  }
  for (const [pid, { index, text }] of open) events[index] = parseCall(pid, text) ?? note(pid, text);
  return events.filter((event) => event !== null);
}

/** strace drops the `[pid …]` when one thread is left: then the interrupted call of that name is the one. */
function openOf(open: ReadonlyMap<string | null, { readonly text: string }>, name: string): string | null | undefined {
  for (const [pid, { text }] of open) if (text.startsWith(`${name}(`)) return pid;
  return undefined;
}

const note = (pid: string | null, text: string): Note => ({ kind: "note", pid, text });

function parseEvent(pid: string | null, text: string): TraceEvent {
  if (text.startsWith("---")) return { kind: "signal", pid, text };
  if (text.startsWith("+++")) return { kind: "end", pid, text };
  return parseCall(pid, text) ?? note(pid, text);
}

/** How `--pidns-translation` tells a process's number outside. */
const otherNumber = /\s*\/\* \d+ in strace's PID NS \*\//g;

/** Null if the text is not a call. A call whose end is missing has no result. */
function parseCall(pid: string | null, whole: string): Call | null {
  const text = whole.replace(/\s*<unfinished \.\.\.>(?=\) += \?)/, "").replaceAll(otherNumber, "");
  const [head, name] = /^(\w+)\(/.exec(text) ?? [];
  if (head === undefined || name === undefined) return null;
  const { parts, end } = splitArguments(text, head.length);
  const answer = /^\)?\s*=\s*(-?\w+|\?)\s*(.*)$/s.exec(text.slice(end));
  const rest = answer?.[2] ?? "";
  return {
    kind: "call",
    pid,
    name,
    arguments: parts,
    result: answer?.[1] ?? null,
    error: /^E[A-Z0-9]+\b/.exec(rest)?.[0] ?? null,
    tracerPid: /= \d+ \/\* (\d+) in strace's PID NS \*\/$/.exec(whole)?.[1] ?? null,
  };
}

const opening = "([{";
const closing = ")]}";

/** Splits at the commas between arguments; `end` is where the call's closing parenthesis is, or the text's end. */
function splitArguments(text: string, start: number): { readonly parts: readonly string[]; readonly end: number } {
  const parts: string[] = [];
  let depth = 0;
  let from = start;
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at);
    else if (text.startsWith("/*", at)) at = Math.max(at, text.indexOf("*/", at) + 1);
    else if (opening.includes(character)) depth++;
    else if (closing.includes(character)) {
      if (depth === 0) break;
      depth--;
    } else if (character === "," && depth === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = text.slice(from, at).trim();
  if (last !== "" || parts.length > 0) parts.push(last);
  return { parts: parts.map(withoutComment), end: Math.min(at, text.length) };
}

/** `0x7ff0 /* 3 vars *\/` is 0x7ff0. Comments within a struct or string stay. */
const withoutComment = (argument: string): string => argument.replace(/\s*\/\*[^"]*?\*\/$/, "");

/** The parts of a text between commas that are within no bracket or string. */
export const splitList = (text: string): readonly string[] => splitArguments(text, 0).parts;

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === '"') return at;
  }
  return text.length;
}
