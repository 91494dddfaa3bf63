/** The launcher's answer: a few lines of text, an empty line, then standard output and standard error (launcher.c). */
import type { Exit } from "../model.ts";
import { signalName } from "./signals.ts";

export interface Frame {
  /** `refused`: the sandbox could not be made, so the program did not run. */
  readonly exit: Exit | { readonly kind: "refused"; readonly detail: string };
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly cut: { readonly stdout: boolean; readonly stderr: boolean };
  /** What this host does not give, by word of `Requires:`. */
  readonly lacks: ReadonlyMap<string, string>;
  readonly milliseconds: number;
}

/** `timeout` is what the launcher was told, in milliseconds. Throws if the bytes are no frame: then it was killed. */
export function parseFrame(bytes: Buffer, timeout: number): Frame {
  const end = bytes.indexOf("\n\n");
  if (end < 0) throw new Error("the sandbox launcher was killed");
  const lines = bytes.toString("utf8", 0, end).split("\n");
  const field = (word: string) => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const [out = 0, err = 0] = (field("bytes") ?? "").split(" ").map(Number);
  const [outCut, errCut] = (field("cut") ?? "").split(" ").map((text) => text === "1");
  const body = bytes.subarray(end + 2);
  return {
    exit: parseExit(lines[0] ?? "", timeout),
    stdout: body.subarray(0, out),
    stderr: body.subarray(out, out + err),
    cut: { stdout: outCut ?? false, stderr: errCut ?? false },
    lacks: parseLacks(lines),
    milliseconds: Number(field("micros")) / 1000,
  };
}

function parseExit(line: string, timeout: number): Frame["exit"] {
  const [word, ...rest] = line.split(" ");
  const text = rest.join(" ");
  if (word === "exited") return { kind: "exited", code: Number(text) };
  if (word === "signaled") return { kind: "signaled", signal: signalName(Number(text)) };
  if (word === "timeout") return { kind: "timeout", milliseconds: timeout };
  return { kind: "refused", detail: text };
}

function parseLacks(lines: readonly string[]): ReadonlyMap<string, string> {
  const lacks = new Map<string, string>();
  for (const line of lines) {
    const [, word, why] = /^lack (\S+) (.*)$/.exec(line) ?? [];
    if (word !== undefined && why !== undefined) lacks.set(word, lacks.has(word) ? `${lacks.get(word)}; ${why}` : why);
  }
  return lacks;
}
