/** `#!` scripts (execve(2), "Interpreter scripts"; fs/binfmt_script.c). */

/** Bytes of a file that are looked at to tell what it is (BINPRM_BUF_SIZE). */
export const HEAD_SIZE = 256;

export interface Interpreter {
  readonly path: string;
  /** The rest of the line as one argument; null when there is none. */
  readonly argument: string | null;
}

/** What the first line asks for: null when this is no script, "bad" when the line names nothing or is cut off. */
export const parseScript = (head: Uint8Array): Interpreter | null | "bad" => {
  if (head[0] !== 0x23 || head[1] !== 0x21) return null;
  let text = String.fromCharCode(...head.subarray(2, HEAD_SIZE));
  const newline = text.indexOf("\n");
  if (newline >= 0) text = text.slice(0, newline);
  else if (head.length >= HEAD_SIZE && !/^[ \t]*[^ \t\0]+[ \t\0]/.test(text)) return "bad";
  const nul = text.indexOf("\0");
  if (nul >= 0) text = text.slice(0, nul);
  const line = text.replace(/^[ \t]+/, "").replace(/[ \t]+$/, "");
  if (line === "") return "bad";
  const space = line.search(/[ \t]/);
  if (space < 0) return { path: line, argument: null };
  return { path: line.slice(0, space), argument: line.slice(space).replace(/^[ \t]+/, "") };
};
