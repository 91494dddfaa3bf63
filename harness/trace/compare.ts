/** Whether two calls are the same, when descriptors, processes and addresses are matched by what they are, not by value. */
import { argumentKind, type Kind, resultKind } from "./identity.ts";
import type { Call, TraceEvent } from "./parse.ts";

/** Which number of the target stands for which of Linux's, as seen so far. */
export class Identities {
  readonly #toTarget = new Map<string, string>();
  readonly #toLinux = new Map<string, string>();

  /** True if the two may be the same thing; from then on they are. A number that is used anew binds anew. */
  match(kind: Kind, linux: string, target: string, anew: boolean): boolean {
    const [left, right] = [`${kind} ${linux}`, `${kind} ${target}`];
    const known = this.#toTarget.get(left) === right && this.#toLinux.get(right) === left;
    if (known) return true;
    if (!anew && (this.#toTarget.has(left) || this.#toLinux.has(right))) return false;
    this.#toTarget.set(left, right);
    this.#toLinux.set(right, left);
    return true;
  }
}

const token = /"(?:[^"\\]|\\.)*"(?:\.\.\.)?|0x[0-9a-f]+|\/\*.*?\*\/|-?\d+|[A-Za-z_]\w*=?|\S/gi;

const tokensOf = (text: string): readonly string[] =>
  (text.match(token) ?? []).filter((part) => !part.startsWith("/*"));

export function sameEvent(linux: TraceEvent, target: TraceEvent, identities: Identities): boolean {
  if (linux.kind !== "call" || target.kind !== "call") {
    if (linux.kind === "call" || target.kind === "call" || linux.kind !== target.kind) return false;
    return firstWords(linux.text) === firstWords(target.text);
  }
  return (
    linux.name === target.name && sameArguments(linux, target, identities) && sameResult(linux, target, identities)
  );
}

/** `--- SIGCHLD`, `+++ exited with 3 +++`: what follows a signal's name is told in too many ways. */
const firstWords = (text: string): string => (text.startsWith("---") ? text.split(/\s+/, 2).join(" ") : text);

function sameArguments(linux: Call, target: Call, identities: Identities): boolean {
  // Traces differ in how many of the trailing arguments they show of calls that take fewer at times (open, fcntl).
  const count = Math.min(linux.arguments.length, target.arguments.length);
  for (let index = 0; index < count; index++) {
    const [left, right] = [linux.arguments[index] ?? "", target.arguments[index] ?? ""];
    if (!sameArgument(linux.name, index, left, right, identities)) return false;
  }
  return true;
}

/** Whether an argument is told as an address only; then what lies there is not known, and is no difference. */
const isUndecoded = (text: string): boolean => /^(0x[0-9a-f]+|NULL|0)$/i.test(text);
const isDecoded = (text: string): boolean => /^~?[[{"]/.test(text);

/** Calls that answer descriptors through an argument. */
const makesDescriptors: ReadonlySet<string> = new Set(["pipe", "pipe2", "socketpair"]);

function sameArgument(call: string, index: number, linux: string, target: string, identities: Identities): boolean {
  if ((isUndecoded(linux) && isDecoded(target)) || (isDecoded(linux) && isUndecoded(target))) return true;
  const [left, right] = [tokensOf(linux), tokensOf(target)];
  if (left.length !== right.length) return false;
  let field: string | null = null;
  return left.every((one, place) => {
    const other = right[place] ?? "";
    const same = sameToken(argumentKind(call, index, field), one, other, identities, makesDescriptors.has(call));
    if (one.endsWith("=")) field = one.slice(0, -1);
    else if (one === "," || one === "{") field = null;
    return same;
  });
}

function sameToken(kind: Kind, linux: string, target: string, identities: Identities, anew: boolean): boolean {
  if (kind === "volatile") return true;
  const [left, right] = [numberOf(linux), numberOf(target)];
  if (left === null || right === null) return linux === target || sameCutString(linux, target);
  if (left.kind === "address" || right.kind === "address") {
    return left.kind === right.kind && (left.value === right.value || identities.match("address", linux, target, true));
  }
  if (kind === "descriptor" || kind === "process") {
    // Small and negative numbers have meanings of their own: -1, the standard streams, "any child".
    const special = (value: number): boolean => value <= (kind === "descriptor" ? 2 : 0);
    if (special(left.value) || special(right.value)) return left.value === right.value;
    return identities.match(kind, linux, target, anew);
  }
  return left.value === right.value;
}

function numberOf(text: string): { readonly kind: "address" | "decimal"; readonly value: number } | null {
  if (/^0x[0-9a-f]+$/i.test(text)) {
    const value = Number.parseInt(text, 16);
    return { kind: value >= 0x1000 ? "address" : "decimal", value };
  }
  return /^-?\d+$/.test(text) ? { kind: "decimal", value: Number(text) } : null;
}

/** `"abc"...` is the same as any string that begins so. */
function sameCutString(linux: string, target: string): boolean {
  const [left, right] = [linux, target].map((text) => /^"(.*)"(\.\.\.)?$/s.exec(text));
  if (!left || !right) return false;
  const [one = "", other = ""] = [left[1], right[1]];
  if (left[2] !== undefined && right[2] !== undefined) return one.startsWith(other) || other.startsWith(one);
  return (left[2] !== undefined && other.startsWith(one)) || (right[2] !== undefined && one.startsWith(other));
}

/** strace tells an interrupted call by what the kernel means to do next, others by what the program sees. */
const errorOf = ({ error }: Call): string | null => (error?.startsWith("ERESTART") ? "EINTR" : error);

function sameResult(linux: Call, target: Call, identities: Identities): boolean {
  const kind = resultKind(linux.name, linux.arguments);
  if (kind === "volatile") return true;
  if (errorOf(linux) !== errorOf(target)) return false;
  const [one, other] = [linux.result ?? "?", target.result ?? "?"];
  // A result that a trace does not tell (`?`, of exit, or the trace's end) is no difference.
  if (one === other || one === "?" || other === "?") return true;
  const [left, right] = [numberOf(one), numberOf(other)];
  if (left === null || right === null) return false;
  if (left.kind === "address" && right.kind === "address") return identities.match("address", one, other, true);
  if (kind === "plain") return left.value === right.value;
  if (left.value <= 0 || right.value <= 0) return left.value === right.value;
  return identities.match(kind, one, other, true);
}
