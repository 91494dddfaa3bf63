/** Output of a program as lines. */
import { cutLine } from "../guest-environment.ts";

/** Split at newlines, without a last empty line; `cut` adds the line that says so, where the verdict would be. */
export function outputLines(bytes: Uint8Array, cut: boolean): readonly string[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return cut ? [...lines, cutLine] : lines;
}
