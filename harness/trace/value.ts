/** An argument of a traced call, taken apart: `{events=EPOLLIN, data={u32=3}}`, `[3, 4]`, `"text"...`, `O_RDONLY|O_CLOEXEC`. */
import { splitList } from "./parse.ts";

export type Value =
  | { readonly kind: "struct"; readonly fields: ReadonlyMap<string, Value> }
  | { readonly kind: "list"; readonly inverted: boolean; readonly items: readonly Value[] }
  /** `cut`: it went on. */
  | { readonly kind: "string"; readonly text: string; readonly cut: boolean }
  /** `address`: written in hexadecimal, and large enough. */
  | { readonly kind: "number"; readonly value: bigint; readonly address: boolean }
  /** `child_stack=0x7f…`: an argument with its name. */
  | { readonly kind: "named"; readonly name: string; readonly value: Value }
  /** Symbols and anything else. */
  | { readonly kind: "words"; readonly text: string };

const smallestAddress = 0x1000n;

export function parseValue(text: string): Value {
  const trimmed = text.trim();
  if (trimmed.startsWith("{") && trimmed.endsWith("}")) return parseStruct(trimmed);
  const list = /^(~?)\[(.*)\]$/s.exec(trimmed);
  if (list !== null) {
    return { kind: "list", inverted: list[1] === "~", items: splitList(list[2] ?? "").map(parseValue) };
  }
  const string = /^"(.*)"(\.\.\.)?$/s.exec(trimmed);
  if (string !== null) return { kind: "string", text: unescapeC(string[1] ?? ""), cut: string[2] !== undefined };
  const plain = trimmed.replace(/\s*\/\*.*?\*\/\s*/g, "");
  if (plain === "NULL") return { kind: "number", value: 0n, address: false };
  if (/^(0x[0-9a-f]+|-?\d+)$/i.test(plain)) return parseNumber(plain);
  const [named, name] = /^(\w+)=/.exec(plain) ?? [];
  if (named !== undefined && name !== undefined) {
    return { kind: "named", name, value: parseValue(trimmed.slice(named.length)) };
  }
  return { kind: "words", text: plain };
}

function parseStruct(text: string): Value {
  const fields = splitList(text.slice(1, -1)).map(parseValue);
  return {
    kind: "struct",
    fields: new Map(fields.flatMap((field) => (field.kind === "named" ? [[field.name, field.value]] : []))),
  };
}

/** Octal as strace writes modes (0644) is a number like any other. */
function parseNumber(text: string): Value {
  const hexadecimal = /^0x/i.test(text);
  const value = BigInt(/^0[0-7]+$/.test(text) ? `0o${text.slice(1)}` : text);
  return { kind: "number", value, address: hexadecimal && value >= smallestAddress };
}

const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", v: "\v", f: "\f" };

/** C's escapes, of which there are several ways to write one character. */
const unescapeC = (text: string): string =>
  text.replace(/\\(x[0-9a-f]{1,2}|[0-7]{1,3}|.)/gis, (_whole, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return letters[code] ?? code;
  });
