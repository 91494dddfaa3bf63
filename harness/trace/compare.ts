/**
 * Whether two calls are the same, when descriptors, processes and addresses are matched by what they are, not by value.
 * Traces tell with different thoroughness; what one of them does not tell (a struct's address instead of its fields, a
 * number instead of its name) is no difference.
 */
import { signalName } from "../sandbox/signals.ts";
import { argumentKind, type Kind, resultKind } from "./identity.ts";
import type { Call, TraceEvent } from "./parse.ts";
import { parseValue, type Value } from "./value.ts";

/** Which number of the target stands for which of Linux's, as seen so far. */
export class Identities {
  readonly #toTarget = new Map<string, string>();
  readonly #toLinux = new Map<string, string>();

  /** True if the two may be the same thing; from then on they are. `anew`: whatever they were before. */
  match(kind: Kind, linux: bigint, target: bigint, anew: boolean): boolean {
    const [left, right] = [`${kind} ${linux}`, `${kind} ${target}`];
    if (this.#toTarget.get(left) === right && this.#toLinux.get(right) === left) return true;
    if (!anew && (this.#toTarget.has(left) || this.#toLinux.has(right))) return false;
    this.#toTarget.set(left, right);
    this.#toLinux.set(right, left);
    return true;
  }
}

/** Takes every pair for the same thing. */
class AnyIdentities extends Identities {
  override match(): boolean {
    return true;
  }
}

/** Whether two events could be the same, leaving aside which things they name and what a call answered. */
export function looksAlike(linux: TraceEvent, target: TraceEvent): boolean {
  if (linux.kind !== "call" || target.kind !== "call") return noteText(linux) === noteText(target);
  return (
    linux.name === target.name &&
    errorOf(linux) === errorOf(target) &&
    sameArguments(linux, target, new AnyIdentities())
  );
}

export function sameEvent(linux: TraceEvent, target: TraceEvent, identities: Identities): boolean {
  if (linux.kind !== "call" || target.kind !== "call") return noteText(linux) === noteText(target);
  return (
    linux.name === target.name && sameArguments(linux, target, identities) && sameResult(linux, target, identities)
  );
}

/** `--- SIGCHLD`, `+++ exited with 3 +++`: what follows a signal's name is told in too many ways. */
export function noteText(event: TraceEvent): string {
  if (event.kind === "call") return event.name;
  const text = event.text
    .replace(/\bsignal (\d+)\b/, (_whole, number: string) => signalName(Number(number)))
    .replace(" (core dumped)", "");
  return text.startsWith("--- SIG") ? text.split(/\s+/, 2).join(" ") : text;
}

/** Calls that answer descriptors through an argument. */
const makesDescriptors: ReadonlySet<string> = new Set(["pipe", "pipe2", "socketpair"]);

interface Place {
  readonly call: string;
  readonly index: number;
  readonly field: string | null;
  readonly identities: Identities;
}

/** The same calls are compared with many others. */
const valuesByCall = new WeakMap<Call, readonly Value[]>();

function valuesOf(call: Call): readonly Value[] {
  const values = valuesByCall.get(call) ?? call.arguments.map(parseValue);
  valuesByCall.set(call, values);
  return values;
}

function sameArguments(linux: Call, target: Call, identities: Identities): boolean {
  // Traces differ in how many of the trailing arguments they show of calls that take fewer at times (open, fcntl).
  const [left, right] = [valuesOf(linux), valuesOf(target)];
  return left.every((value, index) => {
    const other = right[index];
    return other === undefined || sameValue({ call: linux.name, index, field: null, identities }, value, other);
  });
}

function sameValue(place: Place, linux: Value, target: Value): boolean {
  const kind = argumentKind(place.call, place.index, place.field);
  if (kind === "volatile") return true;
  if (linux.kind === "struct" && target.kind === "struct") {
    return [...linux.fields].every(([field, value]) => {
      const other = target.fields.get(field);
      return other === undefined || sameValue({ ...place, field }, value, other);
    });
  }
  if (linux.kind === "list" && target.kind === "list") {
    if (linux.inverted !== target.inverted || linux.items.length !== target.items.length) return false;
    return linux.items.every((item, at) => {
      const other = target.items[at];
      return other !== undefined && sameValue(place, item, other);
    });
  }
  if (linux.kind === "string" && target.kind === "string") {
    return sameString(linux, target) || (takesBytes.test(place.call) && isPrefix(linux.text, target.text));
  }
  if (linux.kind === "words" && target.kind === "words") return sameWords(linux.text, target.text);
  if (linux.kind === "named" && target.kind === "named") {
    return linux.name !== target.name || sameValue({ ...place, field: linux.name }, linux.value, target.value);
  }
  if (linux.kind === "number" && target.kind === "number") return sameNumber(place, kind, linux, target);
  return true;
}

type NumberValue = Extract<Value, { kind: "number" }>;

function sameNumber(place: Place, kind: Kind, linux: NumberValue, target: NumberValue): boolean {
  // The same bits, signed or not, of whatever width.
  const equal = BigInt.asUintN(64, linux.value - target.value) === 0n || sameLow(linux.value, target.value);
  if (linux.address && target.address)
    return equal || place.identities.match("address", linux.value, target.value, true);
  if (linux.address || target.address) return equal || (linux.value >= 0x10000n && target.value >= 0x10000n);
  if (kind !== "descriptor" && kind !== "process") return equal;
  // Small and negative numbers have meanings of their own: -1, the standard streams, "any child".
  const special = (value: bigint): boolean => value <= (kind === "descriptor" ? 2n : 0n);
  if (special(linux.value) || special(target.value)) return equal;
  return place.identities.match(kind, linux.value, target.value, equal || makesDescriptors.has(place.call));
}

/** -1 and 4294967295, of an int that one side reads as unsigned. */
const sameLow = (one: bigint, other: bigint): boolean =>
  one < 0n !== other < 0n && BigInt.asUintN(32, one) === BigInt.asUintN(32, other);

/** Calls whose bytes are told up to their count by some, up to what was taken by others. */
const takesBytes = /^(p?writev?(64)?|send)/;

const isPrefix = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one);

type StringValue = Extract<Value, { kind: "string" }>;

/** `"abc"...` is the same as any string that begins so. Names that mkdtemp(3) makes up are all the same. */
function sameString(linux: StringValue, target: StringValue): boolean {
  const [one, other] = [linux, target].map((value) => withoutChance(value.text));
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  return (linux.cut && other.startsWith(one)) || (target.cut && one.startsWith(other));
}

/** The terminating NUL, too, is told by some only. */
const withoutChance = (text: string): string => text.replace(/\.[A-Za-z0-9]{6}(?=\/|$)/g, ".XXXXXX").replace(/\0$/, "");

/** Flags in any order, without those that are 0. */
function sameWords(linux: string, target: string): boolean {
  const flags = (text: string): string =>
    text
      .split("|")
      .map((word) => word.trim())
      .filter((word) => word !== "O_RDONLY" && word !== "")
      .sort()
      .join("|");
  return linux === target || flags(linux) === flags(target);
}

/** strace tells an interrupted call by what the kernel means to do next, others by what the program sees. */
const errorOf = ({ error }: Call): string | null => (error?.startsWith("ERESTART") ? "EINTR" : error);

export const isUntold = ({ result, error }: Call): boolean => result === null || (result === "?" && error === null);

function sameResult(linux: Call, target: Call, identities: Identities): boolean {
  const kind = resultKind(linux.name, linux.arguments);
  if (kind === "volatile") return true;
  // A result that a trace does not tell (of exit, or where the thread was killed) is no difference.
  if (isUntold(linux) || isUntold(target)) return true;
  if (errorOf(linux) !== errorOf(target)) return false;
  const [left, right] = [linux, target].map((call) => parseValue(call.result ?? "?"));
  if (left?.kind !== "number" || right?.kind !== "number") return true;
  if (left.address && right.address) return identities.match("address", left.value, right.value, true);
  if (kind === "plain" || left.value <= 0n || right.value <= 0n) return left.value === right.value;
  return identities.match(kind, left.value, right.value, true);
}
