/** Codecs of system-call arguments: one register each, decoded for the handler and formatted as strace shows it. */
import { AT_FDCWD } from "../abi/open.ts";
import { namedPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";
import type { ArgumentCodec, ArgumentRegisters } from "./define.ts";

const codec = <T>(
  name: string,
  decode: (registers: ArgumentRegisters, index: number, task: Task) => T,
  format: (value: T, task: Task, result: number | bigint | null) => string,
): ArgumentCodec<T> => ({ name, decode, format });

const wide = (registers: ArgumentRegisters, index: number): number =>
  registers.high(index) * 0x1_0000_0000 + registers.low(index);

/** C int. */
export const int = (name: string): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => r.low(i) | 0,
    (value) => String(value),
  );

/** A process, thread or group as the caller's pid namespace numbers it, decoded to the kernel's number (process/pids.ts). */
export const pid = (name = "pid"): ArgumentCodec<number> =>
  codec(
    name,
    (r, i, task) => namedPid(task, r.low(i) | 0),
    (value) => String(value),
  );

/** C unsigned int. */
export const uint = (name: string): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => r.low(i),
    (value) => String(value),
  );

/** Unsigned int shown in octal: modes. */
export const octal = (name = "mode"): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => r.low(i),
    (value) => `0${value.toString(8)}`,
  );

/** Unsigned int shown in hexadecimal. */
export const hexUint = (name: string): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => r.low(i),
    (value) => `0x${value.toString(16)}`,
  );

/** A descriptor. */
export const fd = (name = "fd"): ArgumentCodec<number> => int(name);

/** The directory of an *at call. */
export const dirfd = (name = "dirfd"): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => r.low(i) | 0,
    (value) => (value === AT_FDCWD ? "AT_FDCWD" : String(value)),
  );

/** Signed 64 bits as a JS number: exact within ±2^53. */
export const long = (name: string): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => (r.high(i) | 0) * 0x1_0000_0000 + r.low(i),
    (value) => String(value),
  );

/** Unsigned 64 bits as a JS number: exact up to 2^53, rounded beyond. Sizes. */
export const size = (name = "count"): ArgumentCodec<number> => codec(name, wide, (value) => String(value));

/** Signed 64 bits, exact. */
export const long64 = (name: string): ArgumentCodec<bigint> =>
  codec(
    name,
    (r, i) => BigInt.asIntN(64, (BigInt(r.high(i)) << 32n) | BigInt(r.low(i))),
    (value) => String(value),
  );

const hex = (value: number): string => (value === 0 ? "NULL" : `0x${value.toString(16)}`);

/** An address in the guest; beyond 2^47 no access to it succeeds. */
export const pointer = (name: string): ArgumentCodec<number> => codec(name, wide, hex);

/** Text as strace quotes it, cut at 32 bytes. */
export const quote = (text: string, cut = text.length > 32): string => {
  let out = '"';
  for (const character of cut ? text.slice(0, 32) : text) {
    const code = character.charCodeAt(0);
    if (character === '"' || character === "\\") out += `\\${character}`;
    else if (character === "\n") out += "\\n";
    else if (character === "\t") out += "\\t";
    else if (character === "\r") out += "\\r";
    else if (code >= 0x20 && code < 0x7f) out += character;
    else out += `\\${code.toString(8)}`;
  }
  return `${out}"${cut ? "..." : ""}`;
};

/** The address of a path (or other NUL-terminated string); the handler reads it when it is its turn to fault. */
export const path = (name = "pathname"): ArgumentCodec<number> =>
  codec(name, wide, (value, task) => {
    if (value === 0) return "NULL";
    try {
      return quote(task.memory.readPath(value), false);
    } catch {
      return hex(value);
    }
  });

/** A buffer that the call fills: shown with what came back. The length is the result. */
export const outBuffer = (name = "buf"): ArgumentCodec<number> =>
  codec(name, wide, (value, task, result) => {
    const length = Number(result ?? 0);
    if (value === 0 || length <= 0) return hex(value);
    try {
      return quote(String.fromCharCode(...task.memory.readBytes(value, Math.min(length, 33))), length > 32);
    } catch {
      return hex(value);
    }
  });

/** A buffer that the call reads: its length is the next argument, so the result (what was taken) bounds what is shown. */
export const inBuffer = outBuffer;

/** Flags by name; `names` maps bits (or multi-bit masks) to names, widest first where they overlap. */
export const flags = (name: string, names: readonly (readonly [bits: number, name: string])[]): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => r.low(i) | 0,
    (value) => formatFlags(value, names),
  );

export const formatFlags = (value: number, names: readonly (readonly [bits: number, name: string])[]): string => {
  let left = value;
  const parts: string[] = [];
  for (const [bits, label] of names) {
    if (bits !== 0 && (left & bits) === bits) {
      parts.push(label);
      left &= ~bits;
    }
  }
  if (left !== 0) parts.push(`0x${(left >>> 0).toString(16)}`);
  if (parts.length > 0) return parts.join("|");
  return names.find(([bits]) => bits === 0)?.[1] ?? "0";
};

/** One of several values by name. */
export const oneOf = (name: string, names: Readonly<Record<number, string>>): ArgumentCodec<number> =>
  codec(
    name,
    (r, i) => r.low(i) | 0,
    (value) => names[value] ?? String(value),
  );
